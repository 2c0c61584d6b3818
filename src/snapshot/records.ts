import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { keysOf } from '../input/keys.ts';
import { afterCanonical } from './canonical-bytes.ts';

/**
 * Where the many records of a snapshot stand; `*` is any key or any place of a list. Everything else of the file is small:
 * its outline.
 */
const PATHS = {
  kms: ['kms', '*'],
  keys: ['confluent', 'keys', 'seen', '*'],
  clusters: ['confluent', 'clusters', '*', 'seen', '*'],
  connectors: ['confluent', 'connectors', '*'],
} as const;

/** Which list a record is of. */
export type Section = keyof typeof PATHS;
export const SECTIONS = keysOf(PATHS);
/** How deep the records of a list stand. */
export const depthOf = (section: Section): number => PATHS[section].length;

/**
 * @property text the record as it stands in the file
 * @property isCanonical whether it is plain that this is its canonical form
 */
export type FoundRecord = { section: Section; text: string; offset: number; length: number; isCanonical: boolean };

/** The file ends inside a value, or closes what it did not open. */
class CutOff extends SyntaxError {}
/** More than a text can hold is outside of records, or in one of them. */
class TooLarge extends SyntaxError {}

export type SplitOptions = {
  /** Called with the bytes of the file, in their order. */
  onBytes?: (bytes: Uint8Array) => void;
  /** How many bytes are read at once. */
  window?: number;
  /** How many bytes one record may have, and what is outside of all. */
  largest?: number;
};

/**
 * @property outline the file, in which each record is replaced by its mark, a string
 * @property isText false where some bytes are not UTF-8: they are replaced in what is read
 */
export type Split = { outline: string; isText: boolean };

const WINDOW = 1024 * 1024;
/** As many zeros follow what is filled, so that nothing looks beyond the end of the window. */
const ZEROS = 8;
const LARGEST = 400 * 1024 * 1024;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * A container that is open.
 * @property key of an object, the key whose value comes next, null where a key comes next
 * @property sections the lists whose records stand in here, or deeper
 */
type Frame = { isList: boolean; key: string | null; sections: readonly Section[] };

/**
 * Reads a snapshot file of any size, in whatever layout, one record at a time: no library reads JSON piece by piece at half
 * the speed of the disk. What is between the brackets of a record is left to JSON.parse, and so is the outline, in which each
 * record is replaced by its mark, a string.
 * @param mark of a record, by its number: a text that stands nowhere in the file
 * @throws CutOff, TooLarge
 */
export function splitRecords(
  descriptor: number,
  mark: (record: number) => string,
  onRecord: (record: FoundRecord) => void,
  { onBytes = () => {}, window: size = WINDOW, largest = LARGEST }: SplitOptions = {},
): Split {
  const outline: string[] = [];
  const open: Frame[] = [];
  let window = Buffer.allocUnsafe(size + ZEROS);
  /** The bytes of the window that are filled, and the place of its first in the file. */
  let [filled, start] = [0, 0];
  let [at, kept, records] = [0, 0, 0];
  let [isText, outside] = [true, 0];

  const keep = (piece: string): void => {
    outside += piece.length;
    if (outside > largest) throw new TooLarge('too much of the file is outside of records');
    outline.push(piece);
  };

  /** Keeps the bytes from `at` on, and reads more. @returns false at the end of the file */
  const more = (): boolean => {
    keep(window.toString('utf8', kept, at));
    isText &&= isUtf8(window.subarray(0, at));
    if (filled - at > largest) throw new TooLarge('a value is too large');
    if (filled - at === window.length - ZEROS) window = Buffer.concat([window], window.length * 2);
    window.copyWithin(0, at, filled);
    [start, filled, at, kept] = [start + at, filled - at, 0, 0];
    const read = readSync(descriptor, window, filled, window.length - ZEROS - filled, start + filled);
    onBytes(window.subarray(filled, filled + read));
    filled += read;
    window.fill(0, filled, filled + ZEROS);
    return read > 0;
  };
  /** The place after a string that begins at a place; undefined where the window ends before. */
  const afterString = (from: number): number | undefined => {
    for (let end = from + 1; end < filled; end += 1) {
      const byte = window[end];
      if (byte === BACKSLASH) end += 1;
      else if (byte === QUOTE) return end + 1;
    }
    return undefined;
  };
  /** The place after a record that begins at a place; undefined where the window ends before. */
  const afterRecord = (from: number): number | undefined => {
    let depth = 0;
    for (let end = from; end < filled; end += 1) {
      const byte = window[end];
      if (byte === QUOTE) {
        for (end += 1; end < filled && window[end] !== QUOTE; end += 1) if (window[end] === BACKSLASH) end += 1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) return end + 1;
      }
    }
    return undefined;
  };
  /** What follows has to be in the window whole. */
  const whole = (end: (from: number) => number | undefined): number => {
    for (;;) {
      const place = end(at);
      if (place !== undefined) return place;
      if (!more()) throw new CutOff('the file ends inside a value');
    }
  };

  for (;;) {
    if (at >= filled && !more()) break;
    const byte = window[at];
    const top = open.at(-1);
    if (byte === OPEN_BRACE) {
      const sections = sectionsIn(open, top);
      const section = sections.find((one) => depthOf(one) === open.length);
      if (section === undefined) {
        open.push({ isList: false, key: null, sections });
        at += 1;
        continue;
      }
      let isCanonical = false;
      const end = whole((from) => {
        const place = afterCanonical(window, from, open.length);
        isCanonical = place >= 0 && place <= filled;
        return isCanonical ? place : afterRecord(from);
      });
      keep(`${window.toString('utf8', kept, at)}${JSON.stringify(mark(records++))}`);
      const text = window.toString('utf8', at, end);
      onRecord({ section, text, offset: start + at, length: end - at, isCanonical });
      at = end;
      kept = end;
    } else if (byte === OPEN_BRACKET) {
      open.push({ isList: true, key: null, sections: sectionsIn(open, top) });
      at += 1;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (open.pop() === undefined) throw new CutOff('the file closes what it did not open');
      at += 1;
    } else if (byte === QUOTE) {
      const end = whole(afterString);
      // the last string before a colon is the key: of a value that is a string nothing else is asked
      if (top !== undefined && !top.isList) top.key = window.toString('utf8', at + 1, end - 1);
      at = end;
    } else {
      if (byte === COMMA && top !== undefined) top.key = null;
      at += 1;
    }
  }
  if (open.length > 0) throw new CutOff('the file ends inside a value');
  keep(window.toString('utf8', kept, at));
  isText &&= isUtf8(window.subarray(0, at));
  return { outline: outline.join(''), isText };
}

/**
 * The lists whose records stand in what begins here, or are what begins here; none where a key has to stand: a mark would be
 * one.
 */
function sectionsIn(open: readonly Frame[], top: Frame | undefined): readonly Section[] {
  if (top === undefined) return open.length === 0 ? SECTIONS : [];
  const { isList, key, sections } = top;
  return sections.filter((section) => {
    const part = PATHS[section][open.length - 1];
    return isList ? part === '*' : key !== null && (part === '*' || part === key);
  });
}
