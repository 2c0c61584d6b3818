import { describe, expect, test } from 'vitest';
import { exceptionsIn } from '../../src/history/exceptions.ts';
import { figuresOf, findingsIn } from '../../src/history/findings.ts';
import { expectedScans, gapsIn } from '../../src/history/gaps.ts';
import { passHistory } from '../../src/history/pass-history.ts';
import type { EvaluatedScan, VerdictChanges } from '../../src/history/period-rows.ts';
import type { StatusChange } from '../../src/history/status-changes.ts';

const DAY = 86_400_000;
const at = (days: number): string => new Date(Date.parse('2026-06-01T00:00:00Z') + days * DAY).toISOString();
const scan = (day: number, whole = true) => ({ taken_at: at(day), whole });

describe('gaps', () => {
  const over = { from: at(0), to: at(3), every: DAY };
  const found = (...scans: ReturnType<typeof scan>[]) => gapsIn(scans, over).map(({ kind, days }) => [kind, days]);

  test('a late start within a tenth of the interval is not a gap', () => {
    expect(found(scan(0.5), scan(1.6), scan(2.7))).toEqual([]);
    expect(found(scan(0.5), scan(1.65), scan(2.7))).toEqual([['no_scan', 1.15]]);
  });

  test('gaps are looked for from the start of the period to its end', () => {
    expect(found(scan(1.5))).toEqual([
      ['no_scan', 1.5],
      ['no_scan', 1.5],
    ]);
  });

  test('gaps between complete scans are listed even if partial scans ran between them', () => {
    expect(found(scan(0.5), scan(1.5, false), scan(2.5))).toEqual([['no_whole_scan', 2]]);
    expect(found(scan(0.5, false), scan(1.5, false), scan(2.5, false))).toEqual([['no_whole_scan', 3]]);
  });

  test('the number of expected scans is rounded up', () => {
    expect([expectedScans(at(0), at(90), DAY), expectedScans(at(0), at(1.1), DAY)]).toEqual([90, 2]);
  });
});

const verdict = (...changes: [number, StatusChange['status'], boolean?][]): VerdictChanges => ({
  fingerprint: 'f',
  rule: 'cluster.ripe',
  severity: 'high',
  subject: { type: 'cluster', id: 'lkc-apple', name: null, environment: null },
  changes: changes.map(([day, status, waived = false]) => ({ since: at(day), status, waived })),
});

describe('findings', () => {
  const over = { from: at(10), to: at(20) };
  const found = (...changes: Parameters<typeof verdict>) => findingsIn([verdict(...changes)], over);

  test('a failure that returns after it was resolved is another finding', () => {
    const list = found([11, 'fail'], [12, 'pass'], [14, 'fail'], [17, 'pass'], [18, 'fail'], [19, 'gone']);
    expect(list.map(({ opened, became, days }) => [opened, became, days])).toEqual([
      [at(11), 'pass', 1],
      [at(14), 'pass', 3],
      [at(18), 'gone', 1],
    ]);
    expect(figuresOf(list, over.from)).toMatchObject({ opened: 3, resolved: 2, gone: 1, days_to_fix: { median: 2, longest: 3 } });
  });

  test('a finding that can no longer be seen stays open, with the time since when', () => {
    const [one] = found([5, 'fail'], [12, 'unknown'], [13, 'error']);
    expect(one).toMatchObject({ opened: at(5), ended: null, unseen_since: at(12), days: 15 });
    expect(figuresOf(one === undefined ? [] : [one], over.from)).toMatchObject({ opened: 0, open: 1, open_unseen: 1 });
    expect(found([5, 'fail'], [12, 'unknown'], [13, 'fail'])[0]).toMatchObject({ opened: at(5), unseen_since: null });
  });

  test('a finding shows a waiver from any time in the period', () => {
    expect(found([11, 'fail'], [12, 'fail', true])[0]).toMatchObject({ waived: true, was_waived: true });
    expect(found([11, 'fail', true], [12, 'fail'])[0]).toMatchObject({ waived: false, was_waived: true });
  });

  test('a finding that ended before the period is not part of it, but one that ended at its first moment is', () => {
    expect(found([5, 'fail'], [9, 'pass'])).toEqual([]);
    expect(found([5, 'fail'], [10, 'pass'])).toHaveLength(1);
  });

  test.each(['attested', 'not_judged'] as const)('a finding that is %s stays open', (status) => {
    expect(found([11, 'fail'], [12, status])).toMatchObject([{ ended: null, unseen_since: at(12) }]);
  });

  test('an unknown that never failed is not a finding', () => {
    expect(found([11, 'unknown'])).toEqual([]);
  });
});

