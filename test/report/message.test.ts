import { describe, expect, test } from 'vitest';
import { fill, inWhole, inWords, namedBy, Shortened, saidBy } from '../../src/report/message.ts';

describe('a message', () => {
  test('a message has all its placeholders filled', () => {
    expect(
      fill('{name} ({id}) of {name} in {param:max_days} days.', { name: 'Apple', id: 'lkc-apple', 'param:max_days': 30 }),
    ).toBe('Apple (lkc-apple) of Apple in 30 days.');
  });

  test('a message reads "unknown" for a value that was not observed', () => {
    expect(fill('It is {region}.', { region: undefined })).toBe('It is unknown.');
  });

  test.each(['kiwi', 'constructor', '__proto__'])(
    'a message with the placeholder {%s}, which has no value, is a mistake',
    (name) => {
      expect(() => fill(`It is {${name}}.`, { apple: 1 })).toThrow(`{${name}}`);
    },
  );

  test('a message writes the names of clouds as their owners do', () => {
    expect(fill('{cloud} {key_provider} {name}', { cloud: 'gcp', key_provider: 'aws', name: 'azure' })).toBe(
      'Google Cloud AWS azure',
    );
    expect(fill('{cloud}', { cloud: 'constructor' })).toBe('constructor');
  });

  test('a message does not replace placeholders inside inserted values', () => {
    expect(fill('{name} {id}.', { name: '{id} $& $1', id: 'lkc-apple' })).toBe('{id} $& $1 lkc-apple.');
  });

  test('a message keeps braces that are not placeholders', () => {
    expect(fill('{} {A} {a b} {"a": 1}', {})).toBe('{} {A} {a b} {"a": 1}');
  });
});

test.each([
  ['a text', 'apple', 'apple'],
  ['an absence that was observed', null, 'none'],
  ['yes', true, 'yes'],
  ['no', false, 'no'],
  ['a whole number', 365, '365'],
  ['a fraction, to a tenth', 182.54, '182.5'],
  ['less than nothing', -1, '-1'],
  ['an empty list', [], 'none'],
  ['a list', ['apple', 'pear'], 'apple, pear'],
  ['a list of three', [1, 2, 3], '1, 2, 3'],
  ['a longer list', [1, 2, 3, 4, 5], '1, 2, 3 and 2 more'],
  ['a list of which few are named', new Shortened([1, 2, 3, 4, 5], 20), '1, 2, 3 and 22 more'],
  ['a list of which one is named', new Shortened([1], 20), '1 and 20 more'],
  ['an id of 80 letters', 'a'.repeat(80), 'a'.repeat(80)],
  ['a longer id', `${'a'.repeat(50)}${'b'.repeat(50)}`, `${'a'.repeat(39)}...${'b'.repeat(38)}`],
  ['a longer id in a list', ['🍏'.repeat(81), 'pear'], `${'🍏'.repeat(39)}...${'🍏'.repeat(38)}, pear`],
  ['a long text of short words', 'apple '.repeat(30), 'apple '.repeat(30)],
  ['an object', { apple: 1 }, '{"apple":1}'],
])('a value is shown as text: %s', (_, value, text) => {
  expect(inWords(value)).toBe(text);
});

test('evidence and remedies have lists and ids whole', () => {
  const ids = Array.from({ length: 5 }, (_, index) => `${'a'.repeat(90)}${index}`);
  expect(inWhole(ids)).toBe(ids.join(', '));
});

test('evidence and remedies name what is named of a list, and count the rest', () => {
  expect(inWhole(new Shortened([1, 2, 3, 4, 5], 20))).toBe('1, 2, 3, 4, 5 and 20 more');
});

test('a sentence names each of the objects in a list once, sorted, by the property that is declared for the fact', () => {
  const holders = {
    value: [{ principal: 'pear' }, { principal: 'apple' }, { principal: 'pear' }],
    source: 'orchard',
    observed_at: '2026-11-24T12:00:00Z',
  };
  expect(saidBy(holders, namedBy('key', 'holders'))).toEqual(['apple', 'pear']);
  expect(saidBy({ ...holders, value: [] }, namedBy('key', 'holders'))).toEqual([]);
  expect([namedBy('key', 'clusters'), namedBy('key', 'kiwi'), namedBy('kiwi', 'holders')]).toEqual(Array(3).fill(undefined));
});
