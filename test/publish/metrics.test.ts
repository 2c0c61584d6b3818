import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { keyEndsIn } from '../../src/publish/metrics/earlier.ts';
import { FAMILIES, MOST_SERIES } from '../../src/publish/metrics/families.ts';
import { metrics } from '../../src/publish/metrics/metrics.ts';
import type { ReportedSubject } from '../../src/report/schema.ts';
import { summarize } from '../../src/report/summary.ts';
import { evaluationOf, FIXTURES, scanClouds, scanned } from '../end-to-end/scenario.ts';
import { HOSTILE, sampleReport, sampleWithExceptions } from '../render/sample-report.ts';
import { reportWith, someSubject, verdictOn } from '../report/reports.ts';
import { readMetrics } from './read-metrics.ts';

type Given = Partial<Parameters<typeof metrics>[0]>;
const measured = (given: Given = {}) =>
  readMetrics(metrics({ report: sampleReport(), exitCode: 0, lastComplete: null, endsBefore: [], ...given }));

const DECEMBER = Date.parse('2026-12-01T00:00:00Z') / 1000;

test('the demo has a series for each rule, the ends of its keys, its quota and how it went', async () => {
  const { report } = await scanned('demo');
  const found = measured({ report, exitCode: 1 });
  expect(found.value('byok_audit_exit_code')).toBe(1);
  expect(found.value('byok_audit_complete')).toBe(0);
  expect(found.value('byok_audit_environments_left_out')).toBe(0);
  expect(found.value('byok_audit_findings', { rule: 'key.validated', severity: 'critical', production: 'true' })).toBe(3);
  expect(found.value('byok_audit_findings', { rule: 'key.used', severity: 'low', production: 'none' })).toBe(1);
  expect(found.value('byok_audit_unknowns', { rule: 'key.enabled', severity: 'critical', cause: 'denied' })).toBe(1);
  expect(
    found.value('byok_audit_key_end_timestamp_seconds', {
      key: 'cck-banana',
      cloud: 'aws',
      production: 'true',
      in_use: 'true',
      end: 'deletion',
    }),
  ).toBe(Date.parse('2026-12-05T09:00:00Z') / 1000);
  expect(found.value('byok_audit_keys_end_unknown', { end: 'deletion', in_use: 'true' })).toBe(1);
  // 2026-12-01 is its last day
  expect(found.value('byok_audit_waiver_end_timestamp_seconds', { waiver: 'SEC-2026-038', rule: 'key.rotated' })).toBe(
    DECEMBER + 86_400,
  );
  expect(found.value('byok_audit_quota_limit', { quota: 'byok.max_keys.per_org' })).toBe(24);
  expect(found.value('byok_audit_quota_used', { quota: 'byok.max_keys.per_org' })).toBe(22);
});

test('findings and unknowns add up to what the report counts', async () => {
  const { report } = await scanned('demo');
  const found = measured({ report });
  const { by_state } = report.summary;
  expect(found.sum('byok_audit_findings')).toBe(by_state.fail);
  expect(found.sum('byok_audit_unknowns')).toBe(by_state.unknown + by_state.needs_attestation);
  expect(found.sum('byok_audit_verdicts')).toBe(report.verdicts.length);
});

test('a rule without a failure has a series of 0, and a waived failure is none', () => {
  const report = reportWith([verdictOn('cluster.ripe', 'lkc-pear', { status: 'fail', waiver: { id: 'W-1' } })]);
  const found = measured({ report });
  expect(found.sum('byok_audit_findings')).toBe(0);
  expect(found.value('byok_audit_findings', { rule: 'key.sound', severity: 'critical', production: 'true' })).toBe(0);
});

