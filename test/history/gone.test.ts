import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { recordBindings } from '../../src/history/record-bindings.ts';
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
async function judged(day: number, pink: Cluster[] | null) {
  const list = pink === null ? brokenOff<Cluster>() : listed(...pink);
  const of = snapshotOf({ day, clusters: [apple], state: 'IN_USE', over: { environments: two } });
  const report = await live(where, {
    ...of,
    confluent: { ...of.confluent, clusters: { 'env-orchard': listed(apple), 'env-pink': list } },
  });
  const verdict = report.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-apple');
  return { is: said(report, REUSED, 'lkc-apple'), message: verdict?.message };
}

const remember = (over: { last_seen: string; deleted_at: string | null }) =>
  usingHistory(where, (database) =>
    recordBindings(database, 'org-orchard', [
      {
        ...{ identity: identityOf(awsName(ARN)) ?? '', cluster: 'lkc-olive', first_seen: noon(0), created_at: null },
        ...{ told_by: 'the audit log', ...over },
      },
    ]),
  );

describe('a cluster that the history knows on the key, and that is not seen today', () => {
  test('is not called gone because its environment was denied', async () => {
    await judged(2, [olive]);
    const now = await judged(3, null);
    expect(now.is).toBe('unknown/denied');
    expect(now.message).toContain('lkc-olive');
  });

  test('is gone once a scan that saw everything saw it no more, and stays so', async () => {
    await judged(2, [olive]);
    expect((await judged(3, [])).is).toBe('fail');
    const now = await judged(4, null);
    expect(now.is).toBe('fail');
    expect(now.message).toContain('lkc-olive');
  });

  test('is not gone because of such a scan from before its last sight', async () => {
    await judged(1, []);
    await judged(2, [olive]);
    expect((await judged(3, null)).is).toBe('unknown/denied');
  });

  test.each([
    ['was told', noon(2), noon(2), 'fail'],
    ['is still to come', noon(4), noon(4), 'unknown/denied'],
    ['was told twice, as it began and ended', noon(2.01), noon(2), 'fail'],
    ['is gainsaid by a later sight', noon(2.5), noon(2), 'unknown/denied'],
    ['nobody told it', noon(2), null, 'unknown/denied'],
  ])('is gone by its deletion as far as that is known, which %s', async (_, last_seen, deleted_at, expected) => {
    await remember({ last_seen, deleted_at });
    expect((await judged(3, null)).is).toBe(expected);
  });
});

test('a deleted cluster that the list of its environment held is gone, whatever is denied later', async () => {
  await judged(2, [{ ...olive, deleted_at: known(noon(1.5)) }]);
  expect((await judged(3, null)).is).toBe('fail');
});
