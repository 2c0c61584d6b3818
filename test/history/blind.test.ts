import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, type Evaluation } from '../../src/audit.ts';
import { type Cause, unknown } from '../../src/facts/fact.ts';
import { historyAt } from '../../src/history/history.ts';
import { usingHistory } from '../../src/history/open.ts';
import { organizationsIn } from '../../src/history/verdict-rows.ts';
import { sarif } from '../../src/render/sarif.ts';
import { baselineOf } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { textOf } from '../render/text-of.ts';
import { brokenOff, cluster, config, environment, known, listed, registration, snapshot } from '../subjects/build.ts';
import { evaluationOf, noon } from './story.ts';

const repository = mkdtempSync(join(tmpdir(), 'byok-blind-'));
const file = join(import.meta.dirname, '../../fixtures/demo/byok-audit.yaml');

const two = listed(environment('env-orchard'), environment('env-garden'));
const apple = cluster('lkc-apple');
const pear = cluster('lkc-pear', { environment: 'env-garden' });
const keys = listed(registration('cck-apple', { state: known('AVAILABLE') }));
const on = (day: number, clusters: Snapshot['confluent']['clusters'], over = {}): Snapshot => ({
  ...snapshot({ environments: two, clusters, keys, ...over }),
  taken_at: noon(day),
});
const whole = { 'env-orchard': listed(apple), 'env-garden': listed(pear) };
const blind = { 'env-orchard': listed(apple), 'env-garden': brokenOff<typeof pear>() };

async function audited(
  of: Snapshot,
  where: string | null,
  baseline: Report | null = null,
  over: Parameters<typeof config>[0] = {},
  exceptions: Partial<Pick<Evaluation, 'waivers' | 'attestations'>> = {},
  record = true,
): Promise<Report> {
  const history = where === null ? null : historyAt(where);
  const { inventory, report } = await audit(of, {
    ...evaluationOf(of, history),
    config: config({ file, text: 'version: 1\n', ...over }),
    ...exceptions,
    directory: repository,
    baseline: baseline === null ? null : baselineOf(baseline),
  });
  if (record) await history?.record(inventory, report, 'sha256:0');
  return report;
}

const fresh = () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
const ofPear = ({ verdicts }: Report) => verdicts.filter(({ subject }) => subject.id === 'lkc-pear');
const alertsOf = (report: Report): string[] | string => {
  const output = sarif(report);
  if (!('content' in output)) return output.withheld;
  const { runs } = JSON.parse(textOf(output)) as {
    runs: { results: { partialFingerprints: { primaryLocationLineHash: string } }[] }[];
  };
  return runs.flatMap(({ results }) => results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash));
};

describe.each([
  [
    'the history',
    async (now: Snapshot) => {
      const where = fresh();
      const before = await audited(on(0, whole), where);
      return { before, now: await audited(now, where), again: () => audited(on(2, blind), where) };
    },
  ],
  [
    'the baseline',
    async (now: Snapshot) => {
      const before = await audited(on(0, whole), null);
      const report = await audited(now, null, before);
      return { before, now: report, again: () => audited(on(2, blind), null, report) };
    },
  ],
])('a subject that %s knows, in a part that could not be listed', (_, scans) => {
  test('an unlisted subject is unknown by each rule that it had a verdict on, with the cause of the list and the same fingerprint', async () => {
    const { before, now } = await scans(on(1, blind));
    expect(ofPear(before).some(({ status }) => status === 'fail')).toBe(true);
    expect(ofPear(now).map(({ rule, fingerprint }) => [rule, fingerprint])).toEqual(
      ofPear(before).map(({ rule, fingerprint }) => [rule, fingerprint]),
    );
    for (const verdict of ofPear(now))
      expect(verdict).toMatchObject({
        status: 'unknown',
        unknown: { cause: 'denied', facts: [{ call: 'GET /orchard' }] },
      });
    expect(now.subjects.find(({ id }) => id === 'lkc-pear')).toMatchObject({
      name: 'lkc-pear-name',
      environment: 'env-garden',
      facts: { seen: { unknown: { cause: 'denied' } } },
    });
    expect(now.population.find(({ subject_type }) => subject_type === 'cluster')).toMatchObject({ seen: 1, complete: false });
  });

  test('SARIF is written, and keeps the alerts of an unlisted subject open', async () => {
    const { before, now } = await scans(on(1, blind));
    const [opened, left] = [alertsOf(before), alertsOf(now)];
    expect(Array.isArray(left)).toBe(true);
    expect((opened as string[]).filter((alert) => !left.includes(alert))).toEqual([]);
  });

  test('an unlisted subject stays known while it is unseen, and its alerts stay open', async () => {
    const { before, again } = await scans(on(1, blind));
    const later = await again();
    expect(ofPear(later)).toHaveLength(ofPear(before).length);
    expect(later.once_whole).toEqual(before.once_whole);
    expect(alertsOf(later)).toEqual(expect.arrayContaining(alertsOf(before) as string[]));
  });

  test('a subject is unknown when the list may be incomplete', async () => {
    const { now } = await scans(
      on(1, { 'env-orchard': listed(apple), 'env-garden': listed<typeof pear>() }, { environmentUsage: known(0) }),
    );
    expect(ofPear(now).length).toBeGreaterThan(0);
    expect(new Set(ofPear(now).map(({ unknown }) => unknown?.cause))).toEqual(new Set(['ambiguous']));
  });

  test('a subject has no verdict any more when everything was listed', async () => {
    const { now } = await scans(on(1, { 'env-orchard': listed(apple), 'env-garden': listed<typeof pear>() }));
    expect(ofPear(now)).toEqual([]);
  });
});

