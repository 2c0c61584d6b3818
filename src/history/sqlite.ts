import { DatabaseSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely';
import { LOCK_TIMEOUT } from './store.ts';

/**
 * A SQLite file, for Kysely. It keeps SQLite's own rollback journal, which leaves the file whole whenever a process is
 * killed, and which works on any file system.
 * @throws Error as SQLite gives it, where the file is no database or cannot be opened
 */
export function sqliteDialect(file: string): Dialect {
  const database = likeBetterSqlite(new DatabaseSync(file, { timeout: LOCK_TIMEOUT }));
  return Object.assign(new SqliteDialect({ database }), { createDriver: () => new LockingDriver({ database }) });
}

/** Kysely expects the interface of better-sqlite3, which takes the values of a statement in one array. */
const likeBetterSqlite = (database: DatabaseSync): SqliteDatabase => ({
  close: () => database.close(),
  prepare(sql) {
    const statement = database.prepare(sql);
    type Values = Parameters<typeof statement.all>;
    return {
      reader: statement.columns().length > 0,
      all: (values) => statement.all(...(values as Values)),
      run: (values) => statement.run(...(values as Values)),
      iterate: (values) => statement.iterate(...(values as Values)),
    };
  },
});

class LockingDriver extends SqliteDriver {
  /** Takes the lock at once, not at the first write: what a writer reads must not change until it has written. */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const begin = settings?.accessMode === 'read only' ? 'BEGIN' : 'BEGIN IMMEDIATE';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }
}
