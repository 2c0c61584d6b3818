import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startClouds } from '../../loopback/clouds.ts';
import { FAMILIES } from '../../src/publish/metrics/families.ts';
import { metrics } from '../../src/publish/metrics/metrics.ts';
import { byokAudit, workplace } from '../cli/command.ts';
import { FIXTURES, scanned } from '../end-to-end/scenario.ts';
import { promtool } from './prometheus-tools.ts';

const RULES = join(import.meta.dirname, '../../examples/prometheus/byok-audit.rules.yaml');
const groups: { rules: { alert: string; expr: string }[] }[] = parse(readFileSync(RULES, 'utf8')).groups;
const alerts = groups.flatMap(({ rules }) => rules);

/** Every 5 minutes for 4 days. */
const [INTERVAL, TIMES] = ['5m', 1152];
const [HOUR, DAY] = [3600, 86_400];

/** A series by name and labels, and its values in the notation of promtool. Times count from the scan, which is at 0. */
type Series = Map<string, string>;

/** The metrics of the organization in which nothing is wrong, scanned again all the time. */
let healthy: Series;
beforeAll(async () => {
  const { report } = await scanned('clean-aws');
  const text = metrics({ report, exitCode: 0, lastComplete: null, endsBefore: [] });
  healthy = new Map(
    [...valuesIn(text, Date.parse(report.run.taken_at))].map(([series, value]) => [
      series,
      /_(scan|evaluation)_timestamp_seconds/.test(series) ? `0+300x${TIMES}` : constant(value),
    ]),
  );
});

/** The series of a file of metrics; times count from the start. */
const valuesIn = (text: string, start: number): Map<string, number> =>
  new Map(
    text.split('\n').flatMap((line): [string, number][] => {
      const [, series, value] = /^(\S+\{.*\}) (\S+)$/.exec(line) ?? [];
      if (series === undefined) return [];
      return [[series, series.includes('_timestamp_seconds') ? Number(value) - start / 1000 : Number(value)]];
    }),
  );

const constant = (value: number): string => `${value}x${TIMES}`;
const ORGANIZATION = '00000000-0000-4000-8000-00000000a991';

/** What is different from the organization in which nothing is wrong, when it is looked at, and which alerts fire then. */
type Situation = { at?: string; fires: string[]; change: (series: Series) => void };

/** Sets the series of a family that has these labels, or adds it. */
function set(series: Series, name: string, labels: Record<string, string>, values: string): void {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const known = [...series.keys()].find((one) => one.startsWith(`${name}{`) && pairs.every((pair) => one.includes(pair)));
  series.set(known ?? `${name}{${[`organization="${ORGANIZATION}"`, ...pairs].join(',')}}`, values);
}
const remove = (series: Series, family: string): void => {
  const gone = [...series.keys()].filter((one) => one.startsWith(`${family}{`));
  expect(gone).not.toEqual([]);
  for (const one of gone) series.delete(one);
};
const ends =
  (days: number, in_use = 'true') =>
  (series: Series) =>
    set(
      series,
      'byok_audit_key_end_timestamp_seconds',
      { key: 'cck-apple', cloud: 'aws', production: 'true', in_use, end: 'deletion' },
      constant(days * DAY),
    );
const critical = { rule: 'key.enabled', severity: 'critical', production: 'true' };

