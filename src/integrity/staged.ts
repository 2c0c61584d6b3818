import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Pieces, Written } from './output.ts';
import { ownName, removeAbandoned } from './own-name.ts';

const GATHERED = 512 * 1024;
/** Of one unit of a text in UTF-8. */
const MOST_BYTES = 3;

// a copy and the disk are waited for beside other work; to hand over each piece takes longer than to write it
const syncing = promisify(fsync);

/** Writes a file whole or not at all: nobody ever reads half of it. A link is not followed. @throws Error as of the system */
export async function writeWhole(path: string, content: Written): Promise<void> {
  removeAbandoned(dirname(path));
  const beside = join(dirname(path), ownName());
  try {
    await writeBeside(beside, content, path);
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * Writes a file that is to take the place of another, in pieces and to the disk.
 * @returns its SHA-256
 * @throws Error as of the system
 */
export async function writeBeside(beside: string, content: Written, place: string): Promise<string> {
  const replaced = fileAt(place);
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

/**
 * The file at a place; undefined where there is none, or what is no file, such as a link, which is replaced as it is.
 * Nothing is written over a folder, nor removed in its place.
 * @throws Error as of the system
 */
export function fileAt(path: string): Stats | undefined {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() !== true) return there?.isFile() === true ? there : undefined;
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
