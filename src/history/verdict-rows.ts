import { isDeepStrictEqual } from 'node:util';
import type { KnownVerdict } from '../report/unseen.ts';
import type { Rows } from './export-line.ts';
import { mergedChanges, type VerdictRecord } from './merge.ts';
import type { StatusChange } from './status-changes.ts';
import { AFTER_ALL, flag, type Tables, write } from './tables.ts';

/** A verdict that some scan gave, its row's number, and the changes of its status, oldest first. */
export type VerdictRow = KnownVerdict & { id: number; severity: string; changes: StatusChange[] };

/**
 * The verdicts that any scan of the organization gave, whatever became of them, by fingerprint.
 * @param before of which time the changes are, RFC 3339; by default all. A verdict may have none
 */
export async function verdictRows(tables: Tables, organization: string, before = AFTER_ALL): Promise<VerdictRow[]> {
  const statuses = await tables
    .selectFrom('statuses as t')
    .innerJoin('verdicts as v', 'v.id', 't.verdict')
    .select(['t.verdict', 't.since', 't.status', 't.waived'])
    .where('v.organization', '=', organization)
    .where('t.since', '<', before)
    .orderBy('t.since')
    .execute();
  const changes = Map.groupBy(statuses, ({ verdict }) => verdict);
  const rows = await tables
    .selectFrom('verdicts')
    .select(['id', 'fingerprint', 'rule', 'severity', 'subject_type', 'subject_id', 'subject_name', 'environment'])
    .where('organization', '=', organization)
    .orderBy('fingerprint')
    .execute();
  return rows.map(({ id, fingerprint, rule, severity, subject_type, subject_id, subject_name, environment }) => ({
    ...{ id, fingerprint, rule, severity },
    subject: { type: subject_type, id: subject_id, name: subject_name, environment },
    changes: (changes.get(id) ?? []).map(statusChange),
  }));
}

type ChangeRow = Rows['verdict']['changes'][number];

/**
 * Adds to what is known of verdicts what another history, or one scan, knows of them.
 * @param times when their organization had been evaluated before
 * @param other what the other one knows of a verdict; undefined where nothing, or nothing new
 */
export async function mergeVerdicts(
  tables: Tables,
  known: readonly VerdictRow[],
  times: readonly string[],
  other: (row: VerdictRow) => VerdictRecord | undefined,
): Promise<void> {
  const merged = known.flatMap((row) => {
    const there = other(row);
    if (there === undefined) return [];
    const changes = mergedChanges({ changes: row.changes, times }, there);
    return [{ verdict: row.id, stale: without(changes, row.changes), fresh: without(row.changes, changes) }];
  });
  for (const { verdict, stale } of merged)
    for (const { since } of stale)
      await tables.deleteFrom('statuses').where('verdict', '=', verdict).where('since', '=', since).execute();
  const rows = merged.flatMap(({ verdict, fresh }) =>
    fresh.map((change) => ({ verdict, ...change, waived: flag(change.waived) })),
  );
  await write(tables, 'statuses', rows);
}

const without = (some: readonly StatusChange[], changes: readonly StatusChange[]): StatusChange[] =>
  changes.filter((change) => !some.some((one) => isDeepStrictEqual(one, change)));

export const statusChange = ({ since, status, waived }: ChangeRow): StatusChange => ({ since, status, waived: waived === 1 });

/** When snapshots of the organization were taken that were evaluated, oldest first. */
export async function evaluationTimes(tables: Tables, organization: string): Promise<string[]> {
  const rows = await tables
    .selectFrom('snapshots as s')
    .innerJoin('runs as r', 'r.snapshot', 's.id')
    .select('s.taken_at')
    .distinct()
    .where('s.organization', '=', organization)
    .orderBy('s.taken_at')
    .execute();
  return rows.map(({ taken_at }) => taken_at);
}

/** The organizations that the store knows scans of. */
export async function organizationsIn(tables: Tables): Promise<string[]> {
  const rows = await tables.selectFrom('snapshots').select('organization').distinct().orderBy('organization').execute();
  return rows.map(({ organization }) => organization);
}
