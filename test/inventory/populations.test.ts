import { describe, expect, test } from 'vitest';
import { type Fact, isKnown } from '../../src/facts/fact.ts';
import { inventory } from '../../src/inventory/inventory.ts';
import {
  ARN,
  brokenOff,
  cluster,
  denied,
  environment,
  known,
  listed,
  missing,
  NOW,
  onLegacyKey,
  orchard,
  populationOf,
  registration,
  said,
  snapshot,
  take,
} from '../subjects/build.ts';

const ENVIRONMENT_QUOTA = 'GET /service-quota/v1/applied-quotas?scope=organization&id=iam.max_environments.per_org';
const two = listed(environment('env-orchard'), environment('env-garden'));

test('every population is whole when every list ended and Confluent counts no more environments than were listed', () => {
  const of = snapshot({
    environments: two,
    clusters: { 'env-orchard': listed(cluster('lkc-apple')), 'env-garden': listed(cluster('lkc-pear')) },
    keys: listed(registration('cck-apple')),
  });
  expect(take(of).populations.list).toEqual([
    { subject_type: 'organization', seen: 1, complete: true, gaps: [], unproven: null, attested: null },
    { subject_type: 'environment', seen: 2, complete: true, gaps: [], unproven: null, attested: null },
    { subject_type: 'cluster', seen: 2, complete: true, gaps: [], unproven: null, attested: null },
    { subject_type: 'key', seen: 1, complete: true, gaps: [], unproven: null, attested: null },
  ]);
  expect(said(take(of).populations.clusters)).toBe(true);
});

test('a population is whole when more environments are listed than counted, because the count may lag', () => {
  expect(populationOf(snapshot({ environments: two, environmentUsage: known(1) }), 'cluster')).toMatchObject({ complete: true });
});

test('a count of zero proves nothing when environments were listed', () => {
  const of = snapshot({ environmentUsage: known(0) });
  expect(populationOf(of, 'environment')).toMatchObject({ complete: null, gaps: [] });
  expect(said(take(of).populations.clusters)).toEqual({ cause: 'ambiguous', call: ENVIRONMENT_QUOTA });
});

describe('an environment that is counted and was not listed', () => {
  const of = snapshot({ environmentUsage: known(2) });

  test('an environment that is counted but not listed is a gap of environments and of clusters, with the cause denied', () => {
    for (const type of ['environment', 'cluster'] as const) {
      expect(populationOf(of, type)).toMatchObject({
        complete: false,
        gaps: [{ cause: 'denied', call: 'GET /org/v2/environments', what: expect.stringContaining('counts 2 environments') }],
      });
    }
  });

  test('an environment that is counted but not listed leaves the clusters unproven for the rules', () => {
    expect(said(take(of).populations.clusters)).toEqual({ cause: 'denied', call: 'GET /org/v2/environments' });
  });

  test('an environment that is counted but not listed is not a gap of keys', () => {
    expect(populationOf(of, 'key')).toMatchObject({ complete: true, gaps: [] });
  });
});

test.each([
  ['refused', denied],
  ['absent', missing('not_collected')],
])('environments are unproven, but not a gap, when their count is %s, and the quota call is named', (_, environmentUsage) => {
  const of = snapshot({ environmentUsage });
  for (const type of ['environment', 'cluster'] as const) {
    expect(populationOf(of, type)).toMatchObject({
      complete: null,
      gaps: [],
      unproven: expect.stringContaining('nothing proves that the list of environments (1) is whole'),
      attested: null,
    });
  }
  const { clusters } = take(of).populations;
  expect(said(clusters)).toEqual({ cause: 'ambiguous', call: ENVIRONMENT_QUOTA });
});

test('the permission that would read the count is named', () => {
  const { clusters } = take(snapshot({ environmentUsage: denied })).populations;
  expect(isKnown(clusters) ? null : clusters.unknown.permission).toBe('Gardener');
});

test('an incomplete list of environments is a gap, however many are counted', () => {
  const of = snapshot({ environments: brokenOff(environment('env-orchard')), environmentUsage: known(1) });
  expect(populationOf(of, 'environment')).toMatchObject({
    seen: 1,
    complete: false,
    gaps: [{ cause: 'denied', call: 'GET /orchard' }],
  });
  expect(populationOf(of, 'cluster')).toMatchObject({ complete: false, gaps: [{ cause: 'denied', call: 'GET /orchard' }] });
});

