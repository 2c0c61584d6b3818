import { expect, test } from 'vitest';
import { evidenceOf, type ParsedRule } from '../../scripts/rule-evidence.ts';

type Term = NonNullable<ParsedRule['head']['value']>;
const text = (value: string): Term => ({ type: 'string', value });
const name = (value: string): Term => ({ type: 'var', value });
const input = (...path: string[]): Term => ({ type: 'ref', value: [name('input'), ...path.map(text)] });
const object = (...pairs: [string, Term][]): Term => ({ type: 'object', value: pairs.map(([key, value]) => [text(key), value]) });
const call = (operator: string, ...operands: Term[]): Term => ({
  type: 'call',
  value: [{ type: 'ref', value: operator.split('.').map((part, at) => (at === 0 ? name(part) : text(part))) }, ...operands],
});
const only = (key: string, value: Term): Term => ({ type: 'objectcomprehension', value: { key: text(key), value, body: [] } });
const rule = (of: string, value: Term, otherwise?: ParsedRule): ParsedRule => ({
  head: { ref: [name(of)], value },
  ...(otherwise === undefined ? {} : { else: otherwise }),
});

const found = (...rules: ParsedRule[]) => evidenceOf({ rules }, (path) => path !== 'stone');

test('each name of the evidence refers to a path, however the evidence is composed', () => {
  const size = { head: { ref: [name('_more'), text('size')], value: input('kms', 'size') } };
  const parts: Term = { type: 'array', value: [object(['ripe', input('ripe')]), name('_hold'), name('_more')] };
  const hold = rule('_hold', object(), rule('_hold', object(['days', input('release', 'days')])));
  const evidence = call('object.union', call('object.union_n', parts), only('colour', input('kms', 'colour')));
  expect(found(rule('evidence', evidence), hold, size)).toEqual({
    evidence: { colour: 'kms.colour', days: 'release.days', ripe: 'ripe', size: 'kms.size' },
    mistakes: [],
  });
});

test.each([
  [
    'a value that the rule makes',
    [rule('evidence', object(['days', call('count', input('days'))]))],
    'evidence "days" is not a plain',
  ],
  ['a fact of a library', [rule('evidence', object(['days', { type: 'ref', value: [name('byok'), text('days')] }]))], 'plain'],
  ['a part that is computed', [rule('evidence', object(['days', { type: 'ref', value: [name('input'), name('at')] }]))], 'plain'],
  ['all of the input', [rule('evidence', object(['all', input()]))], 'plain'],
  [
    'what is not a fact',
    [rule('evidence', object(['stone', input('stone')]))],
    'input.stone, which is not a fact of the subject',
  ],
  [
    'a name for two facts',
    [rule('evidence', call('object.union', object(['a', input('b')]), object(['a', input('c')])))],
    'b in one place',
  ],
  ['a rule of another file', [rule('evidence', name('_hold'))], '_hold, which is not a rule of the same file'],
  ['something else than an object', [rule('evidence', text('ripe'))], 'evidence is not an object'],
  ['another function', [rule('evidence', call('object.remove', object(['a', input('b')])))], 'evidence is not an object'],
])('the evidence of a rule is refused if it is %s', (_, rules, mistake) => {
  expect(found(...rules).mistakes.join()).toContain(mistake);
});