test('a failure that can no longer be seen is counted apart, by rule, severity and production', () => {
  const hidden = { failed_before: true as const };
  const report = reportWith([
    verdictOn('key.sound', 'cck-1', { status: 'unknown', ...hidden }),
    verdictOn('key.sound', 'cck-2', { status: 'error', ...hidden }),
    verdictOn('key.sound', 'cck-3', { status: 'unknown' }),
    verdictOn('key.sound', 'cck-4', { status: 'fail' }),
  ]);
  const production = { ...report, subjects: report.subjects.map((one) => ({ ...one, production: true })) };
  const found = measured({ report: production });
  const critical = { rule: 'key.sound', severity: 'critical', production: 'true' };
  expect(found.value('byok_audit_failed_before', critical)).toBe(2);
  expect(found.value('byok_audit_findings', critical)).toBe(1);
  expect(found.value('byok_audit_failed_before', { ...critical, production: 'none' })).toBe(0);
  // what was not seen at all is never said to be outside production
  const unseen = { ...report, subjects: report.subjects.map((one) => ({ ...one, production: null })) };
  expect(measured({ report: unseen }).value('byok_audit_failed_before', { ...critical, production: 'none' })).toBe(2);
});

test('the newest finding is that which was seen to fail last', () => {
  const failing = (id: string, first_seen: string | null) => verdictOn('key.sound', id, { status: 'fail', first_seen });
  const newest = (...verdicts: ReturnType<typeof failing>[]) =>
    measured({ report: reportWith(verdicts) })
      .samples('byok_audit_newest_finding_timestamp_seconds')
      .map(({ value }) => value);
  expect(newest(failing('cck-1', '2026-12-01T00:00:00.000Z'), failing('cck-2', '2026-11-01T00:00:00.000Z'))).toEqual([DECEMBER]);
  expect(newest(failing('cck-1', null))).toEqual([]);
});

test('coverage counts what was determined of what applies, and is not told where nothing applies', () => {
  const share = (...statuses: ('pass' | 'fail' | 'unknown' | 'error' | 'not_applicable')[]) => {
    const verdicts = statuses.map((status, at) => verdictOn('key.sound', `cck-${at}`, { status }));
    const report = reportWith(verdicts);
    const summary = summarize(report, {
      environments_left_out: [],
      names_left_out: {},
      production: [],
      parameters: [],
      production_matches_nothing: false,
      leaves_nothing: false,
    } as never);
    return measured({ report: { ...report, summary } })
      .samples('byok_audit_coverage_ratio')
      .map(({ value }) => value);
  };
  expect(share('pass', 'fail', 'unknown', 'error', 'not_applicable')).toEqual([0.5]);
  expect(share('not_applicable')).toEqual([]);
  expect(share('unknown')).toEqual([0]);
});

test('a population that is not proven to be whole says so: no series is missing that an alert would wait for', () => {
  const found = measured({ report: reportWith([], { key: null, cluster: false }) });
  const of = (type: string) =>
    ['whole', 'gaps', 'unproven'].map((completeness) => found.value('byok_audit_population', { type, completeness }));
  expect(of('environment')).toEqual([1, 0, 0]);
  expect(of('cluster')).toEqual([0, 1, 0]);
  expect(of('key')).toEqual([0, 0, 1]);
});

const key = (id: string, facts: ReportedSubject['facts']): ReportedSubject => ({ ...someSubject, type: 'key', id, facts });
const known = (value: unknown) => ({ value, source: 0 });
const denied = { unknown: { cause: 'denied' as const, detail: 'no' } };

test('a key of which nobody could say when it ends is counted, and one that has no end is not', () => {
  const subjects = [
    key('cck-ends', { 'kms.deletion_date': known('2026-12-01T00:00:00Z'), 'kms.expires_at': known(null) }),
    key('cck-endless', { 'kms.deletion_date': known(null), 'kms.expires_at': known(null) }),
    key('cck-denied', { in_use: known(false), 'kms.deletion_date': denied, 'kms.expires_at': denied }),
    key('cck-unseen', {}),
    key('cck-garbled', { 'kms.deletion_date': known('soon'), 'kms.expires_at': known(null) }),
  ];
  const found = measured({ report: reportWith([], {}, { subjects }) });
  expect(found.samples('byok_audit_key_end_timestamp_seconds').map(({ labels, value }) => [labels.key, value])).toEqual([
    ['cck-ends', DECEMBER],
  ]);
  const unknown = (end: string) =>
    ['true', 'false', 'unknown'].map((in_use) => found.value('byok_audit_keys_end_unknown', { end, in_use }));
  expect(unknown('deletion')).toEqual([0, 1, 2]);
  expect(unknown('expiry')).toEqual([0, 1, 1]);
});

