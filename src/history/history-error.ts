import { AuditError } from '../audit-error.ts';
import type { Cause } from '../facts/fact.ts';
import { storeName } from './store-name.ts';

/** The history cannot be used. The message says what is wrong with which store, and what to do next. */
export class HistoryError extends Error {
  override name = 'HistoryError';
  /** Why what depends on the history is unknown. */
  readonly reason: Cause;

  constructor(reason: Cause, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/** There is no store at the place yet. */
export class NoHistory extends Error {
  override name = 'NoHistory';
}

/** The store is not one that this version may read or write. The message says why, and what to do. */
export class UnusableStore extends Error {
  override name = 'UnusableStore';
}

/** A line of an export refers to something that the export does not contain: it is imported whole or not at all. */
export class DanglingLine extends Error {
  override name = 'DanglingLine';
}

/** Does the work; what the database or its client throws becomes a HistoryError that names the store. */
export async function explained<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ([HistoryError, NoHistory, AuditError, DanglingLine].some((kind) => error instanceof kind)) throw error;
    const [reason, what] = explanation(error);
    throw new HistoryError(reason, `history ${storeName(where)}: ${what}`, { cause: error });
  }
}

type Failure = { code?: string; errcode?: number; message?: string; errors?: { code?: string }[] };

const REFUSED: [Cause, string] = [
  'denied',
  'the server refuses the user or the password. Give them in BYOK_AUDIT_HISTORY_URL, or in the password file of PostgreSQL.',
];

/** By SQLite's number, of which the lower byte is the kind, and by PostgreSQL's code. */
const KNOWN: Readonly<Record<string, [Cause, string]>> = {
  5: ['timeout', 'it is locked by another program. Try again when that one has ended.'],
  8: ['denied', 'it is read-only. Choose another file with --history FILE.'],
  11: ['malformed', 'the file is damaged. Restore it from a copy, or start a new one with --history FILE.'],
  13: ['unreachable', 'the disk is full.'],
  14: ['unreachable', 'the file cannot be opened. Choose another with --history FILE.'],
  26: ['malformed', 'the file is not a history of byok-audit. Choose another with --history FILE.'],
  '28P01': REFUSED,
  '28000': REFUSED,
  ETIMEDOUT: ['timeout', 'the server does not answer. Check the address, and what the server is doing.'],
  '55P03': ['timeout', 'another scan has it locked. Try again when that one has ended.'],
};

function explanation(error: unknown): [Cause, string] {
  if (error instanceof UnusableStore) return ['malformed', error.message];
  const { code, errcode, message = String(error), errors } = error as Failure;
  const known = KNOWN[errcode === undefined ? (code ?? '') : errcode & 0xff];
  if (known !== undefined) return known;
  const network = code ?? errors?.[0]?.code;
  if (network !== undefined && /^E[A-Z]+$/.test(network))
    return ['unreachable', `the server cannot be reached (${network}). Check the address and that the server is running.`];
  return code === '42501' ? ['denied', `the user lacks a privilege: ${message}.`] : ['unreachable', `${message}.`];
}
