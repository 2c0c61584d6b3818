import { describe, expect, test } from 'vitest';
import { type KeyPast, type KeyPasts, noKeyPast } from '../../src/inventory/key-past.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import type { ClusterSubject, KeySubject } from '../../src/subjects/schema.ts';
import {
  ARN,
  awsKey,
  azureKey,
  azureName,
  brokenOff,
  cluster,
  clusterOf,
  config,
  denied,
  environment,
  GCP_KEY,
  gcpKey,
  gcpName,
  known,
  listed,
  missing,
  NOW,
  onKey,
  orchard,
  registration,
  said,
  snapshot,
  take,
} from './build.ts';

const PARAMETERS = { release_days: 5 };
const nothing: KeyPast = {
  uses: [],
  reaches_back_to: null,
  first_scan_at: null,
  unidentified_at: null,
  registrations: [],
  namesakes: [],
  last_used_at: null,
  first_free_at: null,
  unread: null,
};
const past =
  (over: Partial<KeyPast>): KeyPasts =>
  () => ({ ...nothing, ...over });

const subjects = (of: Snapshot, before?: KeyPasts, configured = config()) =>
  take(of, configured, { parameters: PARAMETERS, past: before ?? noKeyPast }).subjects;
const clusterIn = (of: Snapshot, before?: KeyPasts, configured = config()) =>
  subjects(of, before, configured).find(({ type, id }) => type === 'cluster' && id === 'lkc-new') as ClusterSubject;
const keyIn = (of: Snapshot, before?: KeyPasts) =>
  subjects(of, before).find(({ type, id }) => type === 'key' && id === 'cck-apple') as KeySubject;

/** A cluster created on `made`, on a KMS key created on `born`. */
const scene = ({
  made = '2026-11-20T00:00:00Z',
  born = '2026-01-01T00:00:00Z',
  kms = awsKey({ created_at: known(born) }),
} = {}) =>
  orchard([onKey('lkc-new', 'cck-apple', { created_at: known(made) })], {
    keys: listed(registration('cck-apple')),
    kms: { [ARN]: kms },
  });

