import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { callsOfRule } from '../../src/permissions.ts';
import { compare as changesBetween } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Denial, denialsOf, FIXTURES, SCENARIOS, scanScenario } from './scenario.ts';

const { catalogue } = loadPolicy();
const key = ({ rule, subject }: Report['verdicts'][number]) => `${rule} ${subject.id}`;
const byKey = (report: Report) => new Map(report.verdicts.map((verdict) => [key(verdict), verdict]));
const wholeness = (report: Report) =>
  Object.fromEntries(report.population.map(({ subject_type, complete }) => [subject_type, complete]));

/** The calls that a rule is said to rest on: what it is told to need permission for. */
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

/** A call as the sources of facts name it: without what it was asked of. */
function sourceOf(call: string): string {
  const [pattern, source] = SOURCES.find(([known]) => known.test(call)) ?? [/.*/, '?'];
  return call.replace(/ page \d+$/, '').replace(pattern, source);
}

/** A scan for each call: some hundreds. */
const MOST_TIME = 600_000;

describe.each(SCENARIOS)('%s: denying one call', (scenario) => {
  let clouds: Clouds;
  let clean: Report;
  let calls: string[];
  const table = new Map<string, Denial>();

  beforeAll(async () => {
    clouds = await startClouds(join(FIXTURES, scenario));
    clean = (await scanScenario(scenario, clouds)).report;
    calls = [...new Set(clouds.requests.map(({ id }) => id))];
    for (const row of denialsOf(scenario))
      for (const call of [row.call, ...(row.calls ?? [])]) if (call !== undefined) table.set(call, row);
  });
  afterAll(() => clouds.close());

  test('is foreseen for every call that a scan makes, and for no other', () => {
    expect([...table.keys()].sort()).toEqual([...calls].sort());
  });

  test(
    'changes exactly the verdicts that the table names, to unknown, with cause, call and permission, and resolves none',
    async () => {
      const surprises: string[] = [];
      for (const call of calls) {
        const row = table.get(call);
        if (row === undefined) continue;
        clouds.fault({ id: call, kind: 'deny' });
        const { report } = await scanScenario(scenario, clouds);
        clouds.clearFaults();
        surprises.push(...compare(call, row, clean, report), ...told(call, clean, report));
      }
      expect(surprises).toEqual([]);
    },
    MOST_TIME,
  );
});

/** What a comparison with the full scan says that is not so; nothing if all that was lost is called newly unknown. */
function told(call: string, clean: Report, denied: Report): string[] {
  const { list } = changesBetween(clean, denied);
  const wrong = list.filter((change) => !['newly_unknown', 'still_unknown', 'unchanged'].includes(change.class));
  const changes = new Map(list.map((change) => [change.fingerprint, change]));
  const failing = new Set(denied.verdicts.filter(({ status }) => status === 'fail').map(({ fingerprint }) => fingerprint));
  const mistold = clean.verdicts.filter(({ status, fingerprint }) => {
    const change = changes.get(fingerprint);
    if (status !== 'fail') return false;
    if (failing.has(fingerprint)) return change?.class !== 'unchanged';
    return change?.class !== 'newly_unknown' || !change.why.startsWith('It was failing');
  });
  return [
    ...wrong.map((change) => `${call}: ${change.rule} ${change.subject.id} is told as ${change.class}`),
    ...mistold.map((verdict) => `${call}: ${key(verdict)} was failing, and is not told as such`),
  ];
}

/** The stand-in leaves a call's other parameters out of its name. */
const names = (told: string | null, call: string): boolean => told === call || (told?.startsWith(`${call}?`) ?? false);

/** What is otherwise than the row says; nothing if all is as foreseen. */
function compare(call: string, row: Denial, clean: Report, denied: Report): string[] {
  const surprises: string[] = [];
  const say = (text: string) => surprises.push(`${call}: ${text}`);
  const foreseen = new Set(Object.entries(row.becomes_unknown).flatMap(([rule, ids]) => ids.map((id) => `${rule} ${id}`)));
  const gone = new Set(row.gone ?? []);
  const after = byKey(denied);
  for (const before of clean.verdicts) {
    const name = key(before);
    const now = after.get(name);
    if (now === undefined) {
      if (!gone.has(before.subject.id)) say(`${name} has no verdict any more`);
      continue;
    }
    if (gone.has(before.subject.id)) say(`${name} should be gone`);
    if (!foreseen.has(name)) {
      // what was unknown may be so for one more reason
      if (now.status !== before.status) say(`${name} changed from ${before.status} to ${now.status} (${now.unknown?.cause})`);
      continue;
    }
    foreseen.delete(name);
    const facts = now.unknown?.facts ?? [];
    // a role that cannot be assumed is in the way of every call of its account
    if (!call.startsWith('sts:') && !restsOn(before.rule).has(sourceOf(call)))
      say(`${name} changed, and the rule is not said to rest on ${sourceOf(call)}`);
    if (now.status !== 'unknown' || now.unknown?.cause !== row.cause)
      say(`${name} is ${now.status} (${now.unknown?.cause}) instead of unknown (${row.cause})`);
    else if (!facts.some((fact) => names(fact.call, call) && fact.permission === row.permission)) {
      say(
        `${name} names ${JSON.stringify(facts.map(({ call: asked, permission }) => ({ asked, permission })))}, not the denied call and ${row.permission}`,
      );
    }
  }
  for (const name of foreseen) say(`${name} should have become unknown, and there was no such verdict`);
  for (const name of after.keys()) if (!byKey(clean).has(name)) say(`${name} is new`);
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
  return surprises;
}
