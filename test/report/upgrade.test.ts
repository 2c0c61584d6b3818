import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Advice } from '../../src/facts/advice.ts';
import { html } from '../../src/render/html.ts';
import { sarif } from '../../src/render/sarif.ts';
import { compare } from '../../src/report/diff.ts';
import { readReport } from '../../src/report/file.ts';
import { stepsOf } from '../../src/report/remedy.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { evidenceOf } from '../../src/report/subject-lookup.ts';
import { sampleWithExceptions } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';
import { readBack } from './read-back.ts';

const FILE = join(import.meta.dirname, 'files/report-1.0.json');
type Old = {
  verdicts: {
    rule: string;
    subject: { id: string };
    fingerprint: string;
    evidence: { fact: string; value: unknown; source: string }[];
    remedy: unknown;
  }[];
  scope?: unknown;
  memory?: unknown;
};
const old = (): Old => JSON.parse(readFileSync(FILE, 'utf8'));

/** A report as it is read from a file that does not say which limits are on holders. */
const withoutHolderLimits = <R extends object>(report: R) => ({ ...report, limits_on_holders: [] });

/** A report as it is read from a file of a format before 3.1, which lacks what that added. */
const before31 = <R extends Pick<Report, 'scope'>>({ scope, ...report }: R) => ({
  ...withoutHolderLimits(report),
  classification: null,
  scope: scope && {
    ...scope,
    names_left_out: {},
    production: scope.production.map((pattern) => ({ ...pattern, of: null, first: [] })),
    places: [],
  },
});

/** The old report, changed, as this version reads it. */
function read(change: (report: Old) => void) {
  const report = old();
  change(report);
  return readBack(JSON.stringify(report));
}

test('a report of format 1.0 is read with all its verdicts, and every fact that they rest on', () => {
  const report = readReport(FILE);
  const evidence = evidenceOf(report);
  expect(report.schema_version).toBe('3.2');
  const facts = report.verdicts.map((verdict) => [
    verdict.fingerprint,
    evidence(verdict).map(({ name, fact }) => [name, 'unknown' in fact ? fact.unknown.cause : [fact.value, fact.source]]),
  ]);
  const before = old().verdicts.map(({ fingerprint, evidence }) => [
    fingerprint,
    evidence.map(({ fact, value, source, ...rest }) => [
      fact,
      'unknown' in rest && rest.unknown !== null ? (rest.unknown as { cause: string }).cause : [value, source],
    ]),
  ]);
  expect(facts).toEqual(before);
  const steps = report.verdicts.map(stepsOf(report));
  expect(steps.map((one) => one && { ...one, terraform: one.terraform && Object.values(one.terraform)[0] })).toEqual(
    old().verdicts.map(({ remedy }) => remedy && { ...remedy, checklist: null }),
  );
});

test('a report of an older format is read without a classification, and without places of keys', () => {
  const { classification, scope } = read((report) => {
    report.scope = { left_out: ['env-shed'] };
  });
  expect(classification).toBeNull();
  expect(scope).toMatchObject({ environments_left_out: ['env-shed'], names_left_out: {}, production: [], places: [] });
});

test('the states, waivers and attestations of a report of format 1.0 are those of this version', () => {
  const states = Object.fromEntries(
    readReport(FILE).verdicts.map(({ rule, subject, state }) => [`${rule} ${subject.id}`, state]),
  );
  expect(states).toMatchObject({
    'key.rotated cck-apricot': 'fail',
    'key.rotated cck-mirabelle': 'waived',
    'key.rotated cck-damson': 'not_applicable',
    'key.material_generated cck-apricot': 'attested',
    'key.material_generated cck-mirabelle': 'needs_attestation',
    'key.enabled cck-apricot': 'pass',
  });
});

test('the counts of a report of format 1.0 are by state, including those of its requirements', () => {
  const { summary, frameworks, subjects, population } = readReport(FILE);
  const counts = { fail: 1, waived: 1, unknown: 0, needs_attestation: 1, error: 0, pass: 8, attested: 1, not_applicable: 3 };
  expect(summary.by_state).toEqual(counts);
  expect(frameworks[0]?.requirements[0]).toMatchObject({
    state: 'contradicted',
    counts: { fail: 1, waived: 1, not_applicable: 1 },
  });
  expect(subjects.every(({ seen }) => seen)).toBe(true);
  expect(population.flatMap(({ gaps }) => gaps)).toEqual([]);
});

test('fields that a report of format 1.0 does not have are empty or null', () => {
  const report = read((it) => {
    delete it.scope;
    delete it.memory;
  });
  expect({ scope: report.scope, history: report.history, run: report.run }).toMatchObject({
    scope: null,
    history: null,
    run: { collected_as: [], digests: { snapshot: null, configuration: null, waivers: null } },
  });
});

test('a report of format 1.0 that was edited is refused, with the place that is wrong', () => {
  const broken = () =>
    read((it) => {
      for (const verdict of it.verdicts) Reflect.deleteProperty(verdict, 'fingerprint');
    });
  expect(broken).toThrow(/not a report of format 1\.0: \/verdicts\/0 must have required property 'fingerprint'\. Make it again/);
});

test('when two rules gave different facts the same name, the name of the rule is prepended', () => {
  const report = read((it) => {
    const one = it.verdicts.find(({ rule, subject }) => rule === 'key.rotated' && subject.id === 'cck-apricot');
    const fact = one?.evidence.find((each) => each.fact === 'state');
    if (fact === undefined) throw new Error('the verdict has no evidence');
    fact.value = 'another thing';
  });
  const subject = report.subjects.find(({ id }) => id === 'cck-apricot');
  expect(subject?.facts['key.rotated.state']).toMatchObject({ value: 'another thing' });
  expect(subject?.facts['key.enabled.state']).toMatchObject({ value: 'enabled' });
  expect(subject?.facts).not.toHaveProperty(['state']);
});

