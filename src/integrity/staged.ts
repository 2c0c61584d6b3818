import { createHash, randomUUID } from 'node:crypto';
import { closeSync, constants, fchmodSync, fstatSync, fsync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Pieces, Written } from './output.ts';

/** A file that is written beside its place. */
export type Staged = {
  /** @returns its SHA-256 */
  write: (content: Written) => Promise<string>;
  /** Moves it to its place. */
  commit: () => void;
  /** Removes it, unless it was moved. */
  discard: () => void;
};

const GATHERED = 512 * 1024;
/** Of one unit of a text in UTF-8. */
const MOST_BYTES = 3;

// a copy and the disk are waited for beside other work; to hand over each piece takes longer than to write it
const syncing = promisify(fsync);

/** A file is written beside its place, in pieces, so that nobody ever reads half of it. */
export function stagedAt(path: string): Staged {
  const beside = `${path}.${randomUUID()}.tmp`;
  return {
    write: (content) => written(path, beside, content),
    commit: () => renameSync(beside, path),
    discard: () => rmSync(beside, { force: true }),
  };
}

async function written(path: string, beside: string, content: Written): Promise<string> {
  refuseFolder(path);
  const replaced = statSync(path, { throwIfNoEntry: false });
  const descriptor = openSync(beside, 'wx', replaced?.mode ?? 0o666);
  try {
    const { mode } = replaced ?? fstatSync(descriptor);
    const sha256 = 'copyOf' in content ? await copied(content, beside) : filled(descriptor, content.content);
    // a file that is replaced keeps its permissions, whatever those of a copied one are
    fchmodSync(descriptor, mode & 0o777);
    await syncing(descriptor);
    return sha256;
  } finally {
    closeSync(descriptor);
  }
}

/** Nothing is written over a folder, nor removed in its place. @throws Error as of the system */
export function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw Object.assign(new Error(`EISDIR: illegal operation on a directory, rename '${path}'`), {
    ...{ code: 'EISDIR', syscall: 'rename', path },
  });
}

async function copied({ copyOf, sha256 }: { copyOf: string; sha256: string }, to: string): Promise<string> {
  await copyFile(copyOf, to, constants.COPYFILE_FICLONE);
  return sha256;
}

function filled(descriptor: number, content: string | Pieces): string {
  const hash = createHash('sha256');
  for (const bytes of typeof content === 'string' ? [Buffer.from(content)] : gathered(content)) {
    hash.update(bytes);
    for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  }
  return hash.digest('hex');
}

/** Small pieces together: each write takes as long as the copying of many of them. What is yielded holds until the next is. */
function* gathered(pieces: Pieces): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(4 * GATHERED);
  const encoded = (text: string): Uint8Array =>
    text.length * MOST_BYTES > buffer.length ? Buffer.from(text) : buffer.subarray(0, buffer.write(text));
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < GATHERED) continue;
    }
    if (text !== '') yield encoded(text);
    text = '';
    if (typeof piece !== 'string') yield piece;
  }
  if (text !== '') yield encoded(text);
}
