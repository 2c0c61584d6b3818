import { describe, expect, test } from 'vitest';
import { reportedFrameworks } from '../../src/report/frameworks.ts';
import type { Population } from '../../src/report/schema.ts';
import { countByState, type State } from '../../src/report/state.ts';
import { rule } from '../evaluate/stub-policy.ts';

type Given = { rule: string; state: State };
const verdict = (state: State, rule = 'key.ripe'): Given => ({ rule, state });
const population = (subject_type: string, complete: boolean | null): Population => ({
  subject_type,
  seen: 1,
  complete,
  gaps: [],
  unproven: null,
  attested: null,
});
const waived = verdict('waived');
const [fail, error, unknown, pass, stone] = [
  verdict('fail'),
  verdict('error'),
  verdict('unknown'),
  verdict('pass'),
  verdict('not_applicable'),
];

const catalogue = (rules: string[], note: string | null = null) => ({
  rules: [rule('key.ripe'), rule('key.sweet'), rule('cluster.clean')],
  frameworks: [
    {
      id: 'orchard_1',
      title: 'The orchard',
      version: '1',
      publisher: 'The orchard',
      url: 'https://example.org/',
      requirements: [{ id: 'O-1', title: 'Fruit is ripe', rules, note }],
    },
  ],
});
const state = (verdicts: Given[], populations: Population[] = [], rules = ['key.ripe', 'key.sweet']) =>
  reportedFrameworks(catalogue(rules), verdicts, populations)[0]?.requirements[0]?.state;

test('a framework is reported with everything that its file contains', () => {
  const [framework] = reportedFrameworks(catalogue(['key.ripe'], 'Not when it is picked.'), [pass], []);
  const [described] = catalogue(['key.ripe'], 'Not when it is picked.').frameworks;
  expect(framework).toEqual({
    ...described,
    requirements: [{ ...described?.requirements[0], state: 'pass', counts: countByState([pass]) }],
  });
});

test.each([
  ['fail', [fail]],
  ['error', [error]],
  ['unknown', [unknown]],
  ['waived', [waived]],
  ['pass', [pass]],
  ['not_applicable', [stone]],
  ['pass', [verdict('attested')]],
  ['unknown', [verdict('needs_attestation')]],
  ['not_assessed', []],
] as const)('a requirement is %s by a single verdict, or by none', (expected, verdicts) => {
  expect(state([...verdicts])).toBe(expected);
});

test('the worst verdict counts, wherever it is in the list', () => {
  const worstFirst = [fail, error, unknown, waived, pass, stone];
  const names = ['fail', 'error', 'unknown', 'waived', 'pass', 'not_applicable'];
  for (const [index, name] of names.entries()) {
    expect(state(worstFirst.slice(index))).toBe(name);
    expect(state(worstFirst.slice(index).reverse())).toBe(name);
  }
});

test('the verdicts of all rules of a requirement count, and no others', () => {
  expect(state([pass, verdict('fail', 'key.sweet')])).toBe('fail');
  expect(state([pass, verdict('fail', 'cluster.clean')])).toBe('pass');
  expect(state([verdict('fail', 'cluster.clean')])).toBe('not_assessed');
});

test('a requirement without rules is not covered, whatever was seen', () => {
  expect(state([fail], [population('key', false)], [])).toBe('not_covered');
});

describe('a gap in the population of its rules', () => {
  const gap = [population('key', false), population('cluster', true)];

  test.each([
    ['a pass', [pass]],
    ['a waived failure', [waived]],
    ['what does not apply', [stone]],
    ['no verdict at all', []],
  ])('a gap in the population makes %s unknown', (_, verdicts) => {
    expect(state(verdicts, gap)).toBe('unknown');
  });

  test('a gap in the population hides no failure and no broken rule', () => {
    expect([state([fail], gap), state([error], gap)]).toEqual(['fail', 'error']);
  });

  test('a gap in the population does not affect rules on other subjects', () => {
    expect(state([verdict('pass', 'cluster.clean')], gap, ['cluster.clean'])).toBe('pass');
  });
});

test('a population that is not proven to be whole is not a gap', () => {
  expect(state([pass], [population('key', null)])).toBe('pass');
});
