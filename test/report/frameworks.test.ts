import { describe, expect, test } from 'vitest';
import { reportedFrameworks } from '../../src/report/frameworks.ts';
import type { Population, Status } from '../../src/report/schema.ts';
import { rule } from '../evaluate/stub-policy.ts';

type Given = { rule: string; status: Status; waiver: unknown };
const verdict = (status: Status, waiver: unknown = null, of = 'key.ripe'): Given => ({ rule: of, status, waiver });
const population = (subject_type: string, complete: boolean | null): Population => ({
  subject_type,
  seen: 1,
  complete,
  gaps: [],
  unproven: null,
  attested: null,
});
const waived = verdict('fail', { id: 'W-1' });
const [fail, error, unknown, pass, stone] = (['fail', 'error', 'unknown', 'pass', 'not_applicable'] as const).map((status) =>
  verdict(status),
) as [Given, Given, Given, Given, Given];

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
const status = (verdicts: Given[], populations: Population[] = [], rules = ['key.ripe', 'key.sweet']) =>
  reportedFrameworks(catalogue(rules), verdicts, populations)[0]?.requirements[0]?.status;

test('a framework is reported with all that its file says', () => {
  const [framework] = reportedFrameworks(catalogue(['key.ripe'], 'Not when it is picked.'), [pass], []);
  const [described] = catalogue(['key.ripe'], 'Not when it is picked.').frameworks;
  expect(framework).toEqual({
    ...described,
    requirements: [{ ...described?.requirements[0], status: 'pass' }],
  });
});

test.each([
  ['fail', [fail]],
  ['error', [error]],
  ['unknown', [unknown]],
  ['waived', [waived]],
  ['pass', [pass]],
  ['not_applicable', [stone]],
  ['not_assessed', []],
] as const)('of one verdict, or none, the status is %s', (expected, verdicts) => {
  expect(status([...verdicts])).toBe(expected);
});

test('the worst verdict counts, whatever its place', () => {
  const worstFirst = [fail, error, unknown, waived, pass, stone];
  const names = ['fail', 'error', 'unknown', 'waived', 'pass', 'not_applicable'];
  for (const [index, name] of names.entries()) {
    expect(status(worstFirst.slice(index))).toBe(name);
    expect(status(worstFirst.slice(index).reverse())).toBe(name);
  }
});

test('the verdicts of all its rules count, and of no other', () => {
  expect(status([pass, verdict('fail', null, 'key.sweet')])).toBe('fail');
  expect(status([pass, verdict('fail', null, 'cluster.clean')])).toBe('pass');
  expect(status([verdict('fail', null, 'cluster.clean')])).toBe('not_assessed');
});

test('what no rule answers is not covered, whatever was seen', () => {
  expect(status([fail], [population('key', false)], [])).toBe('not_covered');
});

describe('a gap in the population of its rules', () => {
  const gap = [population('key', false), population('cluster', true)];

  test.each([
    ['a pass', [pass]],
    ['a waived failure', [waived]],
    ['what does not apply', [stone]],
    ['no verdict at all', []],
  ])('makes %s unknown', (_, verdicts) => {
    expect(status(verdicts, gap)).toBe('unknown');
  });

  test('hides no failure and no broken rule', () => {
    expect([status([fail], gap), status([error], gap)]).toEqual(['fail', 'error']);
  });

  test('does not concern rules on other subjects', () => {
    expect(status([verdict('pass', null, 'cluster.clean')], gap, ['cluster.clean'])).toBe('pass');
  });
});

test('a population that is not proven to be whole is no gap', () => {
  expect(status([pass], [population('key', null)])).toBe('pass');
});
