import { describe, expect, test } from 'vitest';
import type { Requirement } from '../../src/evaluate/catalogue.ts';
import { answersOf } from '../../src/report/answers.ts';
import { countsByRule, reportedFrameworks } from '../../src/report/frameworks.ts';
import type { Population } from '../../src/report/schema.ts';
import { countByState, type State } from '../../src/report/state.ts';
import { rule } from '../evaluate/stub-policy.ts';

type Given = { rule: string; subject: { type: string; id: string }; state: State; evidence: string[] };
type Facts = Record<string, unknown>;

/** What one rule says of one key. */
const verdict = (state: State, rule = 'key.ripe', id = 'cck-apple', evidence: string[] = []): Given => ({
  rule,
  subject: { type: rule.split('.')[0] ?? '', id },
  state,
  evidence,
});
const population = (subject_type: string, complete: boolean | null, seen = 1): Population => ({
  subject_type,
  seen,
  complete,
  gaps: [],
  unproven: null,
  attested: null,
});
/** What is seen unless a test says otherwise. */
const WHOLE = [population('key', true), population('cluster', true)];
const RULES = [
  rule('key.ripe', {
    applies_by: ['in_use', 'season', 'sold'],
    nothing_to_judge: { in_use: [false] },
    left_out: { sold: [true] },
    parameters: { days: { type: ['integer', 'object'], default: 30 } },
  }),
  rule('key.sweet'),
  rule('cluster.clean'),
];

type Asked = Partial<Requirement> & { cloud?: string | null };
type Seen = { population?: Population[]; facts?: Record<string, Facts>; clouds?: Record<string, string | null>; days?: unknown };

/** How a requirement stands that asks for this, by these verdicts and what was seen beside them. */
function judged(verdicts: Given[], { cloud = null, ...asked }: Asked = {}, seen: Seen = {}) {
  const requirement = { ...{ id: 'O-1', title: 'Fruit is ripe', beyond: null }, ...{ at_most: {}, note: null, checked: null } };
  const framework = {
    ...{ id: 'orchard_1', title: 'The orchard', version: '1', publisher: 'The orchard', url: 'https://example.org/' },
    ...{ checked: null, cloud, profile_of: null },
    requirements: [{ ...requirement, rules: ['key.ripe'], ...asked }],
  };
  const ids = [...new Set(verdicts.map(({ subject }) => JSON.stringify(subject)))];
  const subjects = ids.map((text) => {
    const subject: Given['subject'] = JSON.parse(text);
    const facts = Object.entries(seen.facts?.[subject.id] ?? {}).map(([path, value]) => [path, { value, source: 0 }]);
    return { ...subject, cloud: seen.clouds?.[subject.id] ?? null, facts: Object.fromEntries(facts) };
  });
  const scope = seen.days === undefined ? null : { parameters: [{ name: 'days', value: seen.days, default: 30, changed: true }] };
  const counted = verdicts.map((one) => {
    const about = subjects.find(({ id }) => id === one.subject.id);
    const by = RULES.find(({ id }) => id === one.rule);
    const status = one.state === 'not_applicable' ? one.state : 'pass';
    const answers = by === undefined ? null : answersOf({ ...one, status }, new Map(Object.entries(about?.facts ?? {})), by);
    return { rule: one.rule, body: { state: one.state, answers }, cloud: about?.cloud ?? null, count: 1 };
  });
  const counts = countsByRule(counted);
  const evidence = { counts, population: seen.population ?? WHOLE, scope };
  return reportedFrameworks({ frameworks: [framework], rules: RULES }, evidence)[0]?.requirements[0];
}
const state = (...of: Parameters<typeof judged>) => judged(...of)?.state;
const reasons = (...of: Parameters<typeof judged>) => judged(...of)?.because.map(({ reason }) => reason);

const BOTH = { rules: ['key.ripe', 'key.sweet'] };
const sweet = verdict('pass', 'key.sweet');

