import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsIn, filedSubject, withoutFacts } from '../../src/report/filed-subject.ts';
import { BETWEEN } from '../../src/report/lines.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { isReadRightly } from '../snapshot/layouts.ts';

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

test('facts are found in the line of a subject by their names, whatever stands in the others', () => {
  const name = fc.stringMatching(/^[a-z_.]{1,12}$/);
  const value = fc.jsonValue().filter(isReadRightly);
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), fc.array(name), (values, others) => {
      const facts = new Map(Object.entries(values).map(([path, value]) => [path, observed(value)]));
      const line = lineOf(facts);
      const filed: Record<string, unknown> = JSON.parse(line).facts ?? {};
      for (const path of facts.keys()) expect([...factsIn(line, [path])]).toEqual([[path, filed[path]]]);
      const names = [...facts.keys(), ...others.filter((other) => !facts.has(other))];
      expect(Object.fromEntries(factsIn(line, names))).toEqual(filed);
    }),
  );
});

test.each(['}"', '"},"state":{"value":"disabled","source":0}', '\\', '\\"', '{{[', ',"facts":{"state":{"value":1}}'])(
  'a fact is found behind one that says %j',
  (text) => {
    const facts = new Map<string, ReturnType<typeof observed<unknown>>>([
      ['origin', observed([{ [text]: text }])],
      ['state', observed('enabled')],
    ]);
    expect(factsIn(lineOf(facts), ['state']).get('state')).toEqual({ value: 'enabled', source: 0 });
  },
);

test('a line that breaks off is not read as one without the fact', () => {
  const line = lineOf(new Map([['state', observed({ a: 'enabled' })]]));
  for (const end of [1, 2, 12]) expect(() => factsIn(line.slice(0, -end - 2), ['other'])).toThrow('breaks off');
});
