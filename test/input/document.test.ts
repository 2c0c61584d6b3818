import { describe, expect, test } from 'vitest';
import { Fact } from '../../src/facts/fact.ts';
import { checkDocument, type Mistake } from '../../src/input/document.ts';

const BASKET = {
  type: 'object',
  properties: {
    fruit: { type: 'array', items: { enum: ['apple', 'pear', 'plum'] } },
    picked: { type: 'string', format: 'date' },
    count: { type: 'integer', minimum: 1 },
    'a/b~c': { type: 'object', properties: { ripe: { type: 'boolean' } }, required: ['ripe'], additionalProperties: false },
    orchard: { type: 'string', 'x-url': 'loopback' },
    color: Fact({ type: 'string' } as Parameters<typeof Fact>[0]),
  },
  additionalProperties: false,
};
const check = (source: string) => checkDocument('basket.yaml', source, BASKET);

/** The error message. */
function messageFor(source: string): string {
  try {
    check(source);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message;
  }
  throw new Error('the document was accepted');
}

test('a valid document is accepted in YAML or JSON', () => {
  const basket = { fruit: ['apple'], count: 2 };
  expect(check('fruit:\n  - apple\ncount: 2\n')).toEqual(basket);
  expect(check(JSON.stringify(basket))).toEqual(basket);
});

test.each(['', '\n', '# nothing yet\n', '---\n', 'null'])('%j is read as an empty document', (source) => {
  expect(check(source)).toEqual({});
});

test('an alias is resolved to its anchor', () => {
  expect(check('fruit: [&best apple, *best]')).toEqual({ fruit: ['apple', 'apple'] });
});

test.each([
  [
    'an unknown key at its place',
    'count: 1\nfruits: []\n',
    'basket.yaml:2:1: fruits: unknown key; did you mean "fruit"?; known here:',
  ],
  ['an unknown key that resembles no other', 'kumquat: 1\n', 'basket.yaml:1:1: kumquat: unknown key; known here:'],
  ['a key that is special in JavaScript', '__proto__: {count: 1}\n', 'basket.yaml:1:1: __proto__: unknown key'],
  [
    'a value that is not in the list, with the nearest one',
    'fruit: [apple, pera]\n',
    'basket.yaml:1:16: fruit.1: expected one of apple, pear, plum, got "pera"; did you mean "pear"?',
  ],
  ['a value out of bounds', 'count: 0\n', 'basket.yaml:1:8: count: must be >= 1, got 0'],
  ['a day that does not exist', 'picked: 2026-02-30\n', 'basket.yaml:1:9: picked: expected a date, got "2026-02-30"'],
  ['a key that is no text', '[apple, pear]: 1\n', 'basket.yaml:1:1: a key has to be a text, not a list or a map'],
  ['a key that looks like a number', '007: 1\n', 'basket.yaml:1:1: 007: unknown key'],
  ['a missing key below a key with special characters', 'a/b~c: {}\n', 'basket.yaml:1:8: a/b~c: the key "ripe" is missing'],
  [
    'an address that is not loopback',
    'orchard: https://orchard.example\n',
    'basket.yaml:1:10: orchard: only a loopback address is allowed here',
  ],
  ['a list instead of an object', '- apple\n', 'basket.yaml:1:1: the file: expected object, got ["apple"]'],
  [
    'an invalid fact, by the closest alternative',
    'color: {value: 7, source: x, observed_at: y}\n',
    'basket.yaml:1:16: color.value: expected string, got 7',
  ],
  [
    'a long value, truncated',
    `count: ${'apple'.repeat(50)}\n`,
    `basket.yaml:1:8: count: expected integer, got "${'apple'.repeat(11)}a...`,
  ],
])('a mistake is reported: %s', (_, source, expected) => {
  expect(messageFor(source)).toContain(expected);
});

