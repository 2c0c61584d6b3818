import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/input/json.ts';

const BASKET = {
  type: 'object',
  properties: { schema_version: { type: 'string' }, fruit: { type: 'array', items: { type: 'string' } } },
  required: ['schema_version'],
  additionalProperties: false,
};
const about = { version: '1.9', what: 'basket', makeAgain: 'byok-audit pick' };

function read(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'basket.json');
  writeFileSync(file, text);
  return readJson<{ fruit?: string[] }>(file, BASKET, about);
}

/** What the user is told, without the folder. */
function complaint(text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message.replaceAll(/\/\S*\/(?=basket\.json)/g, '');
  }
  throw new Error('the file was taken');
}

test('a file that fits is read', () => {
  expect(read('{"schema_version": "1.9", "fruit": ["apple"]}').fruit).toEqual(['apple']);
});

test('a file that is not there is named, with the command that makes one', () => {
  expect(() => readJson('/nowhere/basket.json', BASKET, about)).toThrow(
    '/nowhere/basket.json: cannot be read. Make one with: byok-audit pick',
  );
});

describe('a format is compared by its numbers', () => {
  test.each(['1.10', '2', '2.0', '10.0'])('%s is newer than 1.9', (version) => {
    expect(complaint(JSON.stringify({ schema_version: version, kiwi: true }))).toBe(
      `basket.json: basket format ${version} is newer than 1.9, the newest that this version reads. Update byok-audit.`,
    );
  });

  test.each(['1.9', '1.8', '1.0', '0.99'])('%s is not', (version) => {
    expect(read(JSON.stringify({ schema_version: version }))).toEqual({ schema_version: version });
  });
});

test.each(['1', 'kiwi', '2-beta', 'v9', ''])('a format called "%s" is none, and is refused', (version) => {
  expect(() => read(JSON.stringify({ schema_version: version }))).toThrow(/basket\.json/);
});

describe('a file that does not fit', () => {
  test('has each of its mistakes told at its place', () => {
    expect(complaint('{"schema_version": "1.0",\n "fruit": ["apple", 1],\n "fruits": []}').split('\n').sort()).toEqual([
      'basket.json:2:21: fruit.1: expected string, got 1',
      'basket.json:3:2: fruits: unknown key; did you mean "fruit"?; known here: schema_version, fruit',
    ]);
  });

  test('is told what it lacks', () => {
    expect(complaint('{}')).toBe('basket.json:1:1: the file: the key "schema_version" is missing');
  });

  test.each(['null', '[]', '"apple"', '7'])('is refused though it is JSON: %s', (text) => {
    expect(complaint(text)).toContain('basket.json');
  });
});

test('a file that just ends is told where', () => {
  expect(complaint('{"schema_version": "1.0",\n "fruit": ["app')).toMatch(
    /^basket\.json:2:\d+: not valid JSON; is the file cut off\?/,
  );
  expect(complaint('')).toMatch(/^basket\.json:1:1: not valid JSON/);
});

test('a file of a million brackets is refused, and does not end the program', () => {
  expect(complaint('['.repeat(1_000_000))).toContain('not valid JSON');
});
