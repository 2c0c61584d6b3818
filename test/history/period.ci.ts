import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { usingHistory } from '../../src/history/open.ts';
import { periodOf } from '../../src/history/period.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { organizationsIn } from '../../src/history/verdict-rows.ts';
import { checkDocument } from '../../src/input/document.ts';
import { Period } from '../../src/report/period.ts';
import { known } from '../subjects/build.ts';
import { live, made, noon, STORY, snapshotOf } from './story.ts';

const DAY = 86_400_000;
const { catalogue, digest } = loadPolicy();
const fresh = () => join(mkdtempSync(join(tmpdir(), 'byok-period-')), 'byok-audit.db');
const midnight = (day: number): string => new Date(Date.parse('2026-06-01T00:00:00Z') + day * DAY).toISOString();

/** @param from and `to`: days of the story */
const period = (where: string, from: number, to: number, every = DAY) =>
  usingHistory(where, async (store) => {
    const asked = { organization: 'org-orchard', from: midnight(from), to: midnight(to), every };
    return periodOf(await periodRows(store, asked.organization, asked.from, asked.to), asked, catalogue);
  });
type PeriodReport = Awaited<ReturnType<typeof period>>;
const rule = ({ rules }: PeriodReport, id: string) => rules.find((one) => one.id === id);
const only = (counts: Record<string, number> = {}) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

describe('over eight weeks of daily scans', () => {
  let where: string;
  let whole: PeriodReport;
  beforeAll(async () => {
    where = fresh();
    for (const day of STORY) await live(where, snapshotOf(day));
    whole = await period(where, 0, 56);
  }, 60_000);

  test('every expected scan ran, so there is no gap', () => {
    expect(whole.scans).toMatchObject({ every_minutes: 1440, expected: 56, ran: 56, whole: 56 });
    expect(whole.gaps).toEqual([]);
    expect(whole.scans.list[40]).toMatchObject({ taken_at: noon(40), whole: true, verdicts: { fail: 1 } });
    expect(whole.scans.list[40]?.runs).toHaveLength(1);
  });

  test('a rule has the status that applied at each scan, and none when there was nothing to evaluate', () => {
    const reused = rule(whole, 'cluster.key_not_reused');
    expect(only(reused?.scans)).toEqual({ pass: 30, not_assessed: 10, fail: 16 });
    expect(only(reused?.verdicts)).toEqual({ pass: 30, fail: 16 });
    expect(reused?.history).toEqual([
      { from: noon(0), to: noon(29), scans: 30, status: 'pass' },
      { from: noon(30), to: noon(39), scans: 10, status: 'not_assessed' },
      { from: noon(40), to: noon(55), scans: 16, status: 'fail' },
    ]);
  });

  test('a finding is open until a scan sees that it ended', () => {
    expect(whole.findings.map(({ rule, opened, ended, became, days }) => ({ rule, opened, ended, became, days }))).toEqual([
      { rule: 'cluster.key_not_reused', opened: noon(40), ended: null, became: null, days: 15.5 },
      { rule: 'key.used', opened: noon(35), ended: noon(40), became: 'not_applicable', days: 5 },
    ]);
    expect(whole.summary).toEqual({
      opened: 2,
      resolved: 1,
      gone: 0,
      open: 1,
      open_waived: 0,
      open_unseen: 0,
      days_to_fix: { median: 5, longest: 5 },
    });
  });

  test('findings are counted by severity, the most severe first', () => {
    expect(whole.severities).toMatchObject([
      { severity: 'high', opened: 1, resolved: 0, open: 1, days_to_fix: null },
      { severity: 'low', opened: 1, resolved: 1, open: 0, days_to_fix: { median: 5, longest: 5 } },
    ]);
  });

  test('names are those of the rules about the organization and its environments, and known from before the end only', async () => {
    expect(whole.organization).toEqual({ id: 'org-orchard', name: 'Orchard' });
    expect(whole.environments).toEqual([{ id: 'env-orchard', name: 'env-orchard-name' }]);
    expect(whole.history_from).toBe(noon(0));
    const before = await period(where, -30, -1);
    expect(before).toMatchObject({ organization: { id: 'org-orchard', name: null }, environments: [], history_from: null });
  });

  test('the history leaves out frameworks about one cloud, since it does not keep where keys are', () => {
    expect(whole.frameworks.length).toBeGreaterThan(0);
    expect(whole.frameworks.filter(({ cloud }) => cloud !== null)).toEqual([]);
  });

  test('a requirement has the worst status of its rules at each scan', () => {
    const cc61 = whole.frameworks.find(({ id }) => id === 'soc_2')?.requirements.find(({ id }) => id === 'CC6.1');
    const scans = only(cc61?.scans);
    expect(Object.values(scans).reduce((total, count) => total + count, 0)).toBe(56);
    // five days of an unused key and sixteen of a reused one
    expect(scans.fail).toBe(21);
    expect(cc61?.findings).toMatchObject({ opened: 2, resolved: 1, open: 1 });
    const uncovered = whole.frameworks.flatMap(({ requirements }) => requirements).filter(({ rules }) => rules.length === 0);
    expect(uncovered.every(({ history, scans }) => history.length === 0 && scans.pass === 0)).toBe(true);
  });

  test('a period leaves out later scans, and does not count earlier failures as opened in it', async () => {
    expect((await period(where, 36, 38)).summary).toMatchObject({ opened: 0, resolved: 0, open: 1, days_to_fix: null });
    expect((await period(where, 0, 20)).findings).toEqual([]);
    expect((await period(where, 41, 56)).findings).toHaveLength(1);
  });

  test('a scan at the first moment after the period is not in it', async () => {
    const asked = { organization: 'org-orchard', from: noon(0), to: noon(2), every: DAY };
    const { scans } = await usingHistory(where, (store) => periodRows(store, asked.organization, asked.from, asked.to));
    expect(scans.map(({ taken_at }) => taken_at)).toEqual([noon(0), noon(1)]);
  });

  test('in a period without scans nothing passes, and the whole period is one gap', async () => {
    const empty = await period(where, 100, 130);
    expect(empty.scans).toMatchObject({ expected: 30, ran: 0, whole: 0, list: [] });
    expect(empty.gaps).toEqual([{ kind: 'no_scan', from: midnight(100), to: midnight(130), days: 30 }]);
    expect(empty.rules.every(({ scans }) => scans.pass === 0)).toBe(true);
    // the failure of day 40 was never seen to end
    expect(empty.summary).toMatchObject({ opened: 0, open: 1 });
  });

  test('daily scans leave gaps where hourly ones are expected', async () => {
    const hourly = await period(where, 0, 2, DAY / 24);
    expect(hourly.scans.expected).toBe(48);
    expect(hourly.gaps.map(({ from, to }) => [from, to])).toEqual([
      [midnight(0), noon(0)],
      [noon(0), noon(1)],
      [noon(1), midnight(2)],
    ]);
  });

  test('the period report matches its schema', () => {
    const { schema_version, ...rest } = whole;
    const tool = { name: 'byok-audit', version: '0.0.0', policy_digest: digest };
    const record = { schema_version, tool, classification: 'Internal', ...rest };
    expect(checkDocument('period.json', JSON.stringify(record), Period)).toEqual(record);
  });

  test('the store lists the organizations that it has scans of', async () => {
    expect(await usingHistory(where, (store) => store.reading(organizationsIn))).toEqual(['org-orchard']);
  });
});

