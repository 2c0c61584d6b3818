import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../src/input/document.ts';

const SCHEMA = {
  type: 'object',
  properties: { days: { type: 'integer' }, fruit: {}, count: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
  additionalProperties: false,
};

/** The lines of the message; none where the document is accepted. */
function messagesFor(source: string): string[] {
  try {
    checkDocument('basket.yaml', source, SCHEMA);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('a number that none can be', () => {
  test.each(['1e400', '-1e400'])('%s is refused in JSON and YAML', (number) => {
    const message = 'got a number that is too large';
    expect(messagesFor(`{"days": ${number}}`)).toEqual([`basket.yaml:1:10: days: expected integer, ${message}`]);
    expect(messagesFor(`days: ${number}\n`)).toEqual([`basket.yaml:1:7: days: expected integer, ${message}`]);
    expect(messagesFor(`count: ${number}\n`)[0]).toContain(message);
  });

  test.each(['.nan', '.inf', '-.INF'])('%s is refused in YAML', (number) => {
    expect(messagesFor(`days: ${number}\n`)[0]).toMatch(/^basket\.yaml:1:7: days: expected integer, got /);
    expect(messagesFor(`count: ${number}\n`)[0]).toMatch(/^basket\.yaml:1:8: count: expected number, got /);
  });

  test.each(['1e400', '.nan'])('%s is refused in YAML where the schema asks nothing: JSON has no such number', (number) => {
    expect(messagesFor(`fruit:\n  - {core: ${number}}\n`)).toEqual([
      'basket.yaml:2:12: fruit.0.core: expected a number that JSON can hold',
    ]);
  });

  test('1e400 is refused in JSON, too, where the schema asks nothing', () => {
    expect(messagesFor('{"fruit": [1, 1e400]}')).toEqual(['basket.yaml:1:15: fruit.1: expected a number that JSON can hold']);
  });
});

test('a file that says that it is YAML 1.1 is refused: a key may be a merge there, and a tag make a date or a set', () => {
  for (const fruit of ['{<<: 1}', '2026-11-24', '!!set {apple, pear}'])
    expect(messagesFor(`%YAML 1.1\n---\nfruit: ${fruit}\n`)).toEqual([
      'basket.yaml:1:1: not read as YAML 1.1; take out the line that begins with %YAML',
    ]);
  expect(messagesFor('%YAML 1.2\n---\nfruit: {"<<": 1}\n')).toEqual([]);
});

test('the line of a mistake is counted in the text, also after a text that yaml gives up on', () => {
  expect(messagesFor(`!!pairs [a: 1] that goes on\nfruit:\n${'['.repeat(120)}\n`)).toEqual([
    'basket.yaml:3:102: nested too deeply: lists and objects may stand 100 deep in each other',
  ]);
});

describe('nesting', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const blocks = (levels: number) => Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}fruit:\n`).join('');

  test.each([
    ['JSON', (levels: number) => `{"fruit":${nested(levels - 1)}}`],
    ['lists in brackets', (levels: number) => `fruit: ${nested(levels - 1)}\n`],
    ['lists of dashes', (levels: number) => `fruit:\n  ${'- '.repeat(levels - 1)}1\n`],
    ['objects, one in another', blocks],
  ])('as deep as 100 levels is read, and deeper is refused at its place: %s', (_, text) => {
    expect(messagesFor(text(100))).toEqual([]);
    for (const levels of [103, 100_000].filter((levels) => text !== blocks || levels < 1000))
      expect(messagesFor(text(levels))).toEqual([
        expect.stringMatching(/^basket\.yaml:\d+:\d+: nested too deeply: lists and objects may stand 100 deep in each other$/),
      ]);
  });

  test('what aliases make deep is refused', () => {
    const links = Array.from({ length: 2000 }, (_, link) => `  - &a${link + 1} [*a${link}]\n`);
    expect(messagesFor(`fruit:\n  - &a0 [1]\n${links.join('')}`)).toEqual([
      expect.stringMatching(/^basket\.yaml:3:\d+: not valid YAML: its aliases expand to too much data$/),
    ]);
  });
});

describe('a key that stands twice', () => {
  test('in JSON the places of both are said', () => {
    expect(messagesFor('{"days": 1,\n "fruit": {"a": 1, "a": 2},\n "days": 2}')).toEqual([
      'basket.yaml:2:20: a second "a": keep one of them; the first is at line 2, column 12',
      'basket.yaml:3:2: a second "days": keep one of them; the first is at line 1, column 2',
    ]);
  });

  test('keys that are written in different ways are the same key', () => {
    expect(messagesFor('{"days": 1, "d\\u0061ys": 2}')).toEqual([
      'basket.yaml:1:13: a second "days": keep one of them; the first is at line 1, column 2',
    ]);
    expect(messagesFor('{"__proto__": 1, "__proto__": 2}')[0]).toContain('a second "__proto__"');
  });
});

describe('many mistakes', () => {
  const unknown = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, place) => [`dayz${place}`, 1]));

  test.each([
    ['JSON', JSON.stringify],
    [
      'YAML',
      (data: object) =>
        Object.entries(data)
          .map(([key, value]) => `${key}: ${value}\n`)
          .join(''),
    ],
  ])('the first 20 are said, and the others are counted: %s', (_, text) => {
    const messages = messagesFor(text(unknown(1000)));
    expect(messages).toHaveLength(21);
    expect(messages[0]).toContain('dayz0: unknown key; did you mean "days"?');
    expect(messages[20]).toBe('and 980 more mistakes');
    expect(messagesFor(text(unknown(20)))).toHaveLength(20);
    expect(messagesFor(text(unknown(21)))[20]).toBe('and 1 more mistake');
  });

  test('keys that stand twice are counted too', () => {
    const text = `{${Array.from({ length: 31 }, () => '"days": 1').join(', ')}}`;
    expect(messagesFor(text)).toHaveLength(21);
    expect(messagesFor(text)[20]).toBe('and 10 more mistakes');
  });

  test('a long key, and a long value, are cut', () => {
    const [ofKey = ''] = messagesFor(JSON.stringify({ ['k'.repeat(1_000_000)]: 1 }));
    expect(ofKey.length).toBeLessThan(1000);
    const [ofValue = ''] = messagesFor(JSON.stringify({ days: Array.from({ length: 100_000 }, () => '/'.repeat(20)) }));
    expect(ofValue.length).toBeLessThan(200);
  });

  test('sixteen times as many unknown keys take far from sixteen times sixteen as long', () => {
    const time = (count: number) => {
      const text = Object.keys(unknown(count))
        .map((key) => `${key}: 1\n`)
        .join('');
      const start = performance.now();
      messagesFor(text);
      return performance.now() - start;
    };
    const few = Math.max(time(1000), time(1000));
    expect(time(16_000)).toBeLessThan(64 * few);
  });
});

test('YAML of more than 10 MB is refused, and the same as JSON is read', () => {
  const text = JSON.stringify({ fruit: 'apple '.repeat(2_000_000) });
  expect(messagesFor(text)).toEqual([]);
  expect(messagesFor(`# of an orchard\n${text}`)).toEqual([
    'basket.yaml: cannot be read: it has 12 MB, more than the 10 MB that are read of YAML. As JSON it may be larger.',
  ]);
});

test('the user and password of a URL are hidden wherever the message is cut', () => {
  for (const length of [3, 55, 70, 3000]) {
    const [message = ''] = messagesFor(`days: "https://apple:${'p'.repeat(length)}@orchard.example"\n`);
    expect(message).toBe('basket.yaml:1:7: days: expected integer, got "https://***@orchard.example"');
  }
});
