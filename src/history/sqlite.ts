import { DatabaseSync } from 'node:sqlite';
import { type Database, type Row, type Value, within } from './database.ts';

/** How long a scan waits for another one that writes, in milliseconds. */
const PATIENCE = 60_000;

/**
 * A SQLite file. It keeps SQLite's own rollback journal, which leaves the file whole whenever a process is killed, and
 * which works on any file system.
 * @throws Error as SQLite gives it, where the file is no database or cannot be opened
 */
export function openSqlite(file: string): Database {
  const database = new DatabaseSync(file, { timeout: PATIENCE });
  const all = (sql: string, values: readonly Value[] = []): Row[] => database.prepare(sql).all(...values) as Row[];
  const run = async (sql: string) => database.exec(sql);
  return {
    dialect: 'sqlite',
    all: async (sql, values) => all(sql, values),
    script: run,
    // at once, not at the first write: what is read inside must not change until it is written
    transaction: (work) => within(run, 'BEGIN IMMEDIATE', work),
    reading: (work) => within(run, 'BEGIN', work),
    close: async () => database.close(),
  };
}
