import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, whyUnwritten } from '../input/system-error.ts';
import type { Doctor } from './schema.ts';

/** For a small organization; and for each cluster and key, with the files of two runs, which stand beside each other for a moment. */
const LEAST_BYTES = 100_000_000;
const BYTES_EACH = 50_000;

const REMEDY = 'Free some space, or choose another folder with --out DIR.';

/**
 * Whether the outputs of a scan have room, in the folder or in that in which it is to be made.
 * @param folder absolute
 * @param subjects how many clusters and keys there are
 */
export function diskAt(folder: string, subjects: number): Doctor['disk'] {
  const needed_bytes = LEAST_BYTES + BYTES_EACH * subjects;
  const about = { folder, needed_bytes, free_bytes: null };
  const there = existing(folder);
  const free = freeAt(there);
  if (typeof free === 'string')
    return { status: 'not_checked', detail: `${folder}: the free space cannot be asked for: ${free}`, remedy: null, ...about };
  const found = { ...about, free_bytes: free };
  try {
    accessSync(there, constants.W_OK);
  } catch (error) {
    const detail = `${folder} cannot be written: ${whyUnwritten(error)}`;
    return { status: 'failed', detail, remedy: 'Choose a folder that can be written with --out DIR.', ...found };
  }
  const detail = `${sizeOf(free)} free for ${folder}; a scan of this organization needs up to ${sizeOf(needed_bytes)}`;
  return free < needed_bytes
    ? { status: 'failed', detail, remedy: REMEDY, ...found }
    : { status: 'ok', detail, remedy: null, ...found };
}

function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}

/** In bytes, or why that cannot be asked. */
function freeAt(path: string): number | string {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    return codeOf(error);
  }
}

const sizeOf = (bytes: number): string => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`);