test("a subject that was not seen has the cause of its own environment's list, even if another id begins the same", async () => {
  const grove = (id: string) => ({ ...environment(id), name: known('grove') });
  const plum = cluster('lkc-plum', { environment: 'env-abc10' });
  const fig = cluster('lkc-fig', { environment: 'env-abc1' });
  const environments = listed(grove('env-abc10'), grove('env-abc1'));
  const before = on(0, { 'env-abc10': listed(plum), 'env-abc1': listed(fig) }, { environments });
  const broken = (cause: Cause, id: string) => ({
    seen: [],
    end: unknown(cause, 'no answer', { call: `GET /cmk/v2/clusters?environment=${id}` }),
  });
  const now = on(1, { 'env-abc10': broken('timeout', 'env-abc10'), 'env-abc1': broken('denied', 'env-abc1') }, { environments });
  const report = await audited(now, null, await audited(before, null));
  const causes = (id: string) =>
    new Set(
      report.verdicts
        .filter(({ subject }) => subject.id === id)
        .map(({ unknown }) => `${unknown?.cause} ${unknown?.facts[0]?.call}`),
    );
  expect(causes('lkc-fig')).toEqual(new Set(['denied GET /cmk/v2/clusters?environment=env-abc1']));
  expect(causes('lkc-plum')).toEqual(new Set(['timeout GET /cmk/v2/clusters?environment=env-abc10']));
});

test('a failure keeps ageing while it cannot be seen', async () => {
  const where = fresh();
  await audited(on(0, whole), where);
  const rule = ofPear(await audited(on(0, whole), where)).find(({ status }) => status === 'fail')?.rule;
  await audited(on(1, blind), where);
  const verdict = ofPear(await audited(on(2, whole), where)).find((one) => one.rule === rule);
  expect(verdict).toMatchObject({ status: 'fail', first_seen: noon(0) });
});

test('without a history and a baseline SARIF is withheld while a part could not be listed', async () => {
  expect(alertsOf(await audited(on(1, blind), null))).toContain('not every cluster was seen');
});

test('a history without scans keeps no alert open', async () => {
  expect(alertsOf(await audited(on(1, blind), fresh()))).toContain('not every cluster was seen');
});

test('a history or baseline in which no scan saw everything does not know every open alert', async () => {
  const where = fresh();
  const first = await audited(on(0, blind), where);
  expect(first.once_whole).not.toContain('cluster');
  const now = await audited(on(1, blind), where);
  expect([now.history?.scans, alertsOf(now)]).toEqual([1, expect.stringContaining('not every cluster was seen')]);
  expect(alertsOf(await audited(on(1, blind), null, first))).toContain('not every cluster was seen');
});

test('a history that cannot be read keeps no alert open, even when a list may be incomplete', async () => {
  const where = join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
  writeFileSync(where, 'no store '.repeat(1000));
  const unproven = on(1, { 'env-orchard': listed(apple), 'env-garden': listed<typeof pear>() }, { environmentUsage: known(0) });
  const alerts = async (of: Snapshot, baseline: Report | null = null) =>
    alertsOf(await audited(of, where, baseline, {}, {}, false));
  expect(await alerts(unproven)).toContain('the history could not be read');
  // whatever was seen: it does not say under which path each alert was opened
  expect(await alerts(on(1, whole))).toContain('the history could not be read');
  expect(await alerts(unproven, await audited(on(0, whole), null))).toBeInstanceOf(Array);
  expect(alertsOf(await audited(unproven, null))).toBeInstanceOf(Array);
});