describe('an incomplete list of clusters', () => {
  const of = snapshot({
    environments: two,
    clusters: {
      'env-garden': {
        seen: [cluster('lkc-pear')],
        end: { unknown: { cause: 'throttled', call: 'GET /cmk/v2/clusters', detail: 'too many' } },
      },
    },
  });

  test('an incomplete list of clusters is a gap that names the environment, the cause and the call', () => {
    expect(populationOf(of, 'cluster')).toEqual({
      subject_type: 'cluster',
      seen: 1,
      complete: false,
      gaps: [
        {
          what: 'the clusters of environment env-garden: too many',
          list: 'clusters',
          environment: 'env-garden',
          cause: 'throttled',
          call: 'GET /cmk/v2/clusters',
        },
      ],
      unproven: null,
      attested: null,
    });
    expect(said(take(of).populations.clusters)).toEqual({ cause: 'throttled', call: 'GET /cmk/v2/clusters' });
  });

  test('an incomplete list of clusters leaves the environments whole', () => {
    expect(populationOf(of, 'environment')).toMatchObject({ complete: true });
  });
});

test('an incomplete list of clusters is a gap even when the count of environments was not read', () => {
  const of = snapshot({ clusters: { 'env-orchard': brokenOff() }, environmentUsage: denied });
  expect(populationOf(of, 'cluster')).toMatchObject({ complete: false, gaps: [{ cause: 'denied', call: 'GET /orchard' }] });
  expect(populationOf(of, 'environment')).toMatchObject({ complete: null, gaps: [] });
});

test('an environment without a list of clusters in the snapshot is a gap', () => {
  const of = snapshot();
  of.confluent.clusters = {};
  expect(populationOf(of, 'cluster')).toMatchObject({ complete: false, gaps: [{ cause: 'not_collected', call: null }] });
});

test('every gap is reported', () => {
  const of = snapshot({
    environments: two,
    clusters: { 'env-orchard': brokenOff(), 'env-garden': brokenOff() },
    environmentUsage: known(3),
  });
  expect(populationOf(of, 'cluster')?.gaps.map(({ call }) => call)).toEqual([
    'GET /org/v2/environments',
    'GET /orchard',
    'GET /orchard',
  ]);
});

