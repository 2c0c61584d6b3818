import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Pieces, Written } from './output.ts';

/** A file that was written beside its place. */
export type Staged = {
  sha256: string;
  /** Moves it to its place. */
  commit: () => void;
  /** Removes it, unless it was moved. */
  discard: () => void;
};

const SMALL = 256 * 1024;

/** Writes a file beside its place, in pieces, so that nobody ever reads half of it. */
export function staged(path: string, content: Written): Staged {
  refuseFolder(path);
  const beside = `${path}.${randomUUID()}.tmp`;
  const discard = () => rmSync(beside, { force: true });
  const replaced = statSync(path, { throwIfNoEntry: false });
  const descriptor = openSync(beside, 'wx', replaced?.mode ?? 0o666);
  try {
    const { mode } = replaced ?? fstatSync(descriptor);
    const sha256 = 'copyOf' in content ? copied(content, beside) : written(descriptor, content.content);
    // a file that is replaced keeps its permissions, whatever those of a copied one are
    fchmodSync(descriptor, mode & 0o777);
    fsyncSync(descriptor);
    return { sha256, commit: () => renameSync(beside, path), discard };
  } catch (error) {
    discard();
    throw error;
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

function copied({ copyOf, sha256 }: { copyOf: string; sha256: string }, to: string): string {
  copyFileSync(copyOf, to, constants.COPYFILE_FICLONE);
  return sha256;
}

function written(descriptor: number, content: string | Pieces): string {
  const hash = createHash('sha256');
  for (const bytes of gathered(typeof content === 'string' ? [content] : content)) {
    hash.update(bytes);
    for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  }
  return hash.digest('hex');
}

/** Small pieces together: each write takes as long as the copying of many of them. */
function* gathered(pieces: Pieces): Generator<Uint8Array> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < SMALL) continue;
    }
    if (text !== '') yield Buffer.from(text);
    text = '';
    if (typeof piece !== 'string') yield piece;
  }
  if (text !== '') yield Buffer.from(text);
}
