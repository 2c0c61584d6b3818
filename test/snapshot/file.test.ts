import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSnapshot, serialize } from '../../src/snapshot/file.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';

const at = { source: 'confluent:GET /x', observed_at: '2026-11-24T12:00:00.000Z' };
const empty = { seen: [], end: { value: true as const, ...at } };
const SNAPSHOT: Snapshot = {
  schema_version: '1.0',
  tool: { name: 'byok-audit', version: '0.0.0' },
  taken_at: '2026-11-24T12:00:00.000Z',
  confluent: {
    endpoint: 'https://api.confluent.cloud',
    organizations: empty,
    environments: empty,
    keys: empty,
    clusters: {},
    compute_pools: {},
    ksql_clusters: {},
    connectors: {},
    quotas: {
      byok_keys: { limit: { value: 20, ...at }, usage: { value: 1, ...at } },
      environments: { limit: { value: 20, ...at }, usage: { value: 1, ...at } },
    },
  },
  kms: {},
};

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'snapshot.json');
  writeFileSync(file, text);
  return file;
}

test('what was written is read back', () => {
  expect(readSnapshot(written(serialize(SNAPSHOT)))).toEqual(SNAPSHOT);
});

test('equal snapshots are equal bytes, whatever the order of their keys', () => {
  const reversed = Object.fromEntries(Object.entries(SNAPSHOT).reverse()) as Snapshot;
  expect(serialize(reversed)).toBe(serialize(SNAPSHOT));
});

test.each([1, 10, 200])('a file cut off after %i characters is refused at its place', (length) => {
  const text = serialize(SNAPSHOT);
  expect(() => readSnapshot(written(text.slice(0, length)))).toThrow(
    /snapshot\.json:\d+:\d+: not valid JSON; is the file cut off\?/,
  );
});

test('a newer format is refused', () => {
  expect(() => readSnapshot(written(serialize({ ...SNAPSHOT, schema_version: '1.7' })))).toThrow(
    /format 1\.7 is newer than 1\.0/,
  );
});

test('a field of the wrong type is refused with its line', () => {
  const wrong = serialize(SNAPSHOT).replace('"kms": {}', '"kms": []');
  expect(() => readSnapshot(written(wrong))).toThrow(/snapshot\.json:\d+:\d+: kms: expected object, got \[\]/);
});

test('a file that is no snapshot at all is refused', () => {
  expect(() => readSnapshot(written('[]'))).toThrow(/expected object/);
  expect(() => readSnapshot('/nowhere/snapshot.json')).toThrow(/cannot be read/);
});
