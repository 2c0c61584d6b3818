import { statSync } from 'node:fs';
import { isPostgresUrl } from '../input/url.ts';
import { explained, HistoryError, NoHistory } from './history-error.ts';
import type { Store } from './store.ts';

/**
 * Whether there is anything at the place of a store: a database always is.
 * @throws HistoryError where it is no regular file: SQLite takes a device for an empty database, and would wait for whoever
 *   writes to a pipe
 */
export function isThere(where: string): boolean {
  if (isPostgresUrl(where)) return true;
  const file = statSync(where, { throwIfNoEntry: false });
  if (file !== undefined && !file.isFile())
    throw new HistoryError('malformed', `history ${where}: it is not a regular file. Choose another with --history FILE.`);
  return file !== undefined;
}

/**
 * Opens the store for as long as the work takes. A store that cannot be used is left as it is.
 * @param where a SQLite file, or `postgres://...`
 * @param create whether it is created where it does not exist yet; those who only read go without
 * @throws HistoryError, NoHistory
 */
export async function usingHistory<T>(where: string, work: (store: Store) => Promise<T>, create = true): Promise<T> {
  if (!isThere(where) && !create) throw new NoHistory('there is no such file. The first scan creates it');
  // Kysely is loaded by those who use a history
  const { connect } = await import('./connect.ts');
  const { hasTables, migrate } = await import('./migrations.ts');
  const { dialect, ...store } = await explained(where, () => connect(where));
  const guarded: Store = {
    reading: (work) => explained(where, () => store.reading(work)),
    writing: (work) => explained(where, () => store.writing(work)),
  };
  try {
    if (!create && !(await guarded.reading((tables) => hasTables(tables, dialect))))
      throw new NoHistory('it is empty. The first scan fills it');
    await guarded.writing((tables) => migrate(tables, dialect));
    return await work(guarded);
  } finally {
    await store.close();
  }
}
