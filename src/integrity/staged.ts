import { createHash, randomUUID } from 'node:crypto';
import { closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
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
  const beside = `${path}.${randomUUID()}.tmp`;
  const discard = () => rmSync(beside, { force: true });
  try {
    const sha256 = 'copyOf' in content ? copied(content, beside) : written(beside, modeOf(path), content.content);
    return { sha256, commit: () => renameSync(beside, path), discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** A file that is replaced keeps its permissions. */
const modeOf = (path: string): number => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777;

function copied({ copyOf, sha256 }: { copyOf: string; sha256: string }, to: string): string {
  copyFileSync(copyOf, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return sha256;
}

function written(to: string, mode: number, content: string | Pieces): string {
  const descriptor = openSync(to, 'wx', mode);
  const hash = createHash('sha256');
  try {
    for (const bytes of gathered(typeof content === 'string' ? [content] : content)) {
      hash.update(bytes);
      for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
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
