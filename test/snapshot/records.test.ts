import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FoundRecord, splitRecords } from '../../src/snapshot/records.ts';
import { anyLayout, anySnapshot, laidOut } from './layouts.ts';

const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'snapshot.json');

/** The outline of a text, its records, and all bytes that were heard. */
function split(text: string, window?: number) {
  writeFileSync(file, text);
  const descriptor = openSync(file, 'r');
  const records: FoundRecord[] = [];
  const heard: Uint8Array[] = [];
  try {
    const onBytes = (bytes: Uint8Array) => heard.push(Uint8Array.from(bytes));
    const made = splitRecords(
      descriptor,
      (record) => `mark ${record}.`,
      (record) => records.push(record),
      {
        onBytes,
        ...(window === undefined ? {} : { window }),
      },
    );
    return { ...made, records, heard: Buffer.concat(heard) };
  } finally {
    closeSync(descriptor);
  }
}

describe('a file that is taken apart', () => {
  test('its outline with each record in place of its mark is the file, however little is read at once', () => {
    fc.assert(
      fc.property(anySnapshot, anyLayout, fc.option(fc.integer({ min: 1, max: 100 })), (made, layout, window) => {
        const text = laidOut(made, layout);
        const { outline, isText, records, heard } = split(text, window ?? undefined);
        const bytes = Buffer.from(text);
        expect(isText).toBe(true);
        expect(heard.equals(bytes)).toBe(true);
        for (const { text: own, offset, length } of records) expect(bytes.toString('utf8', offset, offset + length)).toBe(own);
        const put = records.reduce((rest, { text: own }, place) => rest.replace(`"mark ${place}."`, () => own), outline);
        expect(put).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test('every record of each list is found, and nothing else', () => {
    fc.assert(
      fc.property(anySnapshot, anyLayout, (made, layout) => {
        const { records } = split(laidOut(made, { ...layout, escaped: 'none' }));
        const { keys, clusters, connectors } = made.confluent;
        const count = (section: string) => records.filter((record) => record.section === section).length;
        expect({ kms: count('kms'), keys: count('keys'), clusters: count('clusters'), connectors: count('connectors') }).toEqual({
          kms: Object.keys(made.kms).length,
          keys: keys.seen.length,
          clusters: Object.values(clusters).reduce((sum, { seen }) => sum + seen.length, 0),
          connectors: Object.keys(connectors).length,
        });
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['inside a text', '{"kms":{"apple":{"a":"'],
    ['after a backslash', '{"kms":{"apple":{"a":"\\'],
    ['inside a record', '{"kms":{"apple":{"a":[{}'],
    ['inside a name', '{"kms":{"app'],
    ['after a record', '{"kms":{"apple":{}'],
  ])('a file that ends %s is cut off', (_, text) => {
    for (const window of [1, 7, 1000]) expect(() => split(text, window)).toThrow('the file ends inside a value');
  });

  test('brackets, quotes and backslashes in a text of a record are no part of its structure', () => {
    const record = JSON.stringify({ a: '}]"{[', 'b\\"{': ['\\', '"\\"', '{'] });
    const { records } = split(`{"kms":{"}{":${record},"\\"":{}}}`, 3);
    expect(records.map(({ text }) => text)).toEqual([record, '{}']);
  });

  test('what stands deeper or elsewhere under the same names is no record', () => {
    const { records } = split('{"a":{"kms":{"b":{}}},"confluent":[{"keys":{"seen":[{}]}}],"keys":{"seen":[{}]}}');
    expect(records).toEqual([]);
  });
});
