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

/** @param file where to keep them; in memory without one */
export function linesIn(file?: string): Lines {
  const descriptor = file === undefined ? undefined : openSync(file, 'wx+', 0o600);
  // it lives as long as it is open: nothing is left of it, however the process ends
  if (file !== undefined) rmSync(file, { force: true });
  const held: Uint8Array[] = [];
  const starts: number[] = [];
  let size = 0;
  const read = (from: number, to: number): Buffer => {
    const bytes = Buffer.allocUnsafe(to - from);
    if (descriptor !== undefined) {
      if (readSync(descriptor, bytes, 0, to - from, from) < to - from)
        throw new Error(`${file} became shorter while it was used`);
      return bytes;
    }
    throw new Error('not in a file');
  };
  // in memory: where each batch begins
  const batches: { first: number; bytes: Uint8Array }[] = [];
  return {
    add(bytes, ends) {
      let begin = 0;
      for (const end of ends) {
        starts.push(size + begin);
        begin = end;
      }
      if (descriptor === undefined) {
        held.push(bytes);
        batches.push({ first: size, bytes });
      } else writeSync(descriptor, bytes, 0, bytes.byteLength, size);
      size += bytes.byteLength;
    },
    at(place) {
      const [from = 0, to = size] = [starts[place], starts[place + 1]];
      const bytes = descriptor === undefined ? heldFrom(batches, from, to) : read(from, to);
      return bytes.toString('utf8', 0, bytes.byteLength - BETWEEN.length);
    },
    *pieces() {
      if (descriptor === undefined) yield* held;
      else for (let from = 0; from < size; from += PIECE) yield read(from, Math.min(size, from + PIECE));
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

const PIECE = 1024 * 1024;

/** No line stands in two batches. */
function heldFrom(batches: readonly { first: number; bytes: Uint8Array }[], from: number, to: number): Buffer {
  let [low, high] = [0, batches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((batches[middle]?.first ?? 0) <= from) low = middle;
    else high = middle - 1;
  }
  const { first = 0, bytes = new Uint8Array() } = batches[low] ?? {};
  return Buffer.from(bytes.buffer, bytes.byteOffset + from - first, to - from);
}
