import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/input/json.ts';

const BASKET = Type.Object(
  { schema_version: Type.String(), fruit: Type.Optional(Type.Array(Type.String())) },
  { additionalProperties: false },
);
const about = { version: '1.9', what: 'basket', makeAgain: 'byok-audit pick' };

function read(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'basket.json');
  writeFileSync(file, text);
  return readJson(file, BASKET, about);
}

/** The error message, without the folder. */
function messageFor(text: string): string {
  try {
    read(text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message.replaceAll(/\/\S*\/(?=basket\.json)/g, '');
  }
  throw new Error('the file was accepted');
}

test('a valid file is read', () => {
  expect(read('{"schema_version": "1.9", "fruit": ["apple"]}').fruit).toEqual(['apple']);
});

test('a missing file is reported by name, with the command that makes one', () => {
  expect(() => readJson('/nowhere/basket.json', BASKET, about)).toThrow(
    '/nowhere/basket.json: cannot be read: there is no such file. Make one with: byok-audit pick',
  );
});

describe('format versions are compared as numbers', () => {
  test.each(['1.10', '2', '2.0', '10.0'])('format version %s is newer than 1.9', (version) => {
    expect(messageFor(JSON.stringify({ schema_version: version, kiwi: true }))).toBe(
      `basket.json: basket format ${version} is newer than 1.9, the newest that this version reads. Update byok-audit.`,
    );
  });

  test.each(['1.9', '1.8', '1.0', '0.99'])('format version %s is not newer than 1.9', (version) => {
    expect(read(JSON.stringify({ schema_version: version }))).toEqual({ schema_version: version });
  });
});

test.each(['1', 'kiwi', '2-beta', 'v9', ''])('the format version "%s" is rejected', (version) => {
  expect(() => read(JSON.stringify({ schema_version: version }))).toThrow(/basket\.json/);
});

describe('an invalid file', () => {
  test('each mistake in a file is reported with its place', () => {
    expect(messageFor('{"schema_version": "1.0",\n "fruit": ["apple", 1],\n "fruits": []}').split('\n').sort()).toEqual([
      'basket.json:2:21: fruit.1: expected string, got 1',
      'basket.json:3:2: fruits: unknown key; did you mean "fruit"?; known here: schema_version, fruit',
    ]);
  });

  test('a missing key in a file is reported', () => {
    expect(messageFor('{}')).toBe('basket.json:1:1: the file: the key "schema_version" is missing');
  });

  test.each(['null', '[]', '"apple"', '7'])('a file is rejected although it is JSON: %s', (text) => {
    expect(messageFor(text)).toContain('basket.json');
  });
});

test('a truncated file is reported with the place where it ends', () => {
  expect(messageFor('{"schema_version": "1.0",\n "fruit": ["app')).toMatch(
    /^basket\.json:2:\d+: not valid JSON; is the file cut off\?/,
  );
  expect(messageFor('')).toMatch(/^basket\.json:1:1: not valid JSON/);
});

test('a file of a hundred thousand brackets is rejected without a crash', () => {
  expect(messageFor('['.repeat(100_000))).toBe(
    'basket.json:1:101: nested too deeply: lists and objects may stand 100 deep in each other',
  );
});
