import { expect, test } from 'vitest';
import { obstacles } from '../../src/report/obstacles.ts';
import type { ReportedVerdict } from '../../src/report/schema.ts';
import { verdictOn } from './reports.ts';

type Missing = NonNullable<ReportedVerdict['unknown']>['facts'][number];
const missing = (call: string | null, detail = 'the orchard is closed', permission: string | null = null): Missing => ({
  fact: 'color',
  cause: 'denied',
  call,
  permission,
  detail,
});
const waiting = (id: string, ...facts: Missing[]) =>
  verdictOn('cluster.ripe', id, { status: 'unknown', unknown: { cause: 'denied', facts } });

test('a verdict that needs two calls counts with each of them, and once with a call that would give two of its facts', () => {
  const [look, taste] = [missing('GET /look'), missing('GET /taste')];
  expect(
    obstacles([waiting('lkc-apple', look, { ...look, fact: 'size' }, taste), waiting('lkc-pear', taste)]).map(
      ({ call, verdicts }) => [call, verdicts],
    ),
  ).toEqual([
    ['GET /taste', 2],
    ['GET /look', 1],
  ]);
});

test('calls that need different permissions are counted apart, and an input without a call keeps what each verdict says', () => {
  const found = obstacles([
    waiting('lkc-apple', missing('GET /look', 'closed', 'Gardener')),
    waiting('lkc-pear', missing('GET /look', 'closed', 'Owner')),
    waiting('lkc-fig', missing(null, 'no ladder')),
    waiting('lkc-plum', missing(null, 'no basket')),
  ]);
  expect(found.map(({ call, permission, verdicts }) => [call, permission, verdicts])).toEqual([
    [null, null, 2],
    ['GET /look', 'Gardener', 1],
    ['GET /look', 'Owner', 1],
  ]);
  expect(found[0]?.details).toEqual(new Set(['no ladder', 'no basket']));
});

test('a verdict that was determined needs no call', () => {
  expect(obstacles([verdictOn('cluster.ripe', 'lkc-apple', { status: 'pass' })])).toEqual([]);
});

test('missing credentials are one obstacle of a cloud, which says what to set and names no permission', () => {
  const none = (detail: string): Missing => ({ ...missing('AWS credentials', detail), cause: 'not_collected' });
  const found = obstacles([waiting('lkc-apple', none('there are none')), waiting('lkc-pear', none('they expired'))]);
  expect(found.map(({ call, permission, remedy, verdicts }) => [call, permission, remedy, verdicts])).toEqual([
    ['AWS credentials', null, expect.stringContaining('AWS_PROFILE'), 2],
  ]);
  expect(obstacles([waiting('lkc-apple', missing('GET /look'))])[0]?.remedy).toBeNull();
});