describe('an end of a key that an earlier scan knew', () => {
  const KEY = 'cck-"quince"\\';
  const ORGANIZATION = 'org-orchard';
  const END = { 'kms.deletion_date': known('2026-12-01T00:00:00Z'), 'kms.expires_at': known(null) };
  const UNREAD = { 'kms.deletion_date': denied, 'kms.expires_at': denied };
  const reportOf = (subjects: ReportedSubject[], whole: boolean | null = true) =>
    reportWith([], { key: whole }, { subjects, organization: { id: ORGANIZATION, name: null } });
  const written = (report: ReturnType<typeof reportOf>, before = '') =>
    metrics({ report, exitCode: 0, lastComplete: null, endsBefore: keyEndsIn(before, ORGANIZATION) });
  const inProduction = { ...key(KEY, { in_use: known(true), ...END }), production: true, cloud: 'aws' };
  const earlier = () => written(reportOf([inProduction]));
  const endsAfter = (report: ReturnType<typeof reportOf>, before = earlier()) =>
    readMetrics(written(report, before))
      .samples('byok_audit_key_end_timestamp_seconds')
      .map(({ labels: { organization, ...labels }, value }) => [labels, value]);
  const labels = { key: KEY, cloud: 'aws', production: 'true', in_use: 'true', end: 'deletion' };

  test('stays while the key cannot be read, scan after scan, and is counted as unknown', () => {
    const blind = reportOf([{ ...inProduction, facts: { in_use: known(true), ...UNREAD } }]);
    const second = written(blind, earlier());
    expect(endsAfter(blind, second)).toEqual([[labels, DECEMBER]]);
    expect(readMetrics(second).value('byok_audit_keys_end_unknown', { end: 'deletion', in_use: 'true' })).toBe(1);
  });

  test('keeps its production and cloud where these are not known now, and may be in use', () => {
    const unseen = { ...key(KEY, {}), seen: false, production: null, cloud: null };
    expect(endsAfter(reportOf([unseen], null))).toEqual([[{ ...labels, in_use: 'unknown' }, DECEMBER]]);
  });

  test('stays where the key is not in a list that is not known to be whole, and goes where it is', () => {
    expect(endsAfter(reportOf([], null))).toEqual([[{ ...labels, in_use: 'unknown' }, DECEMBER]]);
    const gap = written(reportOf([], false), earlier());
    expect(readMetrics(gap).value('byok_audit_keys_end_unknown', { end: 'deletion', in_use: 'unknown' })).toBe(1);
    expect(endsAfter(reportOf([]))).toEqual([]);
  });

  test('goes where the key was read and has none, or another', () => {
    expect(endsAfter(reportOf([key(KEY, { 'kms.deletion_date': known(null), 'kms.expires_at': known(null) })]))).toEqual([]);
    const later = { ...inProduction, facts: { ...inProduction.facts, 'kms.deletion_date': known('2026-12-02T00:00:00Z') } };
    expect(endsAfter(reportOf([later]))).toEqual([[labels, DECEMBER + 86_400]]);
  });

  test('is not taken from another organization, nor from a line that is none', () => {
    const blind = reportOf([], null);
    expect(endsAfter(blind, earlier().replaceAll(ORGANIZATION, 'org-garden'))).toEqual([]);
    expect(endsAfter(blind, earlier().replace('end="deletion"', 'end="harvest"'))).toEqual([]);
  });

  test('is of one series, also where its name is cut', () => {
    const long = { ...inProduction, id: `${HOSTILE}${'x'.repeat(300)}` };
    const before = written(reportOf([long]));
    const blind = reportOf([{ ...long, facts: UNREAD }]);
    expect(endsAfter(blind, before)).toHaveLength(1);
    expect(written(reportOf([], null), written(blind, before)).match(/^byok_audit_key_end_/gm)).toHaveLength(1);
  });
});