describe('the count of clusters', () => {
  const CLUSTER_QUOTA = 'GET /service-quota/v1/applied-quotas?scope=organization&id=iam.max_kafka_clusters.per_org';
  const of = (clusterUsage: Fact<number>) => orchard([cluster('lkc-apple'), cluster('lkc-pear')], { clusterUsage });
  const clusters = (snapshot: ReturnType<typeof orchard>) => take(snapshot).populations.clusters;

  test.each([2, 1])('two clusters are all where Confluent counts %i', (counted) => {
    expect(said(clusters(of(known(counted))))).toBe(true);
  });

  test.each([
    ['counts more', known(3)],
    ['counts none', known(0)],
    ['does not let its count be read', denied],
    ['gives no count', missing('not_collected')],
  ])('two clusters are not proven to be all where Confluent %s, which is no gap, and the quota call is named', (_, counted) => {
    expect(said(clusters(of(counted)))).toEqual({ cause: 'ambiguous', call: CLUSTER_QUOTA });
    expect(populationOf(of(counted), 'cluster')).toMatchObject({ complete: null, gaps: [] });
    expect(populationOf(of(counted), 'environment')).toMatchObject({ complete: true });
  });

  test('the unknown says how many more were counted', () => {
    const fact = clusters(of(known(5)));
    expect('unknown' in fact && fact.unknown.detail).toBe(
      `Confluent counts 5 clusters (${CLUSTER_QUOTA}), and 2 were listed that are older than an hour: ` +
        '3 more may be hidden from the API key, or be deleted at the moment',
    );
  });

  test.each([
    ['was made less than an hour ago', { created_at: known('2026-11-24T11:00:00.001Z') }, 'ambiguous'],
    ['was made an hour ago', { created_at: known('2026-11-24T11:00:00.000Z') }, null],
    ['has an age that is not known', { created_at: denied }, 'ambiguous'],
    ['is deleted', { deleted_at: known('2026-11-24T12:00:00.000Z') }, 'ambiguous'],
    ['will be deleted', { deleted_at: known('2026-11-24T12:00:00.001Z') }, null],
  ])('a cluster that %s may take the place of one that is not listed unless the count is sure to hold it', (_, over, cause) => {
    const snapshot = orchard([cluster('lkc-apple'), cluster('lkc-pear', over)], { clusterUsage: known(2) });
    const fact = clusters(snapshot);
    expect('unknown' in fact ? fact.unknown.cause : null).toBe(cause);
  });

  describe('and an attestation that states unlisted clusters', () => {
    const attestation = { id: 'A-1', attested_by: 'Ann Apple', attested_at: '2026-11-01' };
    const wholeBy = (counted: Fact<number>, unlisted_clusters?: number) =>
      said(inventory(of(counted), NOW, { ...attestation, ...(unlisted_clusters && { unlisted_clusters }) }).populations.clusters);

    test('prove the clusters while so many more are counted', () => {
      expect(wholeBy(known(4), 2)).toBe(true);
    });

    test.each([
      ['fewer', known(3), 2],
      ['more', known(5), 2],
      ['some, and none is stated', known(3), undefined],
      ['an unread number', denied, 2],
    ])('prove nothing where %s', (_, counted, stated) => {
      expect(wholeBy(counted, stated)).toMatchObject({ cause: 'ambiguous' });
    });

    test('lapse for the environments too', () => {
      const lapsed = orchard([cluster('lkc-apple')], { clusterUsage: known(4), environmentUsage: denied });
      const { list } = inventory(lapsed, NOW, { ...attestation, unlisted_clusters: 2 }).populations;
      expect(list.map(({ complete, attested }) => [complete, attested])).toEqual([
        [true, null],
        [null, null],
        [null, null],
        [true, null],
      ]);
    });
  });
});

test('a count of keys that was refused proves no more than one that is larger than the list', () => {
  const keys = listed(registration('cck-apple'));
  for (const keyUsage of [denied, missing('malformed'), known(2)])
    expect(populationOf(snapshot({ keys, keyUsage }), 'key')).toMatchObject({ complete: null, gaps: [] });
});

test('keys that Confluent does not count are all where everything else was seen', () => {
  const keys = listed(registration('cck-apple'));
  const uncounted = { keys, keyUsage: missing('not_collected') };
  expect(populationOf(snapshot(uncounted), 'key')).toMatchObject({ complete: true });
  expect(populationOf(snapshot({ ...uncounted, environmentUsage: denied }), 'key')).toMatchObject({ complete: null });
  expect(populationOf(snapshot({ ...uncounted, clusterUsage: denied }), 'key')).toMatchObject({ complete: null });
});

test('keys that are counted but not listed leave the keys unproven, which is not a gap', () => {
  const of = snapshot({ keys: listed(registration('cck-apple')), keyUsage: known(2) });
  expect(populationOf(of, 'key')).toEqual({
    subject_type: 'key',
    seen: 1,
    complete: null,
    gaps: [],
    unproven: 'Confluent counts 2 keys, of which the API key was shown 1',
    attested: null,
  });
});

test('an incomplete list of keys is a gap', () => {
  expect(populationOf(snapshot({ keys: brokenOff(registration('cck-apple')), keyUsage: known(1) }), 'key')).toMatchObject({
    seen: 1,
    complete: false,
    gaps: [{ cause: 'denied', call: 'GET /orchard' }],
  });
});

test('legacy keys are counted, and deleted clusters are not', () => {
  const of = orchard([cluster('lkc-deleted', { deleted_at: known('2026-11-24T11:00:00Z') }), onLegacyKey('lkc-apple', ARN)]);
  expect(populationOf(of, 'cluster')).toMatchObject({ seen: 1 });
  expect(populationOf(of, 'key')).toMatchObject({ seen: 1 });
});

test('an environment that is listed twice counts once', () => {
  const of = snapshot({ environments: listed(environment('env-orchard'), environment('env-orchard')) });
  expect(populationOf(of, 'environment')).toMatchObject({ complete: false });
});