describe('a scan that does not see everything', () => {
  const apple = (day: number, over = {}) => snapshotOf({ day, clusters: [made('lkc-apple', 0)], state: 'IN_USE', over });
  const blind = (day: number) => snapshotOf({ day, clusters: [], state: 'IN_USE', over: { environmentUsage: known(7) } });

  test('nothing passes by a partial scan that did not see it pass, and the scan leaves a gap', async () => {
    const where = fresh();
    for (const day of [0, 1]) await live(where, apple(day));
    for (const day of [2, 3]) await live(where, blind(day));
    await live(where, apple(4));
    const whole = await period(where, 0, 5);
    expect(whole.scans).toMatchObject({ expected: 5, ran: 5, whole: 3 });
    expect(whole.gaps).toEqual([{ kind: 'no_whole_scan', from: noon(1), to: noon(4), days: 3 }]);
    const matched = rule(whole, 'cluster.region_match');
    expect(only(matched?.scans)).toEqual({ pass: 3, unknown: 2 });
    expect(only(matched?.verdicts)).toEqual({ pass: 3, unknown: 2 });
  });

  test('a partial scan resolves no failure', async () => {
    const where = fresh();
    const elsewhere = (day: number) =>
      snapshotOf({ day, clusters: [{ ...made('lkc-apple', 0), region: known('eu-west-1') }], state: 'IN_USE' });
    await live(where, elsewhere(0));
    await live(where, blind(1));
    const whole = await period(where, 0, 2);
    expect(only(rule(whole, 'cluster.region_match')?.scans)).toEqual({ fail: 1, unknown: 1 });
    expect(whole.findings.find(({ rule }) => rule === 'cluster.region_match')).toMatchObject({ ended: null, opened: noon(0) });
  });

  test('a deleted subject does not count as resolved', async () => {
    const where = fresh();
    const elsewhere = { ...made('lkc-apple', 0), region: known('eu-west-1') };
    await live(where, snapshotOf({ day: 0, clusters: [elsewhere], state: 'IN_USE' }));
    await live(where, snapshotOf({ day: 1, clusters: [], state: 'IN_USE' }));
    const whole = await period(where, 0, 2);
    expect(rule(whole, 'cluster.region_match')?.findings).toMatchObject({
      opened: 1,
      resolved: 0,
      gone: 1,
      open: 0,
      days_to_fix: null,
    });
  });
});