const SITUATIONS: Record<string, Situation> = {
  'all is well': { at: '3d', fires: [], change: () => {} },
  'there are no metrics': { at: '2h', fires: ['ByokAuditMissing'], change: (series) => series.clear() },
  'there have been no metrics for half an hour': { at: '30m', fires: [], change: (series) => series.clear() },
  'the last scan is 40 hours old': {
    at: '40h',
    fires: ['ByokAuditStale'],
    change: (series) => set(series, 'byok_audit_scan_timestamp_seconds', {}, constant(0)),
  },
  'the last scan is 30 hours old': {
    at: '30h',
    fires: [],
    change: (series) => set(series, 'byok_audit_scan_timestamp_seconds', {}, constant(0)),
  },
  'the last scan is incomplete, the one before was not': {
    at: '2d',
    fires: ['ByokAuditIncomplete'],
    change(series) {
      set(series, 'byok_audit_complete', {}, constant(0));
      set(series, 'byok_audit_last_complete_scan_timestamp_seconds', {}, constant(0));
    },
  },
  'the last scan is incomplete, and a machine that scanned before still has the file of a complete one': {
    at: '2d',
    fires: ['ByokAuditIncomplete'],
    change(series) {
      set(series, 'byok_audit_complete', {}, constant(0));
      series.set(`byok_audit_complete{organization="${ORGANIZATION}",instance="former"}`, constant(1));
    },
  },
  'no scan has been complete for more than 3 days': {
    at: '75h',
    fires: ['ByokAuditIncomplete', 'ByokAuditNoCompleteScan'],
    change(series) {
      set(series, 'byok_audit_complete', {}, constant(0));
      set(series, 'byok_audit_last_complete_scan_timestamp_seconds', {}, constant(0));
    },
  },
  'no scan was ever complete': {
    at: '2h',
    fires: ['ByokAuditIncomplete', 'ByokAuditNoCompleteScan'],
    change(series) {
      set(series, 'byok_audit_complete', {}, constant(0));
      remove(series, 'byok_audit_last_complete_scan_timestamp_seconds');
    },
  },
  'nothing proves that the list of keys is whole': {
    fires: ['ByokAuditPopulationNotWhole'],
    change(series) {
      set(series, 'byok_audit_population', { type: 'key', completeness: 'whole' }, constant(0));
      set(series, 'byok_audit_population', { type: 'key', completeness: 'unproven' }, constant(1));
    },
  },
  'the configuration leaves out an environment since today': {
    at: '2d',
    fires: ['ByokAuditScopeReduced'],
    change: (series) => set(series, 'byok_audit_environments_left_out', {}, '1x400 2x752'),
  },
  'the configuration has left out an environment for days': {
    at: '3d',
    fires: [],
    change: (series) => set(series, 'byok_audit_environments_left_out', {}, constant(1)),
  },
  'a permission is denied': {
    fires: ['ByokAuditDenied'],
    change: (series) =>
      set(series, 'byok_audit_unknowns', { rule: 'key.enabled', severity: 'critical', cause: 'denied' }, constant(2)),
  },
  'only a person can attest it': {
    fires: [],
    change: (series) =>
      set(series, 'byok_audit_unknowns', { rule: 'key.enabled', severity: 'critical', cause: 'unsupported' }, constant(2)),
  },
  'a rule broke': {
    fires: ['ByokAuditRuleBroke'],
    change: (series) => set(series, 'byok_audit_verdicts', { state: 'error' }, constant(1)),
  },
  'node_exporter refuses a file': {
    fires: ['ByokAuditMetricsRefused'],
    change: (series) => series.set('node_textfile_scrape_error{instance="orchard"}', constant(1)),
  },
  'node_exporter accepts every file': {
    fires: [],
    change: (series) => series.set('node_textfile_scrape_error{instance="orchard"}', constant(0)),
  },
  'more keys end than there is room for': {
    fires: ['ByokAuditSeriesLeftOut'],
    change: (series) => set(series, 'byok_audit_series_left_out', { of: 'keys' }, constant(3)),
  },
  'a critical failure has been there for days': {
    at: '3d',
    fires: ['ByokAuditCriticalFinding'],
    change: (series) => set(series, 'byok_audit_findings', critical, constant(1)),
  },
  'a critical failure is new': {
    at: '2d',
    fires: ['ByokAuditCriticalFinding', 'ByokAuditNewFinding'],
    change: (series) => set(series, 'byok_audit_findings', critical, '0x400 1x752'),
  },
  'a critical failure takes the place of another': {
    at: '2d',
    fires: ['ByokAuditCriticalFinding', 'ByokAuditNewFinding'],
    change(series) {
      set(series, 'byok_audit_findings', critical, constant(1));
      set(series, 'byok_audit_newest_finding_timestamp_seconds', critical, constant(47 * HOUR));
    },
  },
  'a critical failure can no longer be seen': {
    at: '2d',
    fires: ['ByokAuditCriticalFinding'],
    change(series) {
      set(series, 'byok_audit_findings', critical, '1x400 0x752');
      set(series, 'byok_audit_failed_before', critical, '0x400 1x752');
    },
  },
  'a critical failure is seen again after a scan that could not see it': {
    at: '2d',
    fires: ['ByokAuditCriticalFinding'],
    change(series) {
      set(series, 'byok_audit_findings', critical, '0x400 1x752');
      set(series, 'byok_audit_failed_before', critical, '1x400 0x752');
    },
  },
  'a critical failure is new, and metrics of the day before did not tell what failed before': {
    at: '2d',
    fires: ['ByokAuditCriticalFinding', 'ByokAuditNewFinding'],
    change(series) {
      set(series, 'byok_audit_findings', critical, '0x400 1x752');
      set(series, 'byok_audit_failed_before', critical, '_x400 0x752');
    },
  },
  'a critical rule could not be determined for two days': {
    at: '2d',
    fires: ['ByokAuditCriticalUnknown'],
    change: (series) =>
      set(series, 'byok_audit_unknowns', { rule: 'key.enabled', severity: 'critical', cause: 'unreachable' }, constant(2)),
  },
  'only a person can attest a critical rule, for days': {
    at: '3d',
    fires: [],
    change: (series) =>
      set(series, 'byok_audit_unknowns', { rule: 'key.enabled', severity: 'critical', cause: 'unsupported' }, constant(2)),
  },
  'a failure of medium severity is new': {
    at: '2d',
    fires: [],
    change: (series) =>
      set(series, 'byok_audit_findings', { rule: 'key.rotated', severity: 'medium', production: 'true' }, '0x400 1x752'),
  },
  'a key ends in 40 days': { fires: [], change: ends(40) },
  'a key ends in 20 days': { fires: ['ByokAuditKeyEnds'], change: ends(20) },
  'a key ends in 5 days': { fires: ['ByokAuditKeyEnds', 'ByokAuditKeyEndsSoon'], change: ends(5) },
  'a key ended yesterday': { fires: ['ByokAuditKeyEnds', 'ByokAuditKeyEndsSoon'], change: ends(-1) },
  'a key that nobody uses ends in 5 days': { fires: [], change: ends(5, 'false') },
  'a key of which it is not known whether it is used ends in 5 days': {
    fires: ['ByokAuditKeyEnds', 'ByokAuditKeyEndsSoon'],
    change: ends(5, 'unknown'),
  },
  'a key ends in 5 days, and the scan that said so is old': {
    at: '40h',
    fires: ['ByokAuditKeyEnds', 'ByokAuditKeyEndsSoon', 'ByokAuditStale'],
    change(series) {
      ends(5)(series);
      set(series, 'byok_audit_scan_timestamp_seconds', {}, constant(0));
    },
  },
  'of a key nothing says when it ends': {
    at: '3d',
    fires: ['ByokAuditKeyEndUnknown'],
    change: (series) => set(series, 'byok_audit_keys_end_unknown', { end: 'expiry', in_use: 'true' }, constant(1)),
  },
  'a waiver expires in 10 days': {
    fires: ['ByokAuditExceptionExpires'],
    change: (series) =>
      set(series, 'byok_audit_waiver_end_timestamp_seconds', { waiver: 'W-1', rule: 'key.rotated' }, constant(10 * DAY)),
  },
  'an attestation expires in 10 days': {
    fires: ['ByokAuditExceptionExpires'],
    change: (series) =>
      set(
        series,
        'byok_audit_attestation_end_timestamp_seconds',
        { attestation: 'A-1', rule: 'key.enabled' },
        constant(10 * DAY),
      ),
  },
  'a waiver expires in 20 days': {
    fires: [],
    change: (series) =>
      set(series, 'byok_audit_waiver_end_timestamp_seconds', { waiver: 'W-1', rule: 'key.rotated' }, constant(20 * DAY)),
  },
  'the quota is nearly used up': {
    fires: ['ByokAuditQuotaNearlyUsed'],
    change(series) {
      set(series, 'byok_audit_quota_limit', {}, constant(20));
      set(series, 'byok_audit_quota_used_at_least', {}, constant(17));
    },
  },
  'how much of the quota is used is not known, but that it is much': {
    at: '3d',
    fires: ['ByokAuditQuotaNearlyUsed'],
    change(series) {
      remove(series, 'byok_audit_quota_used');
      set(series, 'byok_audit_quota_limit', {}, constant(20));
      set(series, 'byok_audit_quota_used_at_least', {}, constant(19));
    },
  },
  'the quota cannot be read': {
    at: '3d',
    fires: ['ByokAuditQuotaUnknown'],
    change: (series) => remove(series, 'byok_audit_quota_limit'),
  },
};

