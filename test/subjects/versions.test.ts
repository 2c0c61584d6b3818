import { describe, expect, test } from 'vitest';
import type { GcpKey } from '../../src/clouds/google/snapshot.ts';
import type { Cluster } from '../../src/snapshot/schema.ts';
import {
  azureKey,
  azureName,
  brokenOff,
  denied,
  GCP_KEY,
  gcpKey,
  gcpName,
  keyOf,
  known,
  listed,
  missing,
  onKey,
  orchard,
  registration,
  said,
  snapshot,
} from './build.ts';

const version = (id: string, state: string, created_at: string | null) => ({
  id,
  state,
  created_at,
  destroy_time: null,
  import_job: null,
});
const OLD = version('1', 'ENABLED', '2026-01-01T00:00:00Z');
const MIDDLE = version('2', 'ENABLED', '2026-04-01T00:00:00Z');
const NEW = version('3', 'ENABLED', '2026-07-01T00:00:00Z');
const state = (of: typeof OLD, value: string) => ({ ...of, state: value });

const user = (id: string, created: string) => onKey(id, 'cck-fig', { created_at: known(created) });
/** A key of Google with these versions, the third of them primary, on which a cluster was made in May. */
function versionFactsOf(
  versions: (typeof OLD)[],
  clusters: Cluster[] = [user('lkc-may', '2026-05-01T00:00:00Z')],
  over: Partial<GcpKey> = {},
) {
  const of = orchard(clusters, {
    keys: listed(registration('cck-fig', { kms: gcpName(), kind: known('GcpKey') })),
    kms: {
      [GCP_KEY]: gcpKey({
        versions: known(versions),
        primary: known({ id: '3', state: 'ENABLED', destroy_time: null }),
        ...over,
      }),
    },
  });
  const { broken_versions, versions_decided } = keyOf(of, 'cck-fig').kms;
  return [said(broken_versions), said(versions_decided)];
}

test('a key with all versions enabled is intact', () => {
  expect(versionFactsOf([OLD, MIDDLE, NEW])).toEqual([[], true]);
});

test.each([
  ['DISABLED', '2 (disabled)'],
  ['DESTROY_SCHEDULED', '2 (destroy scheduled)'],
  ['DESTROYED', '2 (destroyed)'],
])('a broken version that was primary when the cluster was created is needed: %s', (value, shown) => {
  expect(versionFactsOf([OLD, state(MIDDLE, value), NEW])).toEqual([[shown], true]);
});

test('an older version is not needed unless an older cluster is on the key', () => {
  const versions = [state(OLD, 'DESTROYED'), MIDDLE, NEW];
  expect(versionFactsOf(versions)).toEqual([[], true]);
  expect(versionFactsOf(versions, [user('lkc-may', '2026-05-01T00:00:00Z'), user('lkc-march', '2026-03-01T00:00:00Z')])).toEqual([
    ['1 (destroyed)'],
    true,
  ]);
});

test('a version that was created at the same moment as the cluster is its first', () => {
  expect(versionFactsOf([state(OLD, 'DISABLED'), MIDDLE, NEW], [user('lkc-april', '2026-04-01T00:00:00Z')])).toEqual([[], true]);
  expect(versionFactsOf([state(OLD, 'DISABLED'), MIDDLE, NEW], [user('lkc-march', '2026-03-31T23:59:59Z')])).toEqual([
    ['1 (disabled)'],
    true,
  ]);
});

test('a version newer than the primary protects no data yet', () => {
  expect(versionFactsOf([OLD, MIDDLE, NEW, version('4', 'DISABLED', '2026-08-01T00:00:00Z')])).toEqual([[], true]);
});

test('without a primary every version counts', () => {
  expect(versionFactsOf([OLD, MIDDLE, state(NEW, 'DISABLED')], undefined, { primary: known(null) })).toEqual([
    ['3 (disabled)'],
    true,
  ]);
});

test('a version whose import failed protects no data', () => {
  expect(versionFactsOf([OLD, state(MIDDLE, 'IMPORT_FAILED'), NEW])).toEqual([[], true]);
});

test('versions in transition or in an unrecognized state leave the answer unknown', () => {
  expect(versionFactsOf([OLD, state(MIDDLE, 'PENDING_IMPORT'), NEW])).toEqual([[], { cause: 'ambiguous' }]);
  expect(versionFactsOf([OLD, state(MIDDLE, 'COMPOSTED'), NEW])).toEqual([[], { cause: 'unrecognized' }]);
});

test('versions that were not read are unknown, never intact', () => {
  expect(versionFactsOf([], undefined, { versions: denied })).toEqual([
    { cause: 'denied', call: 'GET /orchard' },
    { cause: 'denied', call: 'GET /orchard' },
  ]);
  expect(versionFactsOf([OLD, { ...MIDDLE, created_at: null }, NEW])[1]).toEqual({ cause: 'not_collected' });
  expect(versionFactsOf([OLD, MIDDLE, NEW], undefined, { primary: denied })[1]).toEqual({
    cause: 'denied',
    call: 'GET /orchard',
  });
  // the version that the cluster began with is needed, whichever is primary today; of the later ones that is not certain
  const why = { cause: 'denied', call: 'GET /orchard' };
  expect(versionFactsOf([OLD, state(MIDDLE, 'DISABLED'), NEW], undefined, { primary: denied })).toEqual([['2 (disabled)'], why]);
  expect(versionFactsOf([state(OLD, 'DISABLED'), MIDDLE, state(NEW, 'DISABLED')], undefined, { primary: denied })).toEqual([
    [],
    why,
  ]);
});