describe('mistakes that a schema cannot express', () => {
  const messagesFor = (source: string, ...mistakes: Mistake[]) => {
    try {
      checkDocument('basket.yaml', source, BASKET, { mistakesIn: () => mistakes });
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  };

  test('mistakes that a schema cannot express are reported at their places, after those of the schema', () => {
    expect(messagesFor('count: 0\nfruit: [apple, pear]\n', { path: ['fruit', 1], message: 'not with apples' })).toEqual([
      'basket.yaml:1:8: count: must be >= 1, got 0',
      'basket.yaml:2:16: fruit.1: not with apples',
    ]);
  });

  test('a mistake without a place of its own is reported at the enclosing node', () => {
    expect(messagesFor('fruit: [apple]\n', { path: ['fruit', 7, 'stone'], message: 'it is missing' })).toEqual([
      'basket.yaml:1:8: fruit.7.stone: it is missing',
    ]);
    expect(messagesFor('fruit: [&best apple, *best]\n', { path: ['fruit', 1, 'stone'], message: 'it is missing' })).toEqual([
      'basket.yaml:1:22: fruit.1.stone: it is missing',
    ]);
    expect(messagesFor('{}\n', { path: ['fruit'], message: 'it is missing' })).toEqual(['basket.yaml:1:1: fruit: it is missing']);
  });
});

test('a message says what a schema expects by its x-expected annotation', () => {
  const of = (of: object, source: string) => {
    try {
      checkDocument('basket.yaml', source, { type: 'object', properties: { picked: { ...of, 'x-expected': 'a good day' } } });
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  expect(of({ type: 'string', format: 'date' }, 'picked: soon\n')).toBe(
    'basket.yaml:1:9: picked: expected a good day, got "soon"',
  );
  expect(of({ enum: ['sunday', 'monday'] }, 'picked: sonday\n')).toBe(
    'basket.yaml:1:9: picked: expected a good day, got "sonday"; did you mean "sunday"?',
  );
});

test('a mistake in a fact is reported once, without those of the other alternative', () => {
  expect(messageFor('color: {value: 7, source: x, observed_at: y}\n').split('\n')).toHaveLength(1);
});

test('every mistake is reported', () => {
  expect(messageFor('count: x\nfruit: 7\n').split('\n')).toHaveLength(2);
});

test.each([
  ['a bracket that is not closed', 'fruit: [apple\n', /^basket\.yaml:\d+:\d+: not valid YAML/],
  ['a tab', 'fruit:\n\t- apple\n', /^basket\.yaml:2:1: not valid YAML/],
  ['a key given twice', 'count: 1\ncount: 2\n', /^basket\.yaml:2:1: a second "count": keep one of them; the first is at line 1$/],
  [
    'a list given twice',
    'fruit: [apple]\ncolor:\n  fruit: [pear]\nfruit:\n  - plum\n',
    /^basket\.yaml:4:1: a second "fruit": put its entries under the first, at line 1$/,
  ],
  [
    'a key given twice, the second time without a value',
    'fruit: [apple]\nfruit:\n',
    /^basket\.yaml:2:1: a second "fruit": keep one of them/,
  ],
  [
    'keys given twice, in several places',
    'a/b~c: {ripe: true, "ripe": false}\na/b~c: {}\na/b~c: {}\n',
    /^basket\.yaml:1:21: a second "ripe": keep .* line 1\nbasket\.yaml:2:1: a second "a\/b~c": put .* line 1\nbasket\.yaml:3:1: a second "a\/b~c": put .* line 1$/,
  ],
  ['a number given twice as a key, once in quotes', '1: 1\n"1": 2\n', /^basket\.yaml:2:1: a second "1": keep one of them/],
  ['a key given twice beside another mistake', 'count: 1\ncount: 2\nfruit: [apple\n', /^basket\.yaml:\d+:\d+: not valid YAML/],
  ['two documents', 'count: 1\n---\ncount: 2\n', /^basket\.yaml:2:1: a second document begins here; the file may hold only one$/],
])('invalid YAML is rejected with its place: %s', (_, source, expected) => {
  expect(messageFor(source)).toMatch(expected);
});

const billionLaughs = [
  'a: &a [1,1,1,1,1,1,1,1,1]',
  'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
  'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
  'fruit: [*c,*c,*c,*c,*c]',
];
test.each([
  [
    'an alias without its anchor',
    'count: 1\nfruit: [*best]\n',
    '2:9: not valid YAML: there is no anchor &best before the alias *best',
  ],
  ['an alias before its anchor', 'fruit: [*best, &best apple]\n', '1:9: not valid YAML: there is no anchor &best'],
  [
    'an alias of a node that contains it',
    'fruit: &a\n  - *a\n',
    '2:5: not valid YAML: the alias *a is inside the node that it refers to',
  ],
  ['an alias as a key of the node that contains it', '&a\n? *a\n: 1\n', '2:3: a key has to be a text'],
  [
    'an alias, far inside, of a node around it',
    'fruit: &a [{ripe: &b [*a]}, *b]\n',
    '1:23: not valid YAML: the alias *a is inside',
  ],
  ['aliases that expand without end', billionLaughs.join('\n'), '2:8: not valid YAML: its aliases expand to too much data'],
])('an alias that cannot be resolved is rejected with its place: %s', (_, source, expected) => {
  expect(messageFor(source)).toContain(`basket.yaml:${expected}`);
});

test('an alias is resolved to the last anchor of that name before it', () => {
  expect(check('fruit: &a [&a apple, *a]')).toEqual({ fruit: ['apple', 'apple'] });
});

test('the password of a URL is not repeated', () => {
  expect(messageFor('count: https://apple:kumquat@orchard.example\n')).toBe(
    'basket.yaml:1:8: count: expected integer, got "https://***@orchard.example"',
  );
});