/** The input of `promtool test rules`: which alerts are to fire in a situation, and no others. */
const unitTest = (name: string, { at = '1h', fires, change }: Situation) => {
  const series = new Map(healthy);
  change(series);
  return {
    name,
    interval: INTERVAL,
    input_series: [...series].map(([one, values]) => ({ series: one, values })),
    promql_expr_test: [
      {
        expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
        eval_time: at,
        exp_samples: fires.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
      },
    ],
  };
};

const tried = (...situations: [string, Situation][]) => promtoolTests(situations.map(([name, one]) => unitTest(name, one)));

function promtoolTests(tests: object[]) {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'test.yaml');
  // YAML is a superset of JSON
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: INTERVAL, tests }));
  return promtool(['test', 'rules', file]);
}

test('Prometheus reads the rules', () => {
  const { ok, said } = promtool(['check', 'rules', RULES]);
  expect([ok, said]).toEqual([true, expect.stringContaining(`${alerts.length} rules found`)]);
});

test('the rules name no metric and no label that is never written', () => {
  const known = new Set(FAMILIES.map(({ name }) => name));
  const named = alerts.flatMap(({ expr }) => expr.match(/\bbyok_audit_\w+/g) ?? []);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  const labels = new Set(FAMILIES.flatMap((family) => family.labels));
  const selected = alerts.flatMap(({ expr }) => [...expr.matchAll(/[{,](\w+)[!=]~?"/g)].map(([, label]) => label ?? ''));
  expect(selected.length).toBeGreaterThan(3);
  expect(selected.filter((label) => !labels.has(label))).toEqual([]);
});

test('every alert fires in some situation', () => {
  const fired = new Set(Object.values(SITUATIONS).flatMap(({ fires }) => fires));
  expect(alerts.map(({ alert }) => alert).filter((name) => !fired.has(name))).toEqual([]);
});

describe('exactly the right alerts fire', () => {
  test.each(Object.keys(SITUATIONS))('where %s', (name) => {
    const situation = SITUATIONS[name];
    if (situation === undefined) throw new Error(name);
    expect(tried([name, situation])).toEqual({ ok: true, said: expect.stringContaining('SUCCESS') });
  });

  test('and promtool would notice another', () => {
    expect(tried(['nothing is wrong', { fires: ['ByokAuditStale'], change: () => {} }]).ok).toBe(false);
  });
});

test('of two scans, the second without any answer of AWS KMS: no alert of a failure or of a key resolves', async () => {
  const clouds = await startClouds(join(FIXTURES, 'demo'));
  onTestFinished(clouds.close);
  const directory = workplace('demo', clouds);
  for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(FIXTURES, 'demo', file), join(directory, file));
  const [today, tomorrow] = ['2026-11-25T12:00:00Z', '2026-11-26T12:00:00Z'];
  const seriesAfter = async (as_of: string, more: Record<string, string> = {}) => {
    const args = ['scan', '--history', 'history.db', '--metrics', 'byok.prom', '--as-of', as_of];
    const ran = await byokAudit(args, { directory, env: { ...clouds.env, ...more }, patience: { backoff: 1 } });
    expect(ran).toMatchObject({ code: 1 });
    return valuesIn(readFileSync(join(directory, 'byok.prom'), 'utf8'), Date.parse(today));
  };
  const first = await seriesAfter(today);
  const second = await seriesAfter(tomorrow, { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:9' });
  const hidden = [...second].filter(([series, value]) => series.startsWith('byok_audit_failed_before') && value > 0);
  expect(hidden).toContainEqual([expect.stringMatching(/rule="key.not_pending_deletion".*production="true"/), 1]);
  // a day of each
  const values = (value: number | undefined) => (value === undefined ? '_x288' : `${value}x287`);
  const series = [...new Set([...first.keys(), ...second.keys()])];
  const firing = 'ALERTS{alertstate="firing",alertname=~"ByokAudit(CriticalFinding|KeyEnds|KeyEndsSoon)"}';
  const is = (expr: string, value: number) => ({ expr, eval_time: '30h', exp_samples: [{ labels: '{}', value }] });
  const pending = firing.replace('}', ',rule="key.not_pending_deletion",production="true"}');
  const ending = firing.replace('}', ',key="cck-banana"}');
  const input_series = series.map((one) => ({ series: one, values: `${values(first.get(one))} ${values(second.get(one))}` }));
  const promql_expr_test = [
    ...[pending, ending].flatMap((alert) => [is(`count(${alert} offset 24h)`, 1), is(`count(${alert})`, 1)]),
    is(`count(${firing} offset 24h unless ${firing}) or vector(0)`, 0),
  ];
  expect(promtoolTests([{ interval: INTERVAL, input_series, promql_expr_test }])).toEqual({
    ok: true,
    said: expect.stringContaining('SUCCESS'),
  });
});
