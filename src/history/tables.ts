import type { Generated, InsertObject, OnConflictBuilder, OnConflictUpdateBuilder, Transaction } from 'kysely';
import type { Bit, Rows } from './export-line.ts';

type Numbered = { id: Generated<number> };

/** The tables as the last migration leaves them: what an export has of each, and the numbers by which rows refer to rows. */
export type Schema = {
  snapshots: Numbered & Omit<Rows['snapshot'], 'registrations'>;
  runs: { snapshot: number } & Required<Omit<Rows['run'], 'organization' | 'snapshot'>>;
  registrations: Numbered & Rows['registration'];
  states: { snapshot: number; registration: number } & Omit<
    Rows['snapshot']['registrations'][number],
    'registration' | 'identity'
  >;
  bindings: Rows['binding'];
  verdicts: Numbered & Omit<Rows['verdict'], 'changes' | 'alerts'>;
  statuses: { verdict: number } & Rows['verdict']['changes'][number];
  alert_places: { verdict: number } & NonNullable<Rows['verdict']['alerts']>[number];
};

/** The tables, within a transaction: nothing is read or written outside of one. */
export type Tables = Transaction<Schema>;

export const flag = (value: boolean): Bit => (value ? 1 : 0);

/** Later than any time that a table holds. */
export const AFTER_ALL = '9999-12-31T23:59:59.999Z';

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const MOST_VALUES = 30_000;

/**
 * Writes rows, as many at once as a statement takes.
 * @param merge what becomes of a row that is there already; by default it stays
 */
export async function write<Table extends keyof Schema>(
  tables: Tables,
  table: Table,
  rows: readonly InsertObject<Schema, Table>[],
  merge?: (conflict: OnConflictBuilder<Schema, Table>) => OnConflictUpdateBuilder<Schema, Table>,
): Promise<void> {
  const most = Math.floor(MOST_VALUES / Object.keys(rows[0] ?? { none: null }).length);
  for (let start = 0; start < rows.length; start += most)
    await tables
      .insertInto(table)
      .values(rows.slice(start, start + most))
      .onConflict((conflict) => merge?.(conflict) ?? conflict.doNothing())
      .execute();
}
