import { describe, expect, test } from 'vitest';
import { diffExitCode, exitCode } from '../../src/cli/exit-code.ts';
import { baselineOf, changesSince, compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { STRICT } from '../../src/report/summary.ts';
import { type Given, reportWith, verdictOn, type Whole } from '../report/reports.ts';

const waiver = { id: 'until-harvest' };
const unknown = (cause: 'denied' | 'unsupported'): Given => ({ status: 'unknown', unknown: { cause, facts: [] } });
// high, low
const ripe = (given: Given) => verdictOn('cluster.ripe', 'lkc-apple', given);
const sweet = (given: Given) => verdictOn('cluster.sweet', 'lkc-apple', given);
const withoutRule = (report: Report) => ({ ...report, rules: report.rules.filter(({ id }) => id !== 'cluster.ripe') });

describe('diff --fail-on-new', () => {
  test.each<[string, Given | null, Given | null, Whole, number]>([
    ['a new failure', { status: 'pass' }, { status: 'fail' }, {}, 1],
    ['a failure of a subject that is there since', null, { status: 'fail' }, {}, 1],
    ['a failure that lost its waiver', { status: 'fail', waiver }, { status: 'fail' }, {}, 1],
    ['a failure that weighs more', { status: 'fail', severity: 'low' }, { status: 'fail', severity: 'high' }, {}, 1],
    ['a failure that was hidden', unknown('denied'), { status: 'fail' }, {}, 1],
    ['a failure as before', { status: 'fail' }, { status: 'fail' }, {}, 0],
    ['a new failure with a waiver', { status: 'pass' }, { status: 'fail', waiver }, {}, 0],
    ['a failure that was hidden, with a waiver', unknown('denied'), { status: 'fail', waiver }, {}, 0],
    ['a failure that is resolved', { status: 'fail' }, { status: 'pass' }, {}, 0],
    ['a failure that is hidden now', { status: 'fail' }, unknown('denied'), {}, 2],
    ['a pass that is hidden now', { status: 'pass' }, unknown('denied'), {}, 2],
    ['a rule that broke', { status: 'pass' }, { status: 'error' }, {}, 2],
    ['what was hidden before', unknown('denied'), unknown('denied'), {}, 0],
    ['what only a person can attest', { status: 'pass' }, unknown('unsupported'), {}, 0],
    ['a failure that only a person can attest now', { status: 'fail' }, unknown('unsupported'), {}, 2],
    ['a subject that disappeared', { status: 'fail' }, null, {}, 0],
    ['a subject that was not seen, of what nothing is proven', { status: 'pass' }, null, { cluster: null }, 2],
    ['a gap in which nothing was known', null, null, { key: false }, 2],
    ['a population that is proven no longer', null, null, { key: null }, 0],
  ])('diff --fail-on-new gives the right exit code for %s', (_, old, now, whole, code) => {
    const report = (given: Given | null, seen: Whole) => reportWith(given === null ? [] : [ripe(given)], seen);
    expect(diffExitCode(compare(report(old, {}), report(now, whole)), 'low')).toBe(code);
  });

  test('diff --fail-on-new counts failures at or above --fail-on', () => {
    const [old, now] = [reportWith([sweet({ status: 'pass' })]), reportWith([sweet({ status: 'fail' })])];
    const hidden = reportWith([sweet(unknown('denied'))]);
    const broken = reportWith([sweet({ status: 'error' })]);
    expect([diffExitCode(compare(old, now), 'low'), diffExitCode(compare(old, now), 'medium')]).toEqual([1, 0]);
    expect([diffExitCode(compare(old, hidden), 'low'), diffExitCode(compare(old, hidden), 'medium')]).toEqual([2, 0]);
    expect(diffExitCode(compare(old, broken), 'medium')).toBe(2);
  });

  test('a failure by a rule that cannot be compared counts unless it failed before', () => {
    const failing = reportWith([ripe({ status: 'fail' })]);
    const another = { ...failing, rules: failing.rules.map((rule) => ({ ...rule, title: 'It is red' })) };
    expect(diffExitCode(compare(withoutRule(reportWith([])), failing), 'low')).toBe(1);
    expect(diffExitCode(compare(reportWith([ripe({ status: 'pass' })]), another), 'low')).toBe(1);
    expect(diffExitCode(compare(failing, another), 'low')).toBe(0);
    expect(diffExitCode(compare(failing, { ...another, verdicts: [ripe(unknown('denied'))] }), 'low')).toBe(2);
    expect(diffExitCode(compare(failing, withoutRule(reportWith([]))), 'low')).toBe(0);
  });

  test('diff --fail-on-new exits with 1 if something failed and something else became unknown', () => {
    const [old, now] = [
      [ripe({ status: 'pass' }), sweet({ status: 'pass' })],
      [ripe({ status: 'fail' }), sweet(unknown('denied'))],
    ];
    expect(diffExitCode(compare(reportWith(old), reportWith(now)), 'low')).toBe(1);
  });
});

describe('a report with a baseline', () => {
  const since = (old: Report, now: Report): Report => {
    const summary = { ...now.summary, empty: false };
    return { ...now, summary, changes: changesSince(baselineOf(old), now) };
  };
  const newOnly = { ...STRICT, failOnNew: true };
  const failing = reportWith([ripe({ status: 'fail' })]);

  test('failures that the baseline already has are ignored only with --fail-on-new', () => {
    expect(exitCode(since(failing, failing), STRICT)).toBe(1);
    expect(exitCode(since(failing, failing), newOnly)).toBe(0);
    expect(exitCode(since(reportWith([ripe({ status: 'pass' })]), failing), newOnly)).toBe(1);
  });

  test('a baseline does not make an incomplete report complete, and an unseen subject of the baseline makes it incomplete', () => {
    const hidden = reportWith([ripe({ status: 'fail' }), sweet(unknown('denied'))]);
    expect(exitCode(since(hidden, hidden), newOnly)).toBe(2);
    expect(exitCode(since(hidden, hidden), { ...newOnly, allowUnknown: true })).toBe(0);
    const unseen = since(failing, reportWith([], { cluster: null }));
    expect(exitCode(unseen, STRICT)).toBe(0);
    expect(exitCode(unseen, { ...newOnly, allowUnknown: true })).toBe(2);
  });

  test('--fail-on-new ignores nothing in a report without a baseline', () => {
    expect(exitCode({ ...failing, changes: null }, newOnly)).toBe(1);
  });
});
