import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { callsOfRule } from '../../src/permissions.ts';
import { compare as changesBetween } from '../../src/report/diff.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { type Denial, denialsOf, expectedOf, FIXTURES, SCENARIOS, scanned, scanScenario } from './scenario.ts';
import { unexplained } from './unexplained.ts';

const { catalogue } = loadPolicy();
const key = ({ rule, subject }: ReportedVerdict) => `${rule} ${subject.id}`;
const byKey = (report: Report) => new Map(report.verdicts.map((verdict) => [key(verdict), verdict]));
const wholeness = (report: Report) =>
  Object.fromEntries(report.population.map(({ subject_type, complete }) => [subject_type, complete]));

/** The calls that a rule rests on, as the permissions that it needs are derived from. */
const restsOn = (id: string): Set<string> => {
  const rule = catalogue.rules.find((one) => one.id === id);
  return new Set(rule === undefined ? [] : callsOfRule(rule));
};

const SOURCES: [RegExp, string][] = [
  [/^GET (\/connect\/v1\/environments)\/.*/, 'confluent:GET $1/{env}/clusters/{lkc}/connectors'],
  [/^GET ([^?]*).*/, 'confluent:GET $1'],
  [/^(kms|sts):(\w+).*/, 'aws:$1:$2'],
  [/^(keyvault|arm):(\w+).*/, 'azure:$1:$2'],
  [/^cloudkms:(\w+).*/, 'gcp:kms:$1'],
  [/^(resourcemanager|iam):(\w+).*/, 'gcp:$1:$2'],
  [/^(graph:\w+).*/, '$1'],
];

/** A call as the sources of facts name it: without its target. */
function sourceOf(call: string): string {
  const [pattern, source] = SOURCES.find(([known]) => known.test(call)) ?? [/.*/, '?'];
  return call.replace(/ page \d+$/, '').replace(pattern, source);
}

/** A call of one scenario. */
export type DeniedCall = { scenario: string; call: string };

/** Every call that some row of a scenario's `denials.yaml` names. */
export const ALL_CALLS: readonly DeniedCall[] = SCENARIOS.flatMap((scenario) =>
  [...tableOf(scenario).keys()].map((call) => ({ scenario, call })),
);

function tableOf(scenario: string): Map<string, Denial> {
  const rows = denialsOf(scenario).flatMap((row) => [row.call, ...(row.calls ?? [])].map((call) => [call, row] as const));
  return new Map(rows.flatMap(([call, row]) => (call === undefined ? [] : [[call, row]])));
}

/** The least number of calls of each scenario in a sample. */
const LEAST_CALLS = 1;

/**
 * One call of each kind (`kms:DescribeKey`, `GET /byok/v1/keys`), from the smallest scenario that has one, and at least one
 * call of each scenario. The seed decides which ones.
 */
export function sampleOf(calls: readonly DeniedCall[], seed: string): DeniedCall[] {
  const rank = ({ scenario, call }: DeniedCall) => createHash('sha256').update(`${seed} ${scenario} ${call}`).digest('hex');
  const shuffled = calls.map((one) => ({ one, at: rank(one) })).sort((a, b) => (a.at < b.at ? -1 : 1));
  const sample = new Set<DeniedCall>();
  const byScenario = Map.groupBy(shuffled, ({ one }) => one.scenario);
  const sizeOf = ({ one }: { one: DeniedCall }) => byScenario.get(one.scenario)?.length ?? 0;
  for (const list of Map.groupBy(shuffled, ({ one }) => sourceOf(one.call)).values())
    for (const { one } of list.toSorted((a, b) => sizeOf(a) - sizeOf(b)).slice(0, 1)) sample.add(one);
  for (const list of byScenario.values()) {
    const chosen = list.filter(({ one }) => sample.has(one)).length;
    for (const { one } of list.filter((item) => !sample.has(item.one)).slice(0, Math.max(0, LEAST_CALLS - chosen)))
      sample.add(one);
  }
  return calls.filter((one) => sample.has(one));
}

/** When a call is denied, exactly the verdicts of its row become unknown. */
export function testDenials(chosen: readonly DeniedCall[]): void {
  for (const [scenario, calls] of Map.groupBy(chosen, (one) => one.scenario)) {
    describe(`${scenario}: a denied call makes exactly the verdicts of its row unknown, and resolves none`, () => {
      const table = tableOf(scenario);
      let clouds: Clouds;
      beforeAll(async () => {
        clouds = await startClouds(join(FIXTURES, scenario));
      });
      afterAll(() => clouds.close());

      test.each(calls.map(({ call }) => call))('the denied call %s', async (call) => {
        const row = table.get(call);
        if (row === undefined) throw new Error(`no row of denials.yaml names ${call}`);
        clouds.clearFaults();
        clouds.fault({ id: call, kind: 'deny' });
        const { report: clean } = await scanned(scenario);
        const { report } = await scanScenario(scenario, clouds);
        expect([
          ...surprises(scenario, call, row, clean, report),
          ...wrongChanges(call, clean, report),
          ...unexplained(report),
        ]).toEqual([]);
      });
    });
  }
}