test('a scan that was denied everything knows the verdicts of the only organization in the history, tells code scanning nothing, and is not recorded', async () => {
  const where = fresh();
  const before = await audited(on(0, whole), where);
  const empty = on(1, {}, { environments: brokenOff(), keys: brokenOff() });
  const nothing = { ...empty, confluent: { ...empty.confluent, organizations: brokenOff<never>() } };
  const now = await audited(nothing, where, null, {}, {}, false);
  expect(now.organization.id).toBe('unknown');
  expect(ofPear(now).map(({ status, fingerprint }) => [status, fingerprint])).toEqual(
    ofPear(before).map(({ fingerprint }) => ['unknown', fingerprint]),
  );
  expect(alertsOf(before).length).toBeGreaterThan(0);
  // its category would be another, in which GitHub would open each alert again
  expect(alertsOf(now)).toContain('no list names the organization');
  await expect(audited(nothing, where)).rejects.toThrow(/no list of the scan names its organization/);
  expect(await usingHistory(where, (store) => store.reading(organizationsIn))).toEqual([before.organization.id]);
});

test('a subject that the configuration leaves out is not deleted, and is still known when its part cannot be listed', async () => {
  const where = fresh();
  const before = await audited(on(0, whole), where);
  const narrow = { endpoint: 'https://api.confluent.cloud', environments: { include: ['env-orchard'], exclude: [] } };
  await audited(on(1, whole), where, null, { confluent: narrow });
  expect(ofPear(await audited(on(2, blind), where))).toHaveLength(ofPear(before).length);
});

describe('an exception for more subjects than a scan could see', () => {
  const fruits = Array.from({ length: 11 }, (_, at) => cluster(`lkc-fruit-${at}`, { environment: 'env-garden' }));
  const all = { 'env-orchard': listed(apple), 'env-garden': listed(...fruits) };
  const few = { 'env-orchard': listed(apple), 'env-garden': { ...brokenOff<typeof pear>(), seen: fruits.slice(0, 2) } };
  const about = { rule: 'cluster.byok_required', resource: 'lkc-fruit-*', expires: noon(30).slice(0, 10) };
  const waivers = {
    digest: null,
    entries: [
      {
        ...about,
        ...{ id: 'W-1', reason: 'The fruits are not ripe.', owner: 'Ann Apple', approved_by: 'Paul Pear', ticket: 'FRUIT-1' },
        created: noon(0).slice(0, 10),
      },
    ],
  };
  const attestations = {
    digest: null,
    entries: [
      {
        ...about,
        ...{ id: 'A-1', statement: 'The fruits are ripe.', evidence: 'FRUIT-2', attested_by: 'Ann Apple' },
        attested_at: noon(0).slice(0, 10),
      },
    ],
  };
  const ofFruits = ({ verdicts }: Report) =>
    verdicts.filter(({ rule, subject }) => rule === about.rule && subject.id !== 'lkc-apple');

  test('an exception stays too broad even if it matches few of the visible subjects', async () => {
    const where = fresh();
    const before = await audited(on(0, all), where, null, {}, { waivers });
    expect(before.waivers[0]).toMatchObject({ state: 'too_broad', matched: 11 });
    const now = await audited(on(1, few), where, null, {}, { waivers });
    expect(now.waivers[0]).toMatchObject({ state: 'too_broad', matched: 11 });
    expect(ofFruits(now).map(({ status }) => status)).toEqual(fruits.map((_, at) => (at < 2 ? 'fail' : 'unknown')));
    expect(ofFruits(now).every(({ waiver }) => waiver === null)).toBe(true);
  });

  test('an exception does not answer subjects that were not seen', async () => {
    const where = fresh();
    const eight = { ...all, 'env-garden': listed(...fruits.slice(0, 8)) };
    await audited(on(0, eight), where);
    const hidden = { ...eight, 'env-garden': listed<typeof pear>() };
    const now = await audited(on(1, hidden, { environmentUsage: known(0) }), where, null, {}, { attestations });
    expect(ofFruits(now).map(({ status, unknown }) => [status, unknown?.cause])).toEqual(
      fruits.slice(0, 8).map(() => ['unknown', 'ambiguous']),
    );
    expect(now.attestations[0]).toMatchObject({ state: 'undetermined', matched: 8 });
  });
});
