import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { recordUses } from '../../src/history/record-uses.ts';
import { identityOf } from '../../src/inventory/identity.ts';
import type { Cluster } from '../../src/snapshot/schema.ts';
import { ARN, awsName, brokenOff, environment, known, listed } from '../subjects/build.ts';
import { live, made, noon, said, snapshotOf } from './story.ts';

const REUSED = 'cluster.key_not_reused';
const two = listed(environment('env-orchard'), environment('env-pink'));
const olive: Cluster = { ...made('lkc-olive', 0), environment: 'env-pink' };
const apple = made('lkc-apple', 1);

let where: string;
beforeEach(() => {
  where = join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
});

/** @param pink the clusters of the second environment; null where it is denied */
async function evaluated(day: number, pink: Cluster[] | null) {
  const list = pink === null ? brokenOff<Cluster>() : listed(...pink);
  const of = snapshotOf({ day, clusters: [apple], state: 'IN_USE', over: { environments: two } });
  const report = await live(where, {
    ...of,
    confluent: { ...of.confluent, clusters: { 'env-orchard': listed(apple), 'env-pink': list } },
  });
  const verdict = report.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-apple');
  return { is: said(report, REUSED, 'lkc-apple'), message: verdict?.message };
}

const recorded = (over: { last_seen: string; deleted_at: string | null }) =>
  usingHistory(where, (store) =>
    store.writing((tables) =>
      recordUses(tables, 'org-orchard', [
        {
          ...{ identity: identityOf(awsName(ARN)) ?? '', cluster: 'lkc-olive', first_seen: noon(0), created_at: null },
          ...{ source: 'audit_log', ...over },
        },
      ]),
    ),
  );

describe("a cluster that an earlier scan saw on the key, and that today's scan does not see", () => {
  test('a cluster does not count as deleted when its environment was denied', async () => {
    await evaluated(2, [olive]);
    const now = await evaluated(3, null);
    expect(now.is).toBe('unknown/denied');
    expect(now.message).toContain('lkc-olive');
  });

  test('a cluster counts as deleted once a scan that saw everything did not see it, and remains so', async () => {
    await evaluated(2, [olive]);
    expect((await evaluated(3, [])).is).toBe('fail');
    const now = await evaluated(4, null);
    expect(now.is).toBe('fail');
    expect(now.message).toContain('lkc-olive');
  });

  test('a scan from before the cluster was last seen does not make it count as deleted', async () => {
    await evaluated(1, []);
    await evaluated(2, [olive]);
    expect((await evaluated(3, null)).is).toBe('unknown/denied');
  });

  test.each([
    ['is recorded', noon(2), noon(2), 'fail'],
    ['is in the future', noon(4), noon(4), 'unknown/denied'],
    ['is recorded twice, as it began and as it ended', noon(2.01), noon(2), 'fail'],
    ['is contradicted by a later scan that saw the cluster', noon(2.5), noon(2), 'unknown/denied'],
    ['is not recorded', noon(2), null, 'unknown/denied'],
  ])(
    'whether a cluster counts as deleted is decided correctly when its deletion %s',
    async (_, last_seen, deleted_at, expected) => {
      await recorded({ last_seen, deleted_at });
      expect((await evaluated(3, null)).is).toBe(expected);
    },
  );
});

test('a cluster that its list showed as deleted remains deleted, whatever is denied later', async () => {
  await evaluated(2, [{ ...olive, deleted_at: known(noon(1.5)) }]);
  expect((await evaluated(3, null)).is).toBe('fail');
});
