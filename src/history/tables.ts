import type { Generated, InsertObject, Transaction } from 'kysely';
import type { ChangeStatus } from './status-changes.ts';

/** Whether something is so. SQLite has no other type for it. */
export type Flag = 0 | 1;

type Wholeness = { environments_whole: Flag | null; clusters_whole: Flag | null; keys_whole: Flag | null };

/**
 * The tables as the last migration leaves them. Times are RFC 3339 in UTC with milliseconds, so that text order is time
 * order; a flag is null where nothing proves either.
 */
export type Schema = {
  snapshots: Wholeness & { id: Generated<number>; organization: string; digest: string; taken_at: string; whole: Flag };
  runs: Wholeness & { id: string; snapshot: number; as_of: string; policy: string; configuration: string };
  registrations: {
    id: Generated<number>;
    organization: string;
    registration: string;
    /** Empty where the name of the KMS key could not be read. */
    identity: string;
    first_seen: string;
  };
  states: { snapshot: number; registration: number; state: string | null; held_unseen: Flag };
  bindings: {
    organization: string;
    identity: string;
    cluster: string;
    first_seen: string;
    last_seen: string;
    created_at: string | null;
    deleted_at: string | null;
    source: 'scan' | 'audit_log';
  };
  verdicts: {
    id: Generated<number>;
    organization: string;
    fingerprint: string;
    rule: string;
    severity: string;
    subject_type: string;
    subject_id: string;
    subject_name: string | null;
    environment: string | null;
  };
  statuses: { verdict: number; since: string; status: ChangeStatus; waived: Flag };
};

/** The tables, within a transaction: nothing is read or written outside of one. */
export type Tables = Transaction<Schema>;

export function flag(value: boolean): Flag;
export function flag(value: boolean | null): Flag | null;
export function flag(value: boolean | null): Flag | null {
  return value === null ? null : value ? 1 : 0;
}

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const MOST_VALUES = 30_000;

/** Writes rows, as many at once as a statement takes. */
export async function inBatches<Row extends object>(
  rows: readonly Row[],
  write: (batch: Row[]) => Promise<unknown>,
): Promise<void> {
  const most = Math.floor(MOST_VALUES / Object.keys(rows[0] ?? { none: null }).length);
  for (let start = 0; start < rows.length; start += most) await write(rows.slice(start, start + most));
}

/** Writes rows that are not there yet; what is there stays. */
export const insertNew = <Table extends keyof Schema>(
  tables: Tables,
  table: Table,
  rows: readonly InsertObject<Schema, Table>[],
): Promise<void> =>
  inBatches(rows, (batch) =>
    tables
      .insertInto(table)
      .values(batch)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