describe('by its verdicts', () => {
  test.each([
    ['contradicted', 'fail'],
    ['not_determined', 'error'],
    ['not_determined', 'unknown'],
    ['not_determined', 'needs_attestation'],
    ['not_determined', 'waived'],
    ['supported', 'pass'],
    ['supported', 'attested'],
    ['not_determined', 'not_applicable'],
  ] as const)('a requirement is %s by a single verdict that is %s', (expected, only) => {
    expect(state([verdict(only)])).toBe(expected);
  });

  test('a requirement is not determined without a verdict', () => {
    expect(judged([])).toMatchObject({ state: 'not_determined', because: [{ reason: 'not_judged', rules: ['key.ripe'] }] });
  });

  test('a pass supports a requirement only if no other verdict speaks against it', () => {
    for (const other of ['fail', 'error', 'unknown', 'waived', 'needs_attestation'] as const)
      expect(state([verdict('pass'), verdict(other, 'key.ripe', 'cck-pear')])).not.toBe('supported');
  });

  test('a failure contradicts a requirement, whatever else was found', () => {
    const all = (['pass', 'waived', 'unknown', 'error', 'fail'] as const).map((one, at) => verdict(one, 'key.ripe', `cck-${at}`));
    expect(judged(all)).toMatchObject({
      state: 'contradicted',
      because: [{ reason: 'failed' }, { reason: 'waived' }, { reason: 'unanswered' }],
    });
    expect(judged(all)?.counts).toEqual(countByState(all));
  });

  test('a waived failure contradicts nothing and supports nothing', () => {
    expect(reasons([verdict('waived'), sweet], BOTH)).toEqual(['waived']);
  });

  test('the verdicts of all rules of a requirement count, and no others', () => {
    expect(state([verdict('pass'), verdict('fail', 'key.sweet')], BOTH)).toBe('contradicted');
    expect(state([verdict('pass'), sweet, verdict('fail', 'cluster.clean')], BOTH)).toBe('supported');
  });

  test('a requirement without rules is not covered, whatever was seen', () => {
    expect(state([verdict('fail')], { rules: [] }, { population: [population('key', false)] })).toBe('not_covered');
  });
});

describe('a rule that does not apply', () => {
  const unused = verdict('not_applicable', 'key.ripe', 'cck-apple', ['in_use']);

  test('a requirement is not supported if one of its rules was judged nowhere', () => {
    expect(judged([sweet], BOTH)).toMatchObject({ because: [{ reason: 'not_judged', rules: ['key.ripe'] }] });
    expect(judged([sweet, verdict('not_applicable')], BOTH)).toMatchObject({ state: 'not_determined' });
  });

  test('a rule that was judged on one subject and could not be on another supports nothing', () => {
    expect(reasons([verdict('pass'), verdict('not_applicable', 'key.ripe', 'cck-pear')])).toEqual(['not_judged']);
  });

  test('a rule has answered where a fact proves that there is nothing to judge', () => {
    const facts = { 'cck-apple': { in_use: false } };
    expect(state([unused, sweet], BOTH, { facts })).toBe('supported');
    expect(state([unused], {}, { facts })).toBe('not_applicable');
  });

  test('a fact of another value, or one that the verdict does not rest on, proves nothing', () => {
    expect(state([unused, sweet], BOTH, { facts: { 'cck-apple': { in_use: true } } })).toBe('not_determined');
    const silent = { ...unused, evidence: ['season'] };
    expect(state([silent, sweet], BOTH, { facts: { 'cck-apple': { in_use: false, season: 'spring' } } })).toBe('not_determined');
  });

  test('subjects that the configuration leaves out are no obstacle if the rule judged others', () => {
    const sold = verdict('not_applicable', 'key.ripe', 'cck-pear', ['sold']);
    const facts = { 'cck-pear': { sold: true } };
    expect(state([verdict('pass'), sold], {}, { facts })).toBe('supported');
    expect(state([sold, sweet], BOTH, { facts })).toBe('not_determined');
  });

  test('a rule has nothing to judge if everything was seen and there is no such subject', () => {
    expect(state([], {}, { population: [population('key', true, 0)] })).toBe('not_applicable');
    expect(state([], {}, { population: [population('key', null, 0)] })).toBe('not_determined');
    expect(state([], {}, { population: [population('key', true, 1)] })).toBe('not_determined');
  });
});

describe('a requirement that asks for more than its rules see', () => {
  test.each(['process', 'part'] as const)('a requirement beyond its rules (%s) is never supported', (beyond) => {
    expect(judged([verdict('pass')], { beyond })).toMatchObject({
      state: 'not_determined',
      because: [{ reason: beyond, rules: [] }],
    });
    expect(state([verdict('not_applicable', 'key.ripe', 'cck-apple', ['in_use'])], { beyond })).toBe('not_determined');
    expect(state([], { beyond }, { population: [population('key', true, 0)] })).toBe('not_determined');
  });

  test.each(['process', 'part'] as const)('a requirement beyond its rules (%s) is contradicted by a failure', (beyond) => {
    expect(state([verdict('fail')], { beyond })).toBe('contradicted');
  });
});

