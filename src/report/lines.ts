import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Lines that are kept until all are there, in the order in which they came. */
export type Lines = {
  /** @param ends of each line in the bytes, which ends with its comma and line break */
  add: (bytes: Uint8Array, ends: Uint32Array) => void;
  /** One of them, by its place among all. */
  at: (place: number) => string;
  /** All bytes. */
  pieces: () => Iterable<Uint8Array>;
  close: () => void;
};

/** What stands between two lines. */
export const BETWEEN = ',\n';

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength - BETWEEN.length).toString();

/** @param file where to keep them; in memory without one */
export const linesIn = (file?: string): Lines => (file === undefined ? linesInMemory() : linesInFile(file));

function linesInMemory(): Lines {
  const lines: Uint8Array[] = [];
  return {
    add(bytes, ends) {
      let begin = 0;
      for (const end of ends) {
        lines.push(bytes.subarray(begin, end));
        begin = end;
      }
    },
    at(place) {
      const line = lines[place];
      if (line === undefined) throw new Error(`there is no line ${place}`);
      return textOf(line);
    },
    pieces: () => lines,
    close: () => {},
  };
}

function linesInFile(file: string): Lines {
  const descriptor = openSync(file, 'wx+', 0o600);
  // it lives as long as it is open: nothing is left of it, however the process ends
  rmSync(file);
  const starts: number[] = [];
  let size = 0;
  /** What was read last: mostly the next line is asked for next. */
  let window: { from: number; bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  const read = (from: number, to: number): Buffer => {
    const bytes = Buffer.allocUnsafe(to - from);
    if (readSync(descriptor, bytes, 0, to - from, from) < to - from) throw new Error(`${file} is shorter than what was written`);
    return bytes;
  };
  return {
    add(bytes, ends) {
      let begin = 0;
      for (const end of ends) {
        starts.push(size + begin);
        begin = end;
      }
      for (let from = 0; from < bytes.byteLength; )
        from += writeSync(descriptor, bytes, from, bytes.byteLength - from, size + from);
      size += bytes.byteLength;
    },
    at(place) {
      const [from, to = size] = [starts[place], starts[place + 1]];
      if (from === undefined) throw new Error(`there is no line ${place}`);
      if (from < window.from || to > window.from + window.bytes.length)
        window = { from, bytes: read(from, Math.max(to, Math.min(size, from + WINDOW))) };
      return textOf(window.bytes.subarray(from - window.from, to - window.from));
    },
    *pieces() {
      for (let from = 0; from < size; from += PIECE) yield read(from, Math.min(size, from + PIECE));
    },
    close: () => closeSync(descriptor),
  };
}

const PIECE = 1024 * 1024;
/** A system call takes as long as reading so much. */
const WINDOW = 64 * 1024;
