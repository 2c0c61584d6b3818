import { readFileSync } from 'node:fs';
import { type AuditError, badInput } from '../audit-error.ts';
import { codeOf } from './system-error.ts';

/**
 * The bytes of a file that the user named.
 * @param named as the message names it
 * @param advice for the message: who names the file, or how to make one
 * @throws AuditError 65
 */
export function bytesOf(file: string, named: string, advice: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unread(named, advice, cause);
  }
}

/** Says why a file that the user named could not be read. */
export const unread = (named: string, advice: string, cause: unknown): AuditError =>
  badInput(`${named}: cannot be read: ${whyUnread(cause)}. ${advice}`, { cause });

export const textOf = (file: string, named: string, advice: string): string => bytesOf(file, named, advice).toString('utf8');

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory; name a file in it',
  EACCES: 'its permissions do not allow it',
};

const whyUnread = (cause: unknown): string => REASONS[codeOf(cause)] ?? codeOf(cause);
