import { expect, test } from 'vitest';
import { filedSubject, withoutFacts } from '../../src/report/filed-subject.ts';
import { BETWEEN } from '../../src/report/lines.ts';
import { blankSubject } from '../../src/report/unseen.ts';

const numbers = { sourceOf: () => 0, reasonOf: () => 0 };
const observed = <T>(value: T) => ({ value, source: 'aws:kms:DescribeKey', observed_at: '2026-01-01T00:00:00Z' });

/** The line of a key, whose name and holders say whatever a line may be cut by. */
function lineOf(facts: Parameters<typeof filedSubject>[2]): string {
  const name = 'a","facts":{"b":1},"facts":';
  const { facts: _, holders: __, ...head } = blankSubject({ type: 'key', id: 'cck-1', name, environment: null });
  const holders = observed([{ principal: name }]);
  return filedSubject(head, holders, facts, numbers).slice(0, -BETWEEN.length);
}

test('the line of a subject without its facts has all else, whatever stands in names', () => {
  const facts = new Map([['state', observed('enabled')]]);
  const { facts: _, ...rest } = JSON.parse(lineOf(facts));
  expect(JSON.parse(withoutFacts(lineOf(facts)))).toEqual(rest);
  expect(rest.holders.value).toHaveLength(1);
  expect(withoutFacts(lineOf(new Map()))).toBe(lineOf(new Map()));
});
