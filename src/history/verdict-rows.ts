import type { KnownVerdict } from '../report/unseen.ts';
import type { StatusChange } from './status-changes.ts';
import type { Tables } from './tables.ts';

/** A verdict that some scan gave, and its row's number. */
export type VerdictRow = KnownVerdict & { id: number; severity: string };

/** The verdicts that any scan of the organization gave, whatever became of them, by fingerprint. */
export async function verdictRows(tables: Tables, organization: string): Promise<VerdictRow[]> {
  const rows = await tables
    .selectFrom('verdicts')
    .select(['id', 'fingerprint', 'rule', 'severity', 'subject_type', 'subject_id', 'subject_name', 'environment'])
    .where('organization', '=', organization)
    .orderBy('fingerprint')
    .execute();
  return rows.map(({ id, fingerprint, rule, severity, subject_type, subject_id, subject_name, environment }) => ({
    id,
    fingerprint,
    rule,
    severity,
    subject: { type: subject_type, id: subject_id, name: subject_name, environment },
  }));
}

/** The status changes of each verdict by its fingerprint, oldest first. @param before RFC 3339, or null for all */
export async function statusChanges(
  tables: Tables,
  organization: string,
  before: string | null,
): Promise<Map<string, StatusChange[]>> {
  let query = tables
    .selectFrom('statuses as t')
    .innerJoin('verdicts as v', 'v.id', 't.verdict')
    .select(['v.fingerprint', 't.since', 't.status', 't.waived'])
    .where('v.organization', '=', organization)
    .orderBy('t.verdict')
    .orderBy('t.since');
  if (before !== null) query = query.where('t.since', '<', before);
  const changes = new Map<string, StatusChange[]>();
  for (const { fingerprint, since, status, waived } of await query.execute()) {
    const change = { since, status, waived: waived === 1 };
    const list = changes.get(fingerprint);
    if (list === undefined) changes.set(fingerprint, [change]);
    else list.push(change);
  }
  return changes;
}

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