test('if the age of a cluster was not read, only the newest version is certain to be needed', () => {
  const ageless = [onKey('lkc-may', 'cck-fig', { created_at: missing('malformed') })];
  expect(versionFactsOf([OLD, state(MIDDLE, 'DISABLED'), NEW], ageless)).toEqual([[], { cause: 'malformed' }]);
  expect(versionFactsOf([OLD, MIDDLE, state(NEW, 'DISABLED')], ageless)).toEqual([['3 (disabled)'], { cause: 'malformed' }]);
  expect(versionFactsOf([OLD, MIDDLE, NEW], ageless)).toEqual([[], true]);
});

test('an older cluster that was not seen might need the broken version', () => {
  const of = (versions: (typeof OLD)[]) => {
    const blind = snapshot({
      clusters: { 'env-orchard': brokenOff(user('lkc-may', '2026-05-01T00:00:00Z')) },
      keys: listed(registration('cck-fig', { kms: gcpName(), kind: known('GcpKey') })),
      kms: {
        [GCP_KEY]: gcpKey({ versions: known(versions), primary: known({ id: '3', state: 'ENABLED', destroy_time: null }) }),
      },
    });
    const { broken_versions, versions_decided } = keyOf(blind, 'cck-fig').kms;
    return [said(broken_versions), said(versions_decided)];
  };
  expect(of([state(OLD, 'DISABLED'), MIDDLE, NEW])).toEqual([[], { cause: 'denied', call: 'GET /orchard' }]);
  expect(of([OLD, state(MIDDLE, 'DISABLED'), NEW])).toEqual([['2 (disabled)'], { cause: 'denied', call: 'GET /orchard' }]);
  expect(of([OLD, MIDDLE, NEW])).toEqual([[], true]);
});

test('on Azure the newest version is the current one', () => {
  const name = azureName();
  const of = (enabled: boolean | null) => {
    const versions = [
      { id: 'a', enabled, created_at: '2026-01-01T00:00:00Z' },
      { id: 'b', enabled: true, created_at: '2026-06-01T00:00:00Z' },
    ];
    const at = orchard([onKey('lkc-may', 'cck-plum', { created_at: known('2026-05-01T00:00:00Z') })], {
      keys: listed(registration('cck-plum', { kms: name, kind: known('AzureKey') })),
      kms: { [name.value.name]: azureKey({ versions: known(versions) }) },
    });
    const { broken_versions, versions_decided } = keyOf(at, 'cck-plum').kms;
    return [said(broken_versions), said(versions_decided)];
  };
  expect(of(true)).toEqual([[], true]);
  expect(of(false)).toEqual([['a (disabled)'], true]);
  expect(of(null)).toEqual([[], { cause: 'not_collected' }]);
});

describe('a version that the registration pins', () => {
  const pinned = (version: string, versions: (typeof OLD)[]) => {
    const name = gcpName(`${GCP_KEY}/cryptoKeyVersions/${version}`);
    const of = orchard([user('lkc-may', '2026-05-01T00:00:00Z')], {
      keys: listed(registration('cck-fig', { kms: name, kind: known('GcpKey') })),
      kms: {
        [GCP_KEY]: gcpKey({ versions: known(versions), primary: known({ id: '3', state: 'ENABLED', destroy_time: null }) }),
      },
    });
    const { broken_versions, versions_decided } = keyOf(of, 'cck-fig').kms;
    return [said(broken_versions), said(versions_decided)];
  };

  test('a pinned version is needed, however old it is', () => {
    expect(pinned('1', [state(OLD, 'DISABLED'), MIDDLE, NEW])).toEqual([['1 (disabled)'], true]);
    expect(pinned('2', [state(OLD, 'DISABLED'), MIDDLE, NEW])).toEqual([[], true]);
  });

  test('a pinned version is needed, however new it is', () => {
    expect(pinned('4', [OLD, MIDDLE, NEW, version('4', 'DISABLED', '2026-08-01T00:00:00Z')])).toEqual([['4 (disabled)'], true]);
  });

  test('a pinned version that is not in the list leaves the answer unknown', () => {
    expect(pinned('9', [OLD, MIDDLE, NEW])).toEqual([[], { cause: 'ambiguous' }]);
  });
});

test('a list without the versions that the key must have is not intact', () => {
  expect(versionFactsOf([])).toEqual([[], { cause: 'ambiguous' }]);
  expect(versionFactsOf([OLD, MIDDLE])).toEqual([[], { cause: 'ambiguous' }]);
});

test('a cluster whose creation time is malformed has an unknown age', () => {
  expect(versionFactsOf([OLD, state(MIDDLE, 'DISABLED'), NEW], [user('lkc-may', 'in May')])).toEqual([
    [],
    { cause: 'malformed' },
  ]);
});

test('a key that is held for a cluster that was not seen might need any version', () => {
  expect(versionFactsOf([OLD, state(MIDDLE, 'DISABLED'), NEW], [])).toEqual([[], { cause: 'ambiguous' }]);
  expect(versionFactsOf([OLD, MIDDLE, NEW], [])).toEqual([[], true]);
});
