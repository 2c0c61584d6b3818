import { expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import { alertsIn, MOST_ALERTS } from '../../src/report/alerts.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { UNKNOWN, withMany } from './many-failures.ts';
import { sampleReport } from './sample-report.ts';
import { problemsOf, shortenedIn } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

const told = (report: Report, most = 3) => alertsIn(report, most).alerts.map(({ rule, subject }) => `${rule} ${subject.id}`);
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
/** One of each severity in turn. */
const turn = (index: number) => ({ rule: `cluster.${SEVERITIES[index % SEVERITIES.length]}` });
const seen = (day: number) => `2026-11-0${day}T00:00:00.000Z`;

test('of 25,001 failures the 5,000 most severe are told of, and a notice says how many of which severity are not', () => {
  const report = withMany(25_001, turn);
  const begun = performance.now();
  const log = JSON.parse(textOf(sarif(report)));
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect([problemsOf(log), shortenedIn(log)]).toEqual([[], []]);
  const [run] = log.runs;
  expect(run.results).toHaveLength(MOST_ALERTS);
  expect(new Set(run.results.map(({ ruleId }: { ruleId: string }) => ruleId))).toEqual(new Set(['cluster.critical']));
  const [notice, ...others] = run.invocations[0].toolExecutionNotifications;
  expect(others).toEqual([]);
  expect(notice).toEqual({
    descriptor: { id: 'left_out' },
    level: 'warning',
    message: {
      text: 'GitHub keeps 5000 results: 20001 are left out (1 critical, 5000 high, 5000 medium, 5000 low, 5000 info). All are in report.json and verdicts.csv.',
    },
    properties: {
      kept: 5000,
      leftOut: [
        { severity: 'critical', failures: 1, unanswered: 0 },
        ...SEVERITIES.slice(1).map((severity) => ({ severity, failures: 5000, unanswered: 0 })),
      ],
    },
  });
});

test('what the file leaves out is said to whoever makes it', () => {
  expect(sarif(withMany(MOST_ALERTS + 1))).toMatchObject({
    shortened: 'GitHub keeps 5000 results: 1 is left out (1 high). All are in report.json and verdicts.csv.',
  });
  expect(sarif(withMany(MOST_ALERTS))).not.toHaveProperty('shortened');
});

test('a file of 5,000 results has no notice', () => {
  const [run] = JSON.parse(textOf(sarif(withMany(MOST_ALERTS)))).runs;
  expect(run.results).toHaveLength(MOST_ALERTS);
  expect(run.invocations).toBeUndefined();
});

test('results are sorted by severity, failures before unknowns, production first, then by rule and subject', () => {
  const report = withMany(6, (index) => ({
    ...(index === 5 ? { rule: 'cluster.critical' } : {}),
    verdict: index % 2 === 0 ? UNKNOWN : {},
    subject: { production: index === 3 || index === 4 },
  }));
  expect(told(report, 9)).toEqual([
    'cluster.critical lkc-000005',
    'cluster.high lkc-000003',
    'cluster.high lkc-000001',
    'cluster.high lkc-000004',
    'cluster.high lkc-000000',
    'cluster.high lkc-000002',
  ]);
});

test('what is told of does not depend on the order of a report', () => {
  const report = withMany(40, turn);
  const reversed = { ...report, verdicts: [...report.verdicts].reverse(), subjects: [...report.subjects].reverse() };
  expect(new Set(told(report, 17).map((name) => name.split(' ')[0]))).toEqual(
    new Set(['cluster.critical', 'cluster.high', 'cluster.medium']),
  );
  expect(told(reversed, 17)).toEqual(told(report, 17));
});

test('a failure is not cut for the sake of an unknown that was never seen to fail, however severe its rule is', () => {
  const report = withMany(6, (index) => (index < 3 ? { rule: 'cluster.critical', verdict: UNKNOWN } : { rule: 'cluster.low' }));
  expect(told(report, 4)).toEqual([
    'cluster.critical lkc-000000',
    'cluster.low lkc-000003',
    'cluster.low lkc-000004',
    'cluster.low lkc-000005',
  ]);
});

test('being blind cuts no alert that was told of: neither the unknowns of others nor its own push it out', () => {
  const before = withMany(8, (index) => ({ ...turn(index), verdict: { first_seen: seen(1 + (index % 3)) } }));
  const blindTo = (isHidden: (index: number) => boolean, further: number) =>
    withMany(8 + further, (index) => {
      if (index >= 8) return { rule: 'cluster.critical', verdict: { ...UNKNOWN, first_seen: seen(9) } };
      const verdict = { first_seen: seen(1 + (index % 3)) };
      const hidden = { ...UNKNOWN, ...verdict, failed_before: true as const };
      return { ...turn(index), verdict: isHidden(index) ? hidden : verdict, subject: { production: null } };
    });
  const open = [...told(before, 5)].sort();
  for (const isHidden of [() => true, (index: number) => index % 2 === 0, (index: number) => index % 3 === 1])
    for (const further of [0, 20]) expect([...told(blindTo(isHidden, further), 5)].sort()).toEqual(open);
});

test('among failures of one severity those stay that have been open for longest, so that a new one closes no alert', () => {
  const report = withMany(4, (index) => ({ verdict: { first_seen: seen(9 - index) } }));
  expect(told(report, 2)).toEqual(['cluster.high lkc-000002', 'cluster.high lkc-000003']);
});

test('where failures would be cut and the history cannot say which are open, SARIF is withheld', () => {
  const since = (report: Report) => changesSince(baselineOf({ ...sampleReport(), verdicts: [] }), report);
  const ofMany = (count: number) => {
    const report = withMany(count);
    return sarif({ ...report, population: [], changes: since(report), history: { scans: 0, unread: true } });
  };
  expect(ofMany(MOST_ALERTS)).toHaveProperty('content');
  expect(ofMany(MOST_ALERTS + 1)).toEqual({ withheld: expect.stringContaining('the history could not be read') });
});

test('where unknowns would be cut and no earlier scan says which hide a failure, SARIF is withheld', () => {
  const report = withMany(MOST_ALERTS + 1, (index) => ({ verdict: index === 0 ? UNKNOWN : {} }));
  expect(sarif(report)).toEqual({ withheld: expect.stringContaining('nothing says which of the unknowns hide a failure') });
  expect(sarif({ ...report, history: { scans: 0, unread: false } })).toHaveProperty('withheld');
  expect(sarif({ ...report, history: { scans: 1, unread: false } })).toHaveProperty('content');
  const first = sampleReport();
  expect(sarif({ ...report, changes: changesSince(baselineOf({ ...first, verdicts: [] }), report) })).toHaveProperty('content');
});