describe('exceptions', () => {
  const over = { from: at(10), to: at(20) };
  const found = (...changes: Parameters<typeof verdict>) =>
    exceptionsIn([verdict(...changes)], over).map(({ kind, from, until, became, days, unseen_since }) => ({
      ...{ kind, from, until, became, days },
      ...(unseen_since === null ? {} : { unseen_since }),
    }));
  const standing = { until: null, became: null };

  test('a waiver stands from the scan that first waived the failure to the end of the period', () => {
    expect(found([5, 'fail'], [8, 'fail', true])).toEqual([{ kind: 'waiver', from: at(8), ...standing, days: 12 }]);
  });

  test.each(['pass', 'not_applicable', 'gone'] as const)('a waiver ends where the failure becomes %s', (status) => {
    expect(found([11, 'fail', true], [13, status])).toEqual([
      { kind: 'waiver', from: at(11), until: at(13), became: status, days: 2 },
    ]);
  });

  test('a waiver ends where the failure counts again, and another one is another exception', () => {
    expect(found([11, 'fail', true], [13, 'fail'], [16, 'fail', true])).toEqual([
      { kind: 'waiver', from: at(16), ...standing, days: 4 },
      { kind: 'waiver', from: at(11), until: at(13), became: 'fail', days: 2 },
    ]);
  });

  test.each(['unknown', 'error', 'not_judged'] as const)('a waiver of a failure that is %s stands, unseen', (status) => {
    const unseen = { kind: 'waiver', from: at(11), ...standing, days: 9 };
    expect(found([11, 'fail', true], [13, status])).toEqual([{ ...unseen, unseen_since: at(13) }]);
    expect(found([11, 'fail', true], [13, status], [14, 'fail', true])).toEqual([unseen]);
  });

  test('an attestation ends where the verdict is seen, or no longer answered, but not where it is not judged', () => {
    expect(found([11, 'attested'], [13, 'unknown'], [15, 'attested'], [16, 'not_judged'])).toEqual([
      { kind: 'attestation', from: at(15), ...standing, days: 5, unseen_since: at(16) },
      { kind: 'attestation', from: at(11), until: at(13), became: 'unknown', days: 2 },
    ]);
    expect(found([11, 'attested'], [12, 'fail'])).toMatchObject([{ became: 'fail', days: 1 }]);
  });

  test('an attestation for what was a waived failure is an exception of its own', () => {
    expect(found([11, 'fail', true], [13, 'attested']).map(({ kind, from }) => [kind, from])).toEqual([
      ['waiver', at(11)],
      ['attestation', at(13)],
    ]);
  });

  test('an exception that ended before the period is not part of it, and a failure or an unknown is none', () => {
    expect(found([5, 'fail', true], [9, 'pass'])).toEqual([]);
    expect(found([5, 'fail', true], [10, 'pass'])).toHaveLength(1);
    expect(found([11, 'fail'], [12, 'unknown'], [13, 'pass'])).toEqual([]);
  });
});

describe('the status of a rule at a scan', () => {
  const scans = (...whole: (boolean | null)[]): EvaluatedScan[] =>
    whole.map((cluster, day) => ({
      taken_at: at(day),
      snapshot: `sha256:${day}`,
      whole: cluster === true,
      populations: { cluster },
      runs: [],
    }));
  const statuses = (list: EvaluatedScan[], ...verdicts: VerdictChanges[]) =>
    passHistory(list, verdicts, new Map([['cluster.ripe', 'cluster']]))
      .get('cluster.ripe')
      ?.map(({ status }) => status);

  test('the status of a rule is the worst of its verdicts, and a waived failure has its own status', () => {
    expect(statuses(scans(true, true, true, true), verdict([0, 'pass'], [1, 'fail'], [2, 'fail', true], [3, 'gone']))).toEqual([
      'pass',
      'fail',
      'waived',
      'not_assessed',
    ]);
  });

  test('the status is unknown when nothing proves that the pass was seen again', () => {
    expect(statuses(scans(true, null, false), verdict([0, 'pass']))).toEqual(['pass', 'unknown', 'unknown']);
  });

  test('the status is what that scan itself found, unless subjects are known to be missing', () => {
    expect(statuses(scans(null), verdict([0, 'pass']))).toEqual(['pass']);
    expect(statuses(scans(false), verdict([0, 'pass']))).toEqual(['unknown']);
  });

  test('the status is unknown at a scan without a verdict that another scan of the period has', () => {
    const whole = scans(true, true, true);
    expect(statuses(whole, verdict([0, 'pass'], [1, 'not_judged'], [2, 'pass']))).toEqual(['pass', 'unknown', 'pass']);
    expect(statuses(whole, verdict([0, 'pass'], [2, 'not_judged']))).toEqual(['pass', 'pass', 'unknown']);
    expect(statuses(whole, verdict([-2, 'pass'], [-1, 'not_judged'], [2, 'pass']))).toEqual(['unknown', 'unknown', 'pass']);
    // left out for the whole period, and evaluated before
    expect(statuses(whole, verdict([-2, 'pass'], [-1, 'not_judged']))).toEqual(['not_assessed', 'not_assessed', 'not_assessed']);
  });

  test('an attested pass is a pass, and is counted apart from observed ones', () => {
    const list = scans(true, null);
    const [first, second] =
      passHistory(list, [verdict([0, 'attested'])], new Map([['cluster.ripe', 'cluster']])).get('cluster.ripe') ?? [];
    expect(first).toMatchObject({ status: 'pass', tally: { attested: 1, pass: 0 } });
    expect(second).toMatchObject({ status: 'unknown', tally: { attested: 0, unknown: 1 } });
  });

  test('a rule without a verdict does not pass', () => {
    expect(statuses(scans(true, false))).toEqual(['not_assessed', 'unknown']);
  });

  test('two snapshots of the same moment give the same status', () => {
    const [one, two] = scans(null, null);
    if (one === undefined || two === undefined) throw new Error('two scans');
    expect(statuses([one, { ...two, taken_at: one.taken_at }], verdict([0, 'pass']))).toEqual(['pass', 'pass']);
  });
});
