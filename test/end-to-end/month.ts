import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../src/audit.ts';
import { historyAt } from '../../src/history/history.ts';
import { usingHistory } from '../../src/history/open.ts';
import { periodOf } from '../../src/history/period.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { DAY } from '../../src/input/time.ts';
import type { Period } from '../../src/report/period.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { evaluationOf } from './scenario.ts';

const at = (day: number): string => new Date(Date.UTC(2026, 9, day, 6)).toISOString();

const APPLE = 'arn:aws:kms:eu-west-1:111122223333:key/00000001-bbbb-4bbb-8bbb-000000000001';
const CHERRY = 'arn:aws:kms:us-east-1:111122223333:key/00000004-bbbb-4bbb-8bbb-000000000004';
const BANANA = 'arn:aws:kms:eu-west-1:111122223333:key/00000003-bbbb-4bbb-8bbb-000000000003';

/** Before the first scan. */
const LATEST = '2026-07-01T12:00:00.000Z';

/** Sundays of August and September. */
const BEFORE = [-59, -52, -45, -38, -31, -24, -17, -10, -3];
const MONTH = Array.from({ length: 32 }, (_, day) => day).filter((day) => day !== 24 && day !== 25);

/** A waiver that ends in the month. */
const SUMMER_WAIVER = {
  ...{ id: 'SEC-2026-019', rule: 'cluster.region_match', resource: 'lkc-kiwi', created: '2026-07-15', expires: '2026-10-16' },
  ...{ owner: 'Mira Quince', approved_by: 'Tomas Almond', ticket: 'ORCH-4218' },
  reason: 'The recommendations move to the region of their key after the summer sale.',
  compensating_control: 'The latency between the two regions is watched.',
};

/**
 * October in the demo's organization, scanned each morning, and each week before: early in September a key is disabled; on the
 * fifth of October the rotation of another is turned on; on the 13th and 14th part of the scan is denied; on the 16th a waiver
 * ends; on one weekend no scan runs; from the 20th on a key is about to be deleted.
 * @param denied the snapshot of the scan that was partly denied
 */
export async function demoMonth(whole: Snapshot, denied: Snapshot): Promise<Period> {
  const folder = mkdtempSync(join(tmpdir(), 'byok-month-'));
  const where = join(folder, 'byok-audit.db');
  const history = historyAt(where);
  const demo = evaluationOf('demo');
  const waivers = { ...demo.waivers, entries: [...demo.waivers.entries, SUMMER_WAIVER] };
  const evaluation = { ...demo, waivers, history };
  for (const day of [...BEFORE, ...MONTH]) {
    const snapshot = seenOn(day, day === 13 || day === 14 ? denied : whole);
    const { inventory, report } = await audit(snapshot, { ...evaluation, as_of: snapshot.taken_at });
    await history.record(inventory, report, evaluation.config.digest);
  }
  const { catalogue, digest } = evaluation.policy;
  const { schema_version, ...rest } = await usingHistory(where, async (store) => {
    const asked = {
      organization: whole.confluent.organizations.seen[0]?.id ?? '',
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
      every: DAY,
    };
    return periodOf(await periodRows(store, asked.organization, asked.from, asked.to), asked, catalogue);
  });
  rmSync(folder, { recursive: true });
  const tool = { name: 'byok-audit', version: evaluation.version, policy_digest: digest };
  return { schema_version, tool, classification: evaluation.config.classification, ...rest };
}

function seenOn(day: number, snapshot: Snapshot): Snapshot {
  const then: Snapshot = JSON.parse(JSON.stringify(snapshot).replaceAll(snapshot.taken_at, at(day)));
  // each cluster was there already, or the scans would have listed fewer than Confluent counts
  for (const { created_at } of Object.values(then.confluent.clusters).flatMap(({ seen }) => seen))
    if ('value' in created_at && created_at.value > LATEST) created_at.value = LATEST;
  if (day < -24) change(then, CHERRY, { state: 'Enabled' });
  if (day < 5) change(then, APPLE, { rotation_enabled: false, rotation_period_days: null });
  if (day < 20) change(then, BANANA, { state: 'Enabled', deletion_date: null });
  return then;
}

function change({ kms }: Snapshot, name: string, values: Record<string, unknown>): void {
  const key = kms[name] as unknown as Record<string, { value: unknown }>;
  for (const [fact, value] of Object.entries(values)) Object.assign(key[fact] ?? {}, { value });
}