test('a report of format 1.0 is rendered, compared with a newer report, and written in the newest format', () => {
  const report = readReport(FILE);
  expect(textOf(html(report))).toContain('key.rotated');
  expect(sarif(report)).toBeDefined();
  const { counts } = compare(report, report);
  expect(counts).toMatchObject({ new: 0, resolved: 0, unchanged: 2 });
  expect(readBack(serializeReport(report))).toEqual(report);
});

describe('a report of format 2.0', () => {
  const FILE = join(import.meta.dirname, 'files/report-2.0.json');

  /** The states of its requirement, if it was in this one. */
  function requirement(state: string) {
    const report = JSON.parse(readFileSync(FILE, 'utf8'));
    report.frameworks[0].requirements[0].state = state;
    return readBack(JSON.stringify(report)).frameworks[0]?.requirements[0];
  }

  test('a report of format 2.0 is read as the one of format 1.0 that it was made from', () => {
    expect(readReport(FILE)).toEqual(readReport(join(import.meta.dirname, 'files/report-1.0.json')));
    expect(html(readReport(FILE))).toHaveProperty('content');
  });

  test('a failure of a report of format 2.0 contradicts a requirement, and names the rules that failed', () => {
    expect(requirement('fail')).toMatchObject({
      state: 'contradicted',
      because: [{ reason: 'failed', rules: ['key.rotated'] }],
      ...{ beyond: null, at_most: {}, checked: null },
    });
  });

  test.each(['error', 'unknown', 'waived', 'pass', 'not_applicable', 'not_assessed'])(
    'a requirement that was %s by a report of format 2.0 is not determined, since the report does not keep what would decide it',
    (state) => {
      expect(requirement(state)).toMatchObject({ state: 'not_determined', because: [{ reason: 'older_report', rules: [] }] });
    },
  );

  test('a requirement that no rule covered is not covered', () => {
    expect(requirement('not_covered')).toMatchObject({ state: 'not_covered', because: [] });
  });

  test('a report of format 2.0 with a state of no format is refused', () => {
    expect(() => requirement('supported')).toThrow(/not a report of format 2\.0: \/frameworks\/0\/requirements\/0\/state/);
  });
});

describe('a report of format 2.1', () => {
  const FILE = join(import.meta.dirname, 'files/report-2.1.json');

  test('a report of format 2.1 is read as it was, with the reasons of its unknowns', () => {
    const sample = sampleWithExceptions();
    // the advice is what it was when the report was made
    const filed: { remedy: Advice }[] = JSON.parse(readFileSync(FILE, 'utf8')).obstacles;
    const obstacles = sample.obstacles.map((obstacle, place) => ({ ...obstacle, remedy: filed[place]?.remedy }));
    expect(readReport(FILE)).toEqual(before31({ ...sample, obstacles }));
  });

  test('a report of format 2.1 whose verdict rests on no fact rests on none in the newest format', () => {
    const report = JSON.parse(readFileSync(FILE, 'utf8'));
    delete report.verdicts[0].evidence;
    expect(readBack(JSON.stringify(report)).verdicts.find(() => true)?.evidence).toEqual([]);
  });

  test('a report of format 2.1 with a reason that is malformed is refused, not read as one without', () => {
    const report = JSON.parse(readFileSync(FILE, 'utf8'));
    report.verdicts.find(({ unknown }: { unknown?: object }) => unknown !== undefined).unknown.facts[0].cause = 'tired';
    expect(() => readBack(JSON.stringify(report))).toThrow(/not a report of format 2\.1: .*cause.*Make it again/);
  });
});

describe('a report of format 3.0', () => {
  const FILE = join(import.meta.dirname, 'files/report-3.0.json');

  test('what is worst is made of the verdicts, in a report that was written before its format had it and in one that was edited', () => {
    const text = readFileSync(FILE, 'utf8');
    const edited = { ...JSON.parse(text), schema_version: '3.2', worst: { items: [], count: 0 } };
    const made = readBack(JSON.stringify(edited)).worst;
    expect(readBack(text).worst).toEqual(made);
    expect(made.items.map(({ subject, verdicts }) => [subject.id, verdicts])).toEqual([
      ['lkc-apple', 3],
      ['lkc-pear', 1],
    ]);
  });

  test('a report of format 3.0 is read as it was, in the newest format', () => {
    const sample = sampleWithExceptions();
    // the advice is what it was when the report was made
    const filed: { remedy: Advice }[] = JSON.parse(readFileSync(FILE, 'utf8')).obstacles;
    const obstacles = sample.obstacles.map((obstacle, place) => ({ ...obstacle, remedy: filed[place]?.remedy }));
    expect(readReport(FILE)).toEqual(before31({ ...sample, obstacles }));
  });
});

describe('a report of format 3.1', () => {
  const FILE = join(import.meta.dirname, 'files/report-3.1.json');

  test('a report of format 3.1 is read as it was, in the newest format, with no block and no word on where a location was found', () => {
    const report = readReport(FILE);
    expect(report).toEqual(withoutHolderLimits(sampleWithExceptions()));
    expect(report.rules.map(({ declared_in }) => declared_in)).toEqual(report.rules.map(() => []));
    expect([...report.subjects].map(({ blocks, location }) => [blocks, location?.source])).toEqual(
      [...report.subjects].map(() => [[], undefined]),
    );
  });
});
