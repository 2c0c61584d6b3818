import { createHash } from 'node:crypto';
import type { KeyPasts } from '../inventory/key-past.ts';
import type { EarlierScans, VerdictPast } from '../report/past.ts';
import { alertRows, standingIn } from './alert-rows.ts';
import { keyPasts } from './key-past.ts';
import { keyRows } from './key-rows.ts';
import type { Observation } from './observation.ts';
import { lastFailedAt, openSince } from './status-changes.ts';
import type { Tables } from './tables.ts';
import { evaluationTimes, verdictRows } from './verdict-rows.ts';

/** What earlier scans say of a snapshot's keys and verdicts. */
export type Recalled = EarlierScans & { keys: KeyPasts };

/**
 * What the store holds from before one snapshot.
 * @param holdDays for which Confluent holds a key after its cluster's deletion
 */
export async function recall(tables: Tables, observation: Observation, holdDays: number): Promise<Recalled> {
  const { organization, taken_at } = observation;
  const all = await keyRows(tables, organization, taken_at, observation.registrations);
  // a cluster that exists is no earlier one, however often it was seen since
  const present = new Set(
    observation.uses.filter(({ deleted_at }) => deleted_at === null).map(({ identity, cluster }) => `${identity} ${cluster}`),
  );
  const rows = { ...all, uses: all.uses.filter(({ identity, cluster }) => !present.has(`${identity} ${cluster}`)) };
  const verdicts = await verdictPasts(tables, organization, taken_at);
  const scope = await evaluatedBefore(tables, organization, taken_at);
  const everything = JSON.stringify([rows, scope, verdicts]);
  return {
    ...scope,
    digest: `sha256:${createHash('sha256').update(everything).digest('hex')}`,
    unread: false,
    verdicts: new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict])),
    keys: keyPasts(rows, observation, holdDays),
  };
}

/** Those whose subject still existed at the last scan that could have seen it. */
async function verdictPasts(tables: Tables, organization: string, before: string): Promise<VerdictPast[]> {
  const times = (await evaluationTimes(tables, organization)).filter((time) => time < before);
  const known = await verdictRows(tables, organization, before);
  const alerts = await alertRows(tables, organization, before);
  return known.flatMap(({ id, fingerprint, rule, subject, changes }): VerdictPast[] => {
    if (changes.length === 0 || changes.at(-1)?.status === 'gone') return [];
    const last_failed_at = lastFailedAt(changes, times);
    return [{ fingerprint, rule, subject, ...openSince(changes), last_failed_at, alert: standingIn(alerts.get(id), changes) }];
  });
}

/** How many scans were evaluated before a time, and of which types of subjects one of them saw all. */
async function evaluatedBefore(tables: Tables, organization: string, before: string) {
  const row = await tables
    .selectFrom('snapshots as s')
    .innerJoin('runs as r', 'r.snapshot', 's.id')
    .select(({ fn }) => [
      fn.count('s.id').distinct().as('scans'),
      fn.max('r.environments_whole').as('environment'),
      fn.max('r.clusters_whole').as('cluster'),
      fn.max('r.keys_whole').as('key'),
    ])
    .where('s.organization', '=', organization)
    .where('s.taken_at', '<', before)
    .executeTakeFirstOrThrow();
  const types = ['cluster', 'environment', 'key'] as const;
  return { scans: Number(row.scans), whole: types.filter((type) => row[type] === 1) };
}