/** The mistakes of a comparison with the full scan; none if everything that was lost is newly unknown. */
function wrongChanges(call: string, clean: Report, denied: Report): string[] {
  const { list } = changesBetween(clean, denied);
  const wrong = list.filter((change) => !['newly_unknown', 'still_unknown', 'unchanged'].includes(change.class));
  const changes = new Map(list.map((change) => [change.fingerprint, change]));
  const failing = new Set(denied.verdicts.filter(({ status }) => status === 'fail').map(({ fingerprint }) => fingerprint));
  const misnamed = clean.verdicts.filter(({ status, fingerprint }) => {
    const change = changes.get(fingerprint);
    if (status !== 'fail') return false;
    if (failing.has(fingerprint)) return change?.class !== 'unchanged';
    return change?.class !== 'newly_unknown' || !change.why.startsWith('It was failing');
  });
  return [
    ...wrong.map((change) => `${call}: ${change.rule} ${change.subject.id} is called ${change.class}`),
    ...misnamed.map((verdict) => `${call}: ${key(verdict)} was failing, and the comparison does not say so`),
  ];
}

/** The stand-in leaves a call's other parameters out of its name. */
const isNamed = (named: string | null, call: string): boolean => named === call || (named?.startsWith(`${call}?`) ?? false);

/**
 * What differs from the row; nothing if all is as expected. Of a rule that the scenario's `expected.yaml` leaves out, a
 * verdict may become unknown too, if the rule rests on the call, and the verdict names the call and the permission.
 */
function surprises(scenario: string, call: string, row: Denial, clean: Report, denied: Report): string[] {
  const found: string[] = [];
  const say = (text: string) => found.push(`${call}: ${text}`);
  const listed = expectedOf(scenario).verdicts;
  const expectedUnknown = new Set(Object.entries(row.becomes_unknown).flatMap(([rule, ids]) => ids.map((id) => `${rule} ${id}`)));
  const absent = new Set(row.removes_subjects ?? []);
  const [known, after] = [byKey(clean), byKey(denied)];
  for (const before of clean.verdicts) {
    const name = key(before);
    const now = after.get(name);
    if (now === undefined) {
      if (!absent.has(before.subject.id)) say(`${name} has no verdict any longer`);
      continue;
    }
    if (absent.has(before.subject.id)) say(`${name} should have no verdict any longer`);
    const mayBecomeUnknown = !(before.rule in listed) && now.status === 'unknown' && before.status !== 'unknown';
    if (!expectedUnknown.has(name) && !mayBecomeUnknown) {
      // an unknown may have one more cause
      if (now.status !== before.status) say(`${name} changed from ${before.status} to ${now.status} (${now.unknown?.cause})`);
      continue;
    }
    expectedUnknown.delete(name);
    const facts = now.unknown?.facts ?? [];
    // if a role cannot be assumed, every call in its account fails
    if (!call.startsWith('sts:') && !restsOn(before.rule).has(sourceOf(call)))
      say(`${name} changed, and the rule does not rest on ${sourceOf(call)}`);
    const cause = row.causes?.[name] ?? row.causes?.[before.rule] ?? row.cause;
    if (now.status !== 'unknown' || (!mayBecomeUnknown && now.unknown?.cause !== cause))
      say(`${name} is ${now.status} (${now.unknown?.cause}) instead of unknown (${cause})`);
    else if (!facts.some((fact) => isNamed(fact.call, call) && fact.permission === row.permission)) {
      say(
        `${name} names ${JSON.stringify(facts.map(({ call: asked, permission }) => ({ asked, permission })))}, not the denied call and ${row.permission}`,
      );
    }
  }
  for (const name of expectedUnknown) say(`${name} should have become unknown, and there was no such verdict`);
  for (const name of after.keys()) if (!known.has(name)) say(`${name} is new`);
  const expected = { ...wholeness(clean) };
  for (const type of row.gap ?? []) expected[type] = false;
  for (const type of row.unproven ?? []) expected[type] = null;
  for (const [type, complete] of Object.entries(wholeness(denied))) {
    if (complete !== expected[type]) say(`population ${type} is ${complete} instead of ${expected[type]}`);
  }
  for (const { subject_type, complete, gaps } of denied.population) {
    if (
      complete === false &&
      (row.gap ?? []).includes(subject_type) &&
      !gaps.some((gap) => gap.call === call && gap.cause === 'denied')
    ) {
      say(`population ${subject_type} has a gap that does not name the call`);
    }
  }
  return found;
}
