import { existsSync } from 'node:fs';
import { AuditError } from '../audit-error.ts';
import type { Cause } from '../facts/fact.ts';
import { isPostgresUrl } from '../input/url.ts';
import type { Database } from './database.ts';
import { ForeignFile, migrate, NewerHistory } from './migrations.ts';
import { withoutPassword } from './postgres.ts';
import { DanglingLine } from './transfer.ts';

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

/** The store as messages name it. */
export const storeName = (where: string): string => (isPostgresUrl(where) ? withoutPassword(where) : where);

/** There is no store at the place yet. */
export class NoHistory extends Error {
  override name = 'NoHistory';
}

/**
 * Opens the store. A store that cannot be used is left as it is.
 * @param where a SQLite file, or `postgres://...`
 * @param make whether it is made where it is not there yet; those who only read go without
 * @throws HistoryError, NoHistory
 */
export async function openHistory(where: string, make = true): Promise<Database> {
  if (!make && !isPostgresUrl(where) && !existsSync(where)) throw new NoHistory('there is no such file. The first scan makes it');
  const database = await guarded(where, () => open(where));
  try {
    if (!make && !(await guarded(where, () => hasTables(database)))) throw new NoHistory('it is empty. The first scan fills it');
    await guarded(where, () => migrate(database));
  } catch (error) {
    await database.close();
    throw error;
  }
  return guardedDatabase(where, database);
}

/** Opens the store for as long as the work takes. @throws HistoryError, NoHistory */
export async function usingHistory<T>(where: string, work: (database: Database) => Promise<T>, make = true): Promise<T> {
  const database = await openHistory(where, make);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function hasTables(database: Database): Promise<boolean> {
  const [row] = await database.all(
    database.dialect === 'sqlite'
      ? "SELECT MAX(name) AS name FROM sqlite_master WHERE type = 'table'"
      : "SELECT to_regclass('byok_audit_history')::text AS name",
  );
  return row?.name !== null;
}

/** PostgreSQL's client is loaded by those who use it. */
const open = async (where: string): Promise<Database> =>
  isPostgresUrl(where) ? (await import('./postgres.ts')).openPostgres(where) : (await import('./sqlite.ts')).openSqlite(where);

/** The same database, each failure told as `openHistory` tells it. */
const guardedDatabase = (where: string, database: Database): Database => ({
  ...database,
  all: (sql, values) => guarded(where, () => database.all(sql, values)),
  transaction: (work) => guarded(where, () => database.transaction(work)),
  reading: (work) => guarded(where, () => database.reading(work)),
});

async function guarded<T>(where: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HistoryError || error instanceof AuditError || error instanceof DanglingLine) throw error;
    const [reason, what] = told(error);
    throw new HistoryError(reason, `history ${storeName(where)}: ${what}`, { cause: error });
  }
}

type Failure = { code?: string; errcode?: number; message?: string; errors?: { code?: string }[] };

/** As SQLite numbers them, the kind in the lower byte. */
const SQLITE: Readonly<Record<number, [Cause, string]>> = {
  5: ['timeout', 'it is locked by another program. Try again when that one has ended.'],
  8: ['denied', 'it may not be written. Choose another file with --history FILE.'],
  11: ['malformed', 'the file is damaged. Restore it from a copy, or start a new one with --history FILE.'],
  13: ['unreachable', 'the disk is full.'],
  14: ['unreachable', 'the file cannot be opened. Choose another with --history FILE.'],
  26: ['malformed', 'the file is no database of this program. Choose another with --history FILE.'],
};

function told(error: unknown): [Cause, string] {
  if (error instanceof NewerHistory)
    return ['malformed', `${error.message}. Use the newer version, or another store with --history FILE.`];
  if (error instanceof ForeignFile)
    return ['malformed', 'the file is a database of another program. Choose another with --history FILE.'];
  const { code, errcode, message = String(error), errors } = error as Failure;
  const known = errcode === undefined ? undefined : SQLITE[errcode & 0xff];
  if (known !== undefined) return known;
  const network = code ?? errors?.[0]?.code;
  if (network !== undefined && /^E[A-Z]+$/.test(network))
    return ['unreachable', `the server cannot be reached (${network}). Check the address and that it runs.`];
  if (code === '28P01' || code === '28000')
    return [
      'denied',
      'the server refuses the user or the password. Give them in BYOK_AUDIT_HISTORY_URL, or in the password file of PostgreSQL.',
    ];
  if (code === '42501') return ['denied', `the user lacks a privilege: ${message}.`];
  if (code === '55P03') return ['timeout', 'another scan has it locked. Try again when that one has ended.'];
  return ['unreachable', `${message}.`];
}
