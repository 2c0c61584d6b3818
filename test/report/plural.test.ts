import { expect, test } from 'vitest';
import { agree, plural } from '../../src/report/plural.ts';

test.each([
  [0, '0 verdicts'],
  [1, '1 verdict'],
  [2, '2 verdicts'],
  [21, '21 verdicts'],
  [1.5, '1.5 verdicts'],
])('%d verdict(s) is written "%s"', (count, expected) => {
  expect(plural(count, 'verdict')).toBe(expected);
});

test('an irregular plural can be given', () => {
  expect(plural(2, 'try', 'tries')).toBe('2 tries');
  expect([agree(1, 'was', 'were'), agree(2, 'was', 'were')]).toEqual(['was', 'were']);
});