test('an incomplete list of clusters is a gap even when its environment is not listed', () => {
  const of = snapshot({ clusters: { 'env-garden': brokenOff() } });
  expect(populationOf(of, 'cluster')).toMatchObject({ complete: false, gaps: [{ cause: 'denied', call: 'GET /orchard' }] });
});

test('an empty organization is whole', () => {
  const of = snapshot({ environments: listed() });
  expect(populationOf(of, 'cluster')).toMatchObject({ seen: 0, complete: true });
  expect(populationOf(of, 'key')).toMatchObject({ seen: 0, complete: true });
});

describe('the attestation that the API key sees the whole organization', () => {
  const attestation = { id: 'A-1', attested_by: 'Ann Apple', attested_at: '2026-11-01' };
  const source = 'attestation A-1 by Ann Apple';
  const attested = (of: ReturnType<typeof snapshot>) => inventory(of, NOW, attestation);
  const list = (of: ReturnType<typeof snapshot>) =>
    Object.fromEntries(
      attested(of).populations.list.map(({ subject_type, complete, attested }) => [subject_type, [complete, attested]]),
    );
  const plain = { organization: [true, null] };

  test.each([
    ['refused', denied],
    ['absent', missing('not_collected')],
    ['none, beside environments that were listed', known(0)],
  ])(
    'the attestation proves the population when the count of environments is %s, and the facts name the attester',
    (_, environmentUsage) => {
      const of = snapshot({ environmentUsage, keyUsage: denied, clusterUsage: denied });
      expect(list(of)).toEqual({ ...plain, environment: [true, 'A-1'], cluster: [true, 'A-1'], key: [true, 'A-1'] });
      const { clusters, keys } = attested(of).populations;
      for (const fact of [clusters, keys])
        expect(fact).toEqual({ value: true, source, observed_at: '2026-11-01', attested_by: 'A-1' });
    },
  );

  test('the attestation is not needed, and not named, when the count proves the population', () => {
    const of = snapshot({ environmentUsage: known(1), keyUsage: missing('not_collected') });
    expect(list(of)).toEqual({ ...plain, environment: [true, null], cluster: [true, null], key: [true, null] });
    expect(attested(of).populations).toEqual(take(of).populations);
  });

  test('the attestation does not outweigh a count that contradicts it', () => {
    expect(list(snapshot({ environmentUsage: known(2) }))).toMatchObject({ environment: [false, null], cluster: [false, null] });
    const keys = snapshot({ environmentUsage: denied, keyUsage: known(3), keys: listed(registration('cck-apple')) });
    expect(list(keys)).toMatchObject({ environment: [true, 'A-1'], key: [null, null] });
  });

  test.each([
    ['of environments', snapshot({ environments: brokenOff(environment('env-orchard')), environmentUsage: denied })],
    [
      'of environments, whatever the cause',
      snapshot({
        environments: { seen: [environment('env-orchard')], end: missing('ambiguous') },
        environmentUsage: denied,
      }),
    ],
    ['of clusters', snapshot({ clusters: { 'env-orchard': brokenOff(cluster('lkc-apple')) }, environmentUsage: denied })],
  ])('the attestation does not complete an incomplete list %s', (_, of) => {
    expect(list(of).cluster).toEqual([expect.not.toSatisfy((complete) => complete === true), null]);
    expect(isKnown(attested(of).populations.clusters)).toBe(false);
  });
});

test('a cluster whose own key could not be read leaves the keys incomplete, and a key that is named elsewhere does not', () => {
  const unread = { encryption_key: missing('malformed'), legacy_kms: missing('malformed') };
  expect(populationOf(orchard([cluster('lkc-apple', unread)]), 'key')).toMatchObject({
    complete: false,
    gaps: [{ list: 'clusters', environment: 'env-orchard', cause: 'malformed', what: expect.stringContaining('lkc-apple') }],
  });
  const registered = { ...unread, byok_id: known('cck-apple') };
  expect(populationOf(orchard([cluster('lkc-apple', registered)]), 'key')).toMatchObject({ complete: true, gaps: [] });
});