describe('a gap in the population of its rules', () => {
  const gap = { population: [population('key', false), population('cluster', true)] };

  test('a gap in the population leaves undetermined what would be supported', () => {
    expect(judged([verdict('pass')], {}, gap)).toMatchObject({ state: 'not_determined', because: [{ reason: 'gap' }] });
  });

  test('a gap in the population hides no failure', () => {
    expect(state([verdict('fail')], {}, gap)).toBe('contradicted');
  });

  test('a gap in the population does not affect rules on other subjects', () => {
    expect(state([verdict('pass', 'cluster.clean')], { rules: ['cluster.clean'] }, gap)).toBe('supported');
  });

  test('a population that is not proven to be whole leaves undetermined what would be supported, and hides no failure', () => {
    for (const unproven of [[population('key', null)], []]) {
      expect(judged([verdict('pass')], {}, { population: unproven })).toMatchObject({
        state: 'not_determined',
        because: [{ reason: 'unproven', rules: ['key.ripe'] }],
      });
      expect(state([verdict('fail')], {}, { population: unproven })).toBe('contradicted');
    }
  });
});

describe('a framework about one cloud', () => {
  const elsewhere = verdict('fail', 'key.ripe', 'cck-pear');
  const clouds = { 'cck-apple': 'gcp', 'cck-pear': 'aws' };
  const GCP = { cloud: 'gcp' };

  test('a framework about one cloud counts verdicts on what is there alone', () => {
    expect(judged([verdict('pass'), elsewhere], GCP, { clouds })).toMatchObject({
      state: 'supported',
      counts: { pass: 1, fail: 0 },
    });
  });

  test('a framework about one cloud is not applicable if everything was seen and nothing is there', () => {
    for (const beyond of [null, 'part'] as const) {
      const asked = { ...GCP, beyond };
      expect(state([elsewhere], asked, { clouds, population: [population('key', true)] })).toBe('not_applicable');
      expect(state([elsewhere], asked, { clouds, population: [population('key', null)] })).toBe('not_determined');
    }
  });

  test('a subject in nobody knows which cloud leaves a framework about one cloud undetermined', () => {
    const seen = { clouds: { 'cck-apple': 'gcp' }, population: [population('key', true)] };
    expect(reasons([verdict('pass'), elsewhere], GCP, seen)).toEqual(['gap']);
    expect(state([elsewhere], GCP, { ...seen, clouds: {} })).toBe('not_determined');
  });
});

describe('a requirement with a limit of its own', () => {
  const asked = { at_most: { days: 90 } };
  const by = (days: unknown, of: Given, cloud: string | null = null) =>
    state([of], { ...asked, cloud }, { days, clouds: { 'cck-apple': 'gcp' } });

  test('a rule that measures by the limit of the requirement answers it', () => {
    expect([by(90, verdict('pass')), by(90, verdict('fail'))]).toEqual(['supported', 'contradicted']);
  });

  test('a laxer limit proves failures alone, and a stricter one passes alone', () => {
    expect([by(365, verdict('pass')), by(365, verdict('fail'))]).toEqual(['not_determined', 'contradicted']);
    expect([by(30, verdict('pass')), by(30, verdict('fail'))]).toEqual(['supported', 'not_determined']);
    expect(reasons([verdict('pass')], asked, { days: 365 })).toEqual(['other_limit']);
  });

  test('of limits by cloud, that of the framework counts', () => {
    expect(by({ aws: 365, gcp: 90 }, verdict('pass'), 'gcp')).toBe('supported');
    expect(by({ aws: 90, gcp: 365 }, verdict('pass'), 'gcp')).toBe('not_determined');
  });

  test('a limit that the report does not have answers nothing', () => {
    for (const one of [verdict('pass'), verdict('fail')])
      expect([by(undefined, one), by('soon', one)]).toEqual(['not_determined', 'not_determined']);
  });

  test('a limit does not affect rules that do not measure by it', () => {
    expect(state([sweet], { ...asked, rules: ['key.sweet'] }, { days: 365 })).toBe('supported');
  });
});
