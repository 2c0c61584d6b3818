import { constants as buffers } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type AuditError, badInput } from '../audit-error.ts';
import { largerSize, MB, sizeText } from './size.ts';
import { codeOf } from './system-error.ts';

/** What a name on the command line starts from, and how many bytes a file may have by `--max-input`. */
export type From = { directory?: string | undefined; maxInput?: number | undefined };

/** A file that the user named. */
export type NamedFile = {
  /** Absolute. */
  file: string;
  /** As messages name it. */
  named: string;
  /** For the message: who names the file, or how to make one. */
  advice: string;
  /** How many bytes are read at the most, where `--max-input` says it; else the default, which nothing raises. */
  maxInput?: number | undefined;
};

/** How many bytes a file may have. */
export const MOST_BYTES = 200 * MB;

/** Neither the opening nor the reading of a pipe waits for who writes to it. Windows has no such flag. */
export const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a file that the user named for as long as the work takes, which gets a regular file that is no larger than the limit:
 * what is checked is what was opened.
 * @throws AuditError 65
 */
export function opened<T>(of: NamedFile, work: (descriptor: number, stats: Stats) => T): T {
  try {
    const descriptor = openSync(of.file, WITHOUT_WAITING);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw unread(of, whatElse(stats));
      if (stats.size > (of.maxInput ?? MOST_BYTES)) throw tooLarge(of, stats.size);
      return work(descriptor, stats);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause ? unread(of, REASONS[codeOf(cause)] ?? codeOf(cause), cause) : cause;
  }
}

/** All bytes of it. @throws AuditError 65 */
export const bytesOf = (of: NamedFile): Buffer => opened(of, (descriptor, { size }) => bytesFrom(of, descriptor, size));

/** @throws AuditError 65 */
export function textOf(of: NamedFile): string {
  const bytes = bytesOf(of);
  if (bytes.length > buffers.MAX_STRING_LENGTH)
    throw unread(of, `it has ${sizeText(bytes.length)}, and one text holds ${sizeText(buffers.MAX_STRING_LENGTH)}`);
  return bytes.toString('utf8');
}

/** @param size as the system gives it; a file of `/proc` says 0, and any file may grow meanwhile */
function bytesFrom(of: NamedFile, descriptor: number, size: number): Buffer {
  const most = of.maxInput ?? MOST_BYTES;
  let bytes = Buffer.allocUnsafe(Math.min(size, most) + SPARE);
  for (let filled = 0; ; ) {
    const read = readSync(descriptor, bytes, filled, Math.min(bytes.length - filled, MOST_AT_ONCE), null);
    if (read === 0) return bytes.subarray(0, filled);
    filled += read;
    if (filled > most) throw tooLarge(of, null);
    if (filled === bytes.length) bytes = Buffer.concat([bytes], 2 * filled);
  }
}

/** So much room behind a file that its end is seen. */
const SPARE = 1024;
/** A longer read is refused. */
const MOST_AT_ONCE = 1024 * MB;

function tooLarge({ named, maxInput }: NamedFile, size: number | null): AuditError {
  const most = maxInput ?? MOST_BYTES;
  const has = size === null ? 'it is larger than' : `it has ${sizeText(size)}, more than`;
  const instead =
    maxInput === undefined ? 'Name the right file.' : `To read it, give --max-input ${largerSize(size ?? 2 * most)}.`;
  return badInput(`${named}: cannot be read: ${has} the ${sizeText(most)} that are read of a file. ${instead}`);
}

/** Says why a file that the user named could not be read. */
const unread = ({ named, advice }: NamedFile, why: string, cause?: unknown): AuditError =>
  badInput(`${named}: cannot be read: ${why}. ${advice}`, { cause });

/** Why what is no regular file is not read. */
function whatElse(stats: Stats): string {
  if (stats.isDirectory()) return A_DIRECTORY;
  return stats.isFIFO() ? 'it is a pipe; write what it gives to a file' : 'it is a device or a socket, not a file';
}

const A_DIRECTORY = 'it is a directory; name a file in it';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: A_DIRECTORY,
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  ENXIO: 'it is a device or a socket, not a file',
  EAGAIN: 'it is no file that has an end',
};
