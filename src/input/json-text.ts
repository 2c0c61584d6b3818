import { type JSONVisitor, visit } from 'jsonc-parser';
import { AuditError, badInput } from '../audit-error.ts';
import { jsonIn } from './is-record.ts';
import { firstOf } from './mistakes.ts';
import { placesIn, placesOfFile } from './place.ts';
import { MOST_LEVELS, type Path, type ReadText, tooDeep, type Wanted } from './read-text.ts';

/**
 * Reads JSON that somebody else may have written. A key that stands twice in one object is a mistake: JSON.parse would silently
 * take the last.
 * @param file the name to show in messages
 * @returns null for text that is no JSON
 * @throws AuditError 65
 */
export function readJsonText(file: string, source: string): ReadText | null {
  const data = jsonIn(source);
  if (data === undefined) return null;
  const placeOf = placesIn(source);
  const at = placesOfFile(file, placeOf);
  const { duplicates } = checked(source, at);
  if (duplicates.length > 0)
    throw badInput(
      firstOf(duplicates, (found) =>
        found.map(({ key, offset, first }) => {
          const { line, column } = placeOf(first);
          return `${at(offset)}: a second ${JSON.stringify(key)}: keep one of them; the first is at line ${line}, column ${column}`;
        }),
      ),
    );
  return { data, length: source.length, placesOf: (wanted) => offsetsOf(source, wanted).map(at) };
}

/** `file:line:column` of the first mistake in text that is no JSON. @throws AuditError 65 where it is nested too deeply */
export function brokenAt(file: string, source: string): string {
  const at = placesOfFile(file, placesIn(source));
  return at(checked(source, at).error ?? source.length);
}

/** Whether a key stands twice in an object of a JSON text, or too much in each other: `readJsonText` says where. */
export function hasMistake(source: string): boolean {
  try {
    return checked(source, placesOfFile('', placesIn(source))).duplicates.length > 0;
  } catch (error) {
    if (error instanceof AuditError) return true;
    throw error;
  }
}

type Duplicate = { key: string; offset: number; first: number };

const STRICTLY = { disallowComments: true };

/** What JSON.parse does not say: where the first mistake is, and which keys stand twice. @throws AuditError 65 */
function checked(source: string, at: (offset: number) => string): { duplicates: Duplicate[]; error: number | undefined } {
  const duplicates: Duplicate[] = [];
  let error: number | undefined;
  /** The keys of each object that is open; null for a list. */
  const open: (Map<string, number> | null)[] = [];
  const enter = (offset: number, keys: Map<string, number> | null): void => {
    open.push(keys);
    if (open.length > MOST_LEVELS) throw tooDeep(at(offset));
  };
  const leave = (): void => void open.pop();
  const visitor: JSONVisitor = {
    onObjectBegin: (offset) => enter(offset, new Map()),
    onArrayBegin: (offset) => enter(offset, null),
    onObjectEnd: leave,
    onArrayEnd: leave,
    onObjectProperty(key, offset) {
      const keys = open.at(-1);
      const first = keys?.get(key);
      if (first === undefined) keys?.set(key, offset);
      else duplicates.push({ key, offset, first });
    },
    onError(_, offset) {
      error ??= offset;
    },
  };
  visit(source, visitor, STRICTLY);
  return { duplicates, error };
}

/** A separator that no path is likely to have; where one has it, another place is named. */
const idOf = (path: Path): string => path.map((part) => `\0${part}`).join('');

/** Where values and keys stand; for what is not there, where that stands in which it would be. */
function offsetsOf(source: string, wanted: readonly Wanted[]): number[] {
  const values = new Map<string, number | null>();
  const keys = new Map<string, number | null>();
  for (const { path, key } of wanted) {
    for (let length = 0; length <= path.length; length += 1) values.set(idOf(path.slice(0, length)), null);
    if (key !== undefined) keys.set(idOf([...path, key]), null);
  }
  const note = (places: Map<string, number | null>, path: Path, offset: number): void => {
    const id = idOf(path);
    if (places.get(id) === null) places.set(id, offset);
  };
  visit(
    source,
    {
      onObjectBegin: (offset, _length, _line, _column, path) => note(values, path(), offset),
      onArrayBegin: (offset, _length, _line, _column, path) => note(values, path(), offset),
      onLiteralValue: (_value, offset, _length, _line, _column, path) => note(values, path(), offset),
      onObjectProperty: (key, offset, _length, _line, _column, path) => note(keys, [...path(), key], offset),
    },
    STRICTLY,
  );
  return wanted.map(({ path, key }) => {
    const ofKey = key === undefined ? null : keys.get(idOf([...path, key]));
    if (ofKey != null) return ofKey;
    const around = path.map((_, index) => values.get(idOf(path.slice(0, path.length - index))));
    return around.find((offset) => offset != null) ?? values.get('') ?? 0;
  });
}
