import { describe, expect, test } from 'vitest';
import { observationOf } from '../../src/history/observation.ts';
import { inventory } from '../../src/inventory/inventory.ts';
import { known, listed, NOW, onKey, onLegacyKey, orchard, registration } from '../subjects/build.ts';

const ARN = 'arn:aws:kms:us-west-2:000000000000:key/fig';
const deleted = onKey('lkc-deleted', 'cck-apple', { deleted_at: known('2026-11-20T00:00:00Z') });
const of = orchard([deleted, onKey('lkc-apple', 'cck-apple'), onLegacyKey('lkc-fig', ARN)], {
  keys: listed(registration('cck-apple')),
});
const ids = (bindings: readonly { cluster: { id: string } }[]) => bindings.map(({ cluster }) => cluster.id);

describe('a deleted cluster', () => {
  test('a deleted cluster is listed with its key, and does not use it', () => {
    const { listed: all, bindings } = inventory(of, NOW);
    expect(ids(all)).toEqual(['lkc-deleted', 'lkc-apple', 'lkc-fig']);
    expect(ids(bindings.all)).toEqual(['lkc-apple', 'lkc-fig']);
    expect(ids(bindings.byKeyId.get('cck-apple') ?? [])).toEqual(['lkc-apple']);
  });

  test('a cluster exists until its deletion', () => {
    expect(ids(inventory(of, '2026-11-19T00:00:00Z').bindings.all)).toContain('lkc-deleted');
  });
});

test('a key that only its cluster names is counted beside the registered ones', () => {
  const { legacyKeys, populations } = inventory(of, NOW);
  expect(ids(legacyKeys)).toEqual(['lkc-fig']);
  expect(populations.list.map(({ subject_type, seen }) => [subject_type, seen])).toEqual([
    ['organization', 1],
    ['environment', 1],
    ['cluster', 2],
    ['key', 2],
  ]);
});

describe('what a history keeps of a snapshot', () => {
  const unproven = orchard([deleted, onKey('lkc-apple', 'cck-apple')], { environmentUsage: known(0) });
  const attestation = { id: 'A-1', attested_by: 'Ann Apple', attested_at: '2026-11-01' };

  test('the record of a snapshot is the same whenever it is evaluated', () => {
    expect(observationOf(inventory(of, '2026-11-19T00:00:00Z'))).toEqual(observationOf(inventory(of, '2027-01-01T00:00:00Z')));
  });

  test('the record of a snapshot is the same whatever is attested, although the populations differ', () => {
    const [alone, attested] = [inventory(unproven, NOW), inventory(unproven, NOW, attestation)];
    expect(attested.populations.list).not.toEqual(alone.populations.list);
    expect(attested.observed).toEqual(alone.populations);
    expect(observationOf(attested)).toEqual(observationOf(alone));
  });
});
