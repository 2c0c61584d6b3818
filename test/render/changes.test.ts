import { expect, test } from 'vitest';
import { diffExitCode } from '../../src/cli/exit-code.ts';
import { appearedInWords, countsInWords } from '../../src/render/changes.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Given, reportWith, verdictOn, type Whole } from '../report/reports.ts';

const key = (id: string, given: Given) => verdictOn('key.sound', `cck-${id}`, given);
const FAIL: Given = { status: 'fail' };
const PASS: Given = { status: 'pass' };
const UNKNOWN: Given = { status: 'unknown', unknown: { cause: 'denied', facts: [] } };
const words = (old: Report, now: Report) => countsInWords(compare(old, now));
const ofKiwi = (given: Given | null, whole: Whole = {}) => reportWith(given === null ? [] : [key('kiwi', given)], whole);

test('failures that were unknown before are counted before what is resolved, apart from the others of their class', () => {
  expect(words(ofKiwi(UNKNOWN), ofKiwi(FAIL))).toBe('0 new, 1 failing that was unknown before, 0 resolved');
  expect(words(ofKiwi(null, { key: null }), ofKiwi(FAIL))).toBe('0 new, 1 failing that was unknown before, 0 resolved');
  expect(words(ofKiwi(UNKNOWN), ofKiwi(PASS))).toBe('0 new, 0 resolved, 1 unknown before and now passing');
  const ids = ['kiwi', 'plum', 'fig', 'pear'];
  const old = reportWith(ids.map((id) => key(id, UNKNOWN)));
  const now = reportWith(ids.map((id) => key(id, id === 'kiwi' || id === 'plum' ? FAIL : PASS)));
  expect(words(old, now)).toBe('0 new, 2 failing that were unknown before, 0 resolved, 2 unknown before and now passing');
});

test('a failure that a waiver covers, and was unknown before, is not counted as one', () => {
  const waived = ofKiwi({ ...FAIL, waiver: { id: 'until-harvest' } });
  expect(words(ofKiwi(UNKNOWN), waived)).toBe('0 new, 0 resolved, 1 unknown before and now waived');
});

test('failures by a rule that is new or changed are counted before what is resolved', () => {
  const failing = reportWith([key('kiwi', FAIL), key('fig', PASS)]);
  const before = { ...failing, rules: failing.rules.filter(({ id }) => id !== 'key.sound') };
  expect(words({ ...before, verdicts: [] }, failing)).toBe(
    '0 new, 1 failing by a rule that is new or changed, 0 resolved, 1 other incomparable',
  );
});

test('what no longer applies is not counted as resolved', () => {
  const before = reportWith(['kiwi', 'plum', 'fig'].map((id) => key(id, FAIL)));
  const gone: Given = { status: 'not_applicable', not_applicable: { reason: 'the key is about to be deleted' } };
  const now = reportWith([key('kiwi', gone), key('plum', PASS), key('fig', gone)]);
  expect(words(before, now)).toBe('0 new, 1 resolved, 2 that no longer apply');
});

test('a cluster or key of the newer report only is named, whatever its verdicts and what the older one had seen', () => {
  const two = reportWith([key('kiwi', PASS), key('fig', PASS)]);
  const named = 'key that is not in the earlier report: cck-fig by name';
  expect(appearedInWords(compare(ofKiwi(PASS), two))).toEqual([`1 ${named}`]);
  expect(appearedInWords(compare(ofKiwi(PASS, { key: null }), two))).toEqual([`1 ${named}`]);
  expect(appearedInWords(compare(two, ofKiwi(PASS)))).toEqual([]);
  const many = reportWith(Array.from({ length: 10 }, (_, count) => key(`fig-${count}`, PASS)));
  expect(appearedInWords(compare(ofKiwi(PASS), many))).toEqual([
    expect.stringMatching(/^10 keys that are .*cck-fig-7 by name and 2 more$/),
  ]);
});

const STATES: readonly (Given | null)[] = [
  null,
  FAIL,
  PASS,
  UNKNOWN,
  { ...FAIL, waiver: { id: 'until-harvest' } },
  { status: 'error' },
];

test('the words begin with nothing but zeros exactly where --fail-on-new finds no new failure', () => {
  for (const whole of [{}, { key: null }])
    for (const was of STATES)
      for (const is of STATES)
        for (const rule of ['as it was', 'changed']) {
          const [old, now] = [ofKiwi(was, whole), ofKiwi(is)];
          const comparison = compare(old, {
            ...now,
            rules: now.rules.map((one) => (rule === 'changed' ? { ...one, title: 'Red' } : one)),
          });
          const said = countsInWords(comparison).split(/, \d+ resolved/)[0] !== '0 new';
          expect(said, JSON.stringify([was, is, whole, rule])).toBe(diffExitCode(comparison, 'info') === 1);
        }
});