test('of thousands of keys that end, those in use that end first have a series, and the others are counted', () => {
  const at = (day: number) => new Date(Date.parse('2027-01-01T00:00:00Z') + day * 86_400_000).toISOString();
  const subjects = Array.from({ length: 2000 }, (_, place) =>
    key(`cck-${place}`, {
      in_use: known(place % 2 === 0),
      'kms.deletion_date': known(at(2000 - place)),
      'kms.expires_at': known(null),
    }),
  );
  const found = measured({ report: reportWith([], {}, { subjects }) });
  const ends = found.samples('byok_audit_key_end_timestamp_seconds');
  expect(ends).toHaveLength(MOST_SERIES);
  expect(ends.some(({ labels }) => labels.key === 'cck-1998')).toBe(true);
  expect(ends.some(({ labels }) => labels.key === 'cck-1999')).toBe(false);
  expect(ends.some(({ labels }) => labels.key === 'cck-0')).toBe(false);
  expect(found.value('byok_audit_series_left_out', { of: 'keys' })).toBe(2000 - MOST_SERIES);
});

test('a complete scan is the last complete one; an incomplete one leaves the one before', () => {
  const report = sampleReport();
  const taken = Date.parse(report.run.taken_at) / 1000;
  const last = (complete: boolean, lastComplete: number | null) =>
    measured({ report: { ...report, summary: { ...report.summary, complete } }, lastComplete })
      .samples('byok_audit_last_complete_scan_timestamp_seconds')
      .map(({ value }) => value);
  expect(last(true, null)).toEqual([taken]);
  expect(last(true, taken - 60)).toEqual([taken]);
  expect(last(false, taken - 60)).toEqual([taken - 60]);
  expect(last(false, null)).toEqual([]);
  // an old snapshot that is evaluated again makes no scan newer or older
  expect(last(true, taken + 60)).toEqual([taken + 60]);
});

test('the same report gives the same bytes, whatever order its lists are in', () => {
  const report = sampleWithExceptions();
  const of = (one: typeof report) => metrics({ report: one, exitCode: 0, lastComplete: null, endsBefore: [] });
  const reversed = {
    ...report,
    rules: report.rules.toReversed(),
    subjects: [...report.subjects].reverse(),
    waivers: report.waivers.toReversed(),
    verdicts: [...report.verdicts].reverse(),
  };
  expect(of(reversed)).toBe(of(report));
});

test('a scan that was denied everything says so in numbers', async () => {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'), { faults: [{ id: /^(?!GET \/org)/, kind: 'deny' }] });
  try {
    const { report } = await scanClouds(clouds, evaluationOf('aws-small', clouds));
    const found = measured({ report, exitCode: 2 });
    expect(found.value('byok_audit_complete')).toBe(0);
    expect(found.value('byok_audit_population', { type: 'key', completeness: 'gaps' })).toBe(1);
    expect(found.samples('byok_audit_quota_limit')).toEqual([]);
    expect(found.samples('byok_audit_quota_used')).toEqual([]);
    expect(found.sum('byok_audit_unknowns')).toBeGreaterThan(0);
    expect(found.samples('byok_audit_last_complete_scan_timestamp_seconds')).toEqual([]);
  } finally {
    await clouds.close();
  }
});

test('every family has help in one line, and the labels that it is said to have', async () => {
  const found = measured({ report: (await scanned('demo')).report, lastComplete: 1 });
  expect(FAMILIES.map(({ name }) => name)).toEqual([...new Set(FAMILIES.map(({ name }) => name))]);
  for (const { name, help, unit, labels } of FAMILIES) {
    expect(name).toMatch(/^byok_audit_[a-z_]+$/);
    expect(help).toMatch(/^[A-Z][^\n"\\]*\.$/);
    expect(unit === undefined || name.endsWith(`_${unit}`)).toBe(true);
    for (const sample of found.samples(name))
      expect(Object.keys(sample.labels)).toEqual([
        'organization',
        ...labels.filter((label) => sample.labels[label] !== undefined),
      ]);
  }
});