describe('a key that no cluster was on before', () => {
  test('first use is proven when a cluster was created before a predecessor could have released the key', () => {
    const { key } = clusterIn(scene({ born: '2026-11-15T00:00:01Z' }));
    expect(said(key.never_used_before)).toBe(true);
    expect(said(key.earlier_clusters)).toEqual([]);
  });

  test('first use is not proven when the cluster was created exactly one hold after the key', () => {
    expect(said(clusterIn(scene({ born: '2026-11-15T00:00:00Z' })).key.never_used_before)).toEqual({ cause: 'unsupported' });
  });

  test('first use is unknown when the creation date of the key is in the future', () => {
    expect(said(clusterIn(scene({ born: '9999-01-01T00:00:00Z' })).key.never_used_before)).toEqual({ cause: 'malformed' });
  });

  test('first use is not proven by a cluster that is older than its key', () => {
    expect(said(clusterIn(scene({ born: '2026-11-21T00:00:00Z' })).key.never_used_before)).toEqual({ cause: 'ambiguous' });
  });

  test('first use is proven by a history that reaches back to less than a hold after the creation of the key', () => {
    expect(said(clusterIn(scene(), past({ reaches_back_to: '2026-01-05T23:59:59Z' })).key.never_used_before)).toBe(true);
    expect(said(clusterIn(scene(), past({ reaches_back_to: '2026-01-06T00:00:00Z' })).key.never_used_before)).toEqual({
      cause: 'unsupported',
    });
  });

  test('only a person can say what was before the first scan, and the unknown says how', () => {
    for (const first_scan_at of [null, '2026-01-06T00:00:00Z']) {
      const fact = clusterIn(scene(), past({ first_scan_at })).key.never_used_before;
      expect(said(fact)).toEqual({ cause: 'unsupported' });
      expect('unknown' in fact && fact.unknown.detail).toMatch(/audit log, declare retired_clusters, or attest/);
    }
  });

  test('a gap between scans after the first one is what was not collected', () => {
    const fact = clusterIn(scene(), past({ first_scan_at: '2026-01-05T23:59:59Z' })).key.never_used_before;
    expect(said(fact)).toEqual({ cause: 'not_collected' });
    expect('unknown' in fact && fact.unknown.detail).toContain('without a gap of more than 5 days');
  });

  test('an unproven first use says how far back a history would have to reach', () => {
    const fact = clusterIn(scene()).key.never_used_before;
    expect('unknown' in fact && fact.unknown.detail).toContain('before 2026-01-06');
  });

  test.each([['by a second registration of the KMS key', { keys: listed(registration('cck-apple'), registration('cck-twin')) }]])(
    'first use is not proven when a hold would not show: %s',
    (_, parts) => {
      const snapshot = orchard([onKey('lkc-new', 'cck-apple', { created_at: known('2026-01-02T00:00:00Z') })], {
        kms: { [ARN]: awsKey() },
        ...parts,
      });
      expect(said(clusterIn(snapshot).key.never_used_before)).toEqual({ cause: 'ambiguous' });
    },
  );

  test('first use is not proven beside a registration whose name is not known, unless it is of another cloud', () => {
    const beside = (kind: string) =>
      orchard([onKey('lkc-new', 'cck-apple', { created_at: known('2026-01-02T00:00:00Z') })], {
        keys: listed(
          registration('cck-apple'),
          registration('cck-x', { kind: known(kind), kms: denied, state: known('AVAILABLE') }),
        ),
        kms: { [ARN]: awsKey() },
      });
    expect(said(clusterIn(beside('AwsKey')).key.never_used_before)).toMatchObject({ cause: 'denied' });
    expect(said(clusterIn(beside('GcpKey')).key.never_used_before)).toBe(true);
  });

  test('first use is not proven once the key was seen in use by a cluster that no scan saw', () => {
    const before = past({ unidentified_at: '2026-02-01T00:00:00Z', reaches_back_to: '2026-01-01T00:00:00Z' });
    expect(said(clusterIn(scene(), before).key.never_used_before)).toEqual({ cause: 'ambiguous' });
  });

  test('first use is not proven when an earlier scan saw the key registered under another id', () => {
    for (const proof of [{ made: '2026-01-02T00:00:00Z' }, {}]) {
      const before = past({ registrations: ['cck-old', 'cck-apple'], reaches_back_to: '2026-01-01T00:00:00Z' });
      const fact = clusterIn(scene(proof), before).key.never_used_before;
      expect(said(fact)).toEqual({ cause: 'ambiguous' });
      expect('unknown' in fact && fact.unknown.detail).toContain('cck-apple, cck-old');
      const same = past({ registrations: ['cck-apple'], reaches_back_to: '2026-01-01T00:00:00Z' });
      expect(said(clusterIn(scene(proof), same).key.never_used_before)).toBe(true);
    }
  });

  test('first use is not proven when an earlier key, named by project number, may be this one', () => {
    const before = past({
      namesakes: ['projects/7/locations/l/keyRings/r/cryptoKeys/k'],
      reaches_back_to: '2026-01-01T00:00:00Z',
    });
    expect(said(clusterIn(scene(), before).key.never_used_before)).toEqual({ cause: 'ambiguous' });
  });

  test('first use is unknown by either proof when the history could not be read', () => {
    const before = past({ unread: { cause: 'unreachable', detail: 'no answer' } });
    for (const proof of [{ made: '2026-01-02T00:00:00Z' }, {}])
      expect(said(clusterIn(scene(proof), before).key.never_used_before)).toEqual({ cause: 'unreachable' });
  });

  test('first use is unknown when an incomplete list of keys may hide a second registration', () => {
    const of = orchard([onKey('lkc-new', 'cck-apple', { created_at: known('2026-01-02T00:00:00Z') })], {
      keys: brokenOff(registration('cck-apple')),
      kms: { [ARN]: awsKey() },
    });
    expect(said(clusterIn(of).key.never_used_before)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  });

  test.each([
    ['the making of the key', awsKey({ created_at: denied }), { cause: 'denied', call: 'GET /orchard' }],
    ['whether it is a copy', awsKey({ multi_region_primary: denied }), { cause: 'denied', call: 'GET /orchard' }],
    ['the first copy of a multi-Region key', awsKey({ multi_region_primary: known(ARN) }), { cause: 'unsupported' }],
  ])('first use is unknown without %s', (_, kms, expected) => {
    expect(said(clusterIn(scene({ kms })).key.never_used_before)).toEqual(expected);
  });

  test('first use is unknown without the creation time of the cluster', () => {
    const snapshot = orchard([onKey('lkc-new', 'cck-apple', { created_at: missing('malformed') })], {
      keys: listed(registration('cck-apple')),
      kms: { [ARN]: awsKey() },
    });
    expect(said(clusterIn(snapshot).key.never_used_before)).toEqual({ cause: 'malformed' });
  });

  test('on Azure first use rests on the oldest version', () => {
    const name = azureName();
    const version = (id: string, created_at: string | null) => ({ id, enabled: true, created_at });
    const on = (versions: ReturnType<typeof version>[]) =>
      orchard([onKey('lkc-new', 'cck-apple', { created_at: known('2026-11-20T00:00:00Z') })], {
        keys: listed(registration('cck-apple', { kms: name, kind: known('AzureKey') })),
        kms: { [name.value.name]: azureKey({ created_at: known('2026-11-19T00:00:00Z'), versions: known(versions) }) },
      });
    const newest = version('b', '2026-11-19T00:00:00Z');
    expect(said(clusterIn(on([newest])).key.never_used_before)).toBe(true);
    expect(said(clusterIn(on([newest, version('a', '2025-01-01T00:00:00Z')])).key.never_used_before)).toEqual({
      cause: 'unsupported',
    });
    expect(said(clusterIn(on([newest, version('a', null)])).key.never_used_before)).toEqual({ cause: 'not_collected' });
    expect(said(clusterIn(on([newest, version('a', 'in May')])).key.never_used_before)).toEqual({ cause: 'malformed' });
    expect(said(clusterIn(on([])).key.never_used_before)).toEqual({ cause: 'not_collected' });
  });
});

const earlier = (id: string, known_deleted = true) => ({
  cluster: id,
  from: '2024-03-01T10:00:00Z',
  until: '2025-02-28T10:00:00Z',
  source: 'scan' as const,
  known_deleted,
});

describe('an earlier cluster', () => {
  const retired = (id: string, key = ARN) => config({ retired_clusters: [{ id, key, deleted_at: '2025-03-01' }] });

  test('an earlier cluster from the configuration is named with its end', () => {
    const { key } = clusterIn(scene({ born: '2026-11-19T00:00:00Z' }), undefined, retired('lkc-old'));
    expect(said(key.earlier_clusters)).toEqual(['lkc-old (until 2025-03-01, according to the configuration)']);
    expect(said(key.never_used_before)).toBe(false);
  });

  test('an earlier cluster from the history is named once', () => {
    const before = past({
      uses: [earlier('lkc-old')],
    });
    const { key } = clusterIn(scene(), before, retired('lkc-old'));
    expect(said(key.earlier_clusters)).toEqual(['lkc-old (2024-03-01 to 2025-02-28, according to an earlier scan)']);
  });

  test('an earlier cluster is never one on another key, the cluster itself, or one that still exists', () => {
    const other = 'arn:aws:kms:us-west-2:000000000000:key/pear';
    expect(said(clusterIn(scene(), undefined, retired('lkc-old', other)).key.earlier_clusters)).toEqual([]);
    expect(said(clusterIn(scene(), undefined, retired('lkc-new')).key.earlier_clusters)).toEqual([]);
    const both = orchard([onKey('lkc-new', 'cck-apple'), cluster('lkc-old')], {
      keys: listed(registration('cck-apple')),
      kms: { [ARN]: awsKey() },
    });
    const configured = retired('lkc-old');
    expect(said(clusterIn(both, undefined, configured).key.earlier_clusters)).toEqual([]);
    expect(take(both, configured).warnings).toEqual(['configuration: retired_clusters: cluster "lkc-old" still exists']);
  });
});

describe('an earlier cluster that was not seen by an incomplete scan', () => {
  const [olive, fig] = [earlier('lkc-olive', false), earlier('lkc-fig')];
  const places = listed(environment('env-orchard'), environment('env-garden'));
  const of = (clusters: Snapshot['confluent']['clusters'], over = {}) =>
    snapshot({
      environments: places,
      keys: listed(registration('cck-apple')),
      clusters: {
        'env-orchard': listed(onKey('lkc-new', 'cck-apple', { created_at: known('2026-01-02T00:00:00Z') })),
        ...clusters,
      },
      kms: { [ARN]: awsKey() },
      ...over,
    });
  const blind = of({ 'env-garden': brokenOff() });
  const factsOf = ({ key }: ClusterSubject) => [said(key.earlier_clusters), said(key.never_used_before)];

  test('an unseen earlier cluster may still exist, so earlier use of the key is unknown, with the cause of the list', () => {
    const { key } = clusterIn(blind, past({ uses: [olive] }));
    expect(said(key.earlier_clusters)).toEqual([]);
    expect(key.never_used_before).toEqual({
      unknown: {
        cause: 'denied',
        call: 'GET /orchard',
        permission: 'Gardener',
        detail: 'lkc-olive used the key before and may still exist; not every cluster was seen: the orchard is closed',
      },
    });
  });

  test('an unseen earlier cluster may still exist even if the list is only possibly incomplete', () => {
    expect(factsOf(clusterIn(of({}, { environmentUsage: denied }), past({ uses: [olive] })))).toMatchObject([
      [],
      { cause: 'ambiguous' },
    ]);
  });

  test('an unseen earlier cluster is deleted when everything was seen, its end is known, or the configuration retires it', () => {
    const earlier = 'lkc-olive (2024-03-01 to 2025-02-28, according to an earlier scan)';
    expect(factsOf(clusterIn(of({}), past({ uses: [olive] })))).toEqual([[earlier], false]);
    expect(factsOf(clusterIn(blind, past({ uses: [{ ...olive, known_deleted: true }] })))).toEqual([[earlier], false]);
    const retired = config({ retired_clusters: [{ id: 'lkc-olive', key: ARN, deleted_at: '2025-03-01' }] });
    expect(factsOf(clusterIn(blind, past({ uses: [olive] }), retired))).toEqual([[earlier], false]);
    // on a day after which it was seen
    const wrong = config({ retired_clusters: [{ id: 'lkc-olive', key: ARN, deleted_at: '2025-02-27' }] });
    expect(factsOf(clusterIn(blind, past({ uses: [olive] }), wrong))).toMatchObject([[], { cause: 'denied' }]);
  });

  test('an unseen earlier cluster does not hide another that is deleted, and is not named with it', () => {
    expect(factsOf(clusterIn(blind, past({ uses: [olive, fig] })))).toEqual([
      ['lkc-fig (2024-03-01 to 2025-02-28, according to an earlier scan)'],
      false,
    ]);
  });

  test('an earlier cluster that is deleted according to an attestation names the attester', () => {
    const attestation = { id: 'A-1', attested_by: 'Ann Apple', attested_at: '2026-11-01' };
    const unproven = of({}, { environmentUsage: denied });
    const evaluated = (...seen: (typeof olive)[]) =>
      take(unproven, config(), { parameters: PARAMETERS, past: past({ uses: seen }), attestation }).subjects.find(
        ({ id }) => id === 'lkc-new',
      ) as ClusterSubject;
    expect(evaluated(olive).key.never_used_before).toMatchObject({ value: false, source: 'attestation A-1 by Ann Apple' });
    expect(evaluated(olive, fig).key.never_used_before).toMatchObject({ value: false, source: 'orchard' });
  });
});

test('a cluster that is to be retired on a future day is left out, with a warning', () => {
  const configured = config({ retired_clusters: [{ id: 'lkc-old', key: ARN, deleted_at: '2026-11-25' }] });
  expect(said(clusterIn(scene(), undefined, configured).key.earlier_clusters)).toEqual([]);
  expect(take(scene(), configured).warnings).toEqual([
    'configuration: retired_clusters: "lkc-old" is not deleted before 2026-11-25, so the entry is ignored',
  ]);
});

test('a cluster that the list still shows as deleted is an earlier user of its key', () => {
  const deleted = onKey('lkc-old', 'cck-apple', { deleted_at: known('2026-11-10T00:00:00Z') });
  const of = orchard([onKey('lkc-new', 'cck-apple'), deleted], {
    keys: listed(registration('cck-apple')),
    kms: { [ARN]: awsKey() },
  });
  const { key } = clusterIn(of);
  expect(said(key.earlier_clusters)).toEqual(["lkc-old (2026-01-01 to 2026-11-10, according to Confluent's own list)"]);
  expect(said(key.never_used_before)).toBe(false);
});

test('a retired cluster proves nothing about a key that may be the same under the other name of its project', () => {
  const name = (project: string) => `projects/${project}/locations/us-central1/keyRings/basket/cryptoKeys/fig`;
  const of = orchard([onKey('lkc-new', 'cck-fig', { created_at: known('2026-01-02T00:00:00Z') })], {
    keys: listed(registration('cck-fig', { kms: gcpName(), kind: known('GcpKey') })),
    kms: { [GCP_KEY]: gcpKey() },
  });
  const retired = (project: string) =>
    config({ retired_clusters: [{ id: 'lkc-old', key: name(project), deleted_at: '2025-03-01' }] });
  expect(said(clusterIn(of, undefined, retired('123456')).key.never_used_before)).toEqual({ cause: 'ambiguous' });
  expect(said(clusterIn(of, undefined, retired('garden')).key.never_used_before)).toBe(true);
});

describe('the release of a key without a cluster', () => {
  const held = (over = {}) => orchard([], { keys: listed(registration('cck-apple', over)), kms: { [ARN]: awsKey() } });
  const day = (days: number) => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();

  test.each([
    ['just deleted', { last_used_at: day(4.9) }, false],
    [
      'deleted for as long as a hold lasts, free for a moment',
      { last_used_at: day(5), first_free_at: day(0) },
      { cause: 'ambiguous' },
    ],
    ['free for as long as a hold lasts', { last_used_at: day(6), first_free_at: day(5) }, true],
    ['free for almost as long', { last_used_at: day(6), first_free_at: day(4.9) }, { cause: 'ambiguous' }],
    ['of unknown past', {}, { cause: 'not_collected' }],
  ])('the release of a key is decided correctly: %s', (_, over, expected) => {
    expect(said(keyIn(held(), past(over)).release.overdue)).toEqual(expected);
  });

  test('the release of a key is not due while a cluster is on it', () => {
    expect(said(keyIn(scene()).release.overdue)).toBe(false);
  });

  test('the release of a key whose last cluster was just deleted is not due yet', () => {
    expect(said(keyIn(held(), past({ last_used_at: day(4.9) })).in_use)).toBe(false);
    expect(said(keyIn(held(), past({ last_used_at: day(5) })).in_use)).toBe(true);
    expect(said(keyIn(held(), past({ last_used_at: day(-1) })).in_use)).toBe(true);
    const blind = orchard([], { keys: listed(registration('cck-apple')), environmentUsage: known(7) });
    expect(said(keyIn(blind, past({ last_used_at: day(1) })).in_use)).toBe(true);
  });
});

test('a declared key is compared by its KMS name without the version', () => {
  const expected = (key: string) => clusterOf(scene(), 'lkc-new', config({ expected_keys: { 'lkc-new': key } })).key;
  expect(said(expected(ARN).as_expected)).toBe(true);
  expect(said(expected('arn:aws:kms:us-west-2:000000000000:key/pear').as_expected)).toBe(false);
  expect(said(clusterOf(scene(), 'lkc-new').key.expected)).toBe(null);
  expect(said(clusterOf(scene(), 'lkc-new').key.as_expected)).toEqual({ cause: 'not_collected' });
});

test('a proof that rests on the attestation that all registrations were listed names the attester', () => {
  const attested = { id: 'A-1', attested_by: 'Ann Apple', attested_at: '2026-11-01' };
  const of = { ...scene({ born: '2026-11-19T00:00:00Z' }) };
  const unproven = { ...of.confluent.quotas, environments: { ...of.confluent.quotas.environments, usage: denied } };
  const blind = {
    ...of,
    confluent: { ...of.confluent, quotas: { ...unproven, byok_keys: { ...unproven.byok_keys, usage: denied } } },
  };
  const evaluated = (attestation: typeof attested | null) =>
    take(blind, config(), { parameters: PARAMETERS, attestation }).subjects.find(({ id }) => id === 'lkc-new') as ClusterSubject;
  expect(said(evaluated(null).key.never_used_before)).toMatchObject({ cause: 'ambiguous' });
  expect(evaluated(attested).key.never_used_before).toMatchObject({ value: true, source: 'attestation A-1 by Ann Apple' });
});
