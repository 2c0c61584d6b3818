import { expect, test } from 'vitest';
import type { Listing } from '../../src/facts/fact.ts';
import type { Cluster, ComputePool, Connector, KsqlCluster } from '../../src/snapshot/schema.ts';
import type { EnvironmentSubject } from '../../src/subjects/schema.ts';
import {
  ARN,
  brokenOff,
  cluster,
  denied,
  environment,
  known,
  listed,
  missing,
  onKey,
  onLegacyKey,
  said,
  snapshot,
  take,
} from './build.ts';

const pool = (id: string, over: Partial<ComputePool> = {}): ComputePool => ({
  id,
  name: known(id),
  cloud: known('AWS'),
  region: known('us-west-2'),
  ...over,
});
const ksqlOn = (id: string, on: string): KsqlCluster => ({ id, name: known(id), cluster: known(on) });
const connector = (id: string, name = id): Connector => ({ id, name: known(name) });
type Parts = {
  clusters?: Listing<Cluster>;
  pools?: Listing<ComputePool>;
  /** In another environment. */
  poolsElsewhere?: Listing<ComputePool>;
  ksql?: Listing<KsqlCluster>;
  connectors?: Record<string, Listing<Connector>>;
  environmentUsage?: ReturnType<typeof known<number>> | typeof denied;
};

function subjectOf({ clusters = listed(onKey('lkc-a', 'cck-1')), ...parts }: Parts): EnvironmentSubject {
  const { pools = listed(), poolsElsewhere = listed(), ksql = listed(), connectors = { 'lkc-a': listed() } } = parts;
  const of = snapshot({
    environments: listed(environment('env-orchard'), environment('env-garden')),
    clusters: { 'env-orchard': clusters },
    ...(parts.environmentUsage && { environmentUsage: parts.environmentUsage }),
  });
  of.confluent.compute_pools = { 'env-orchard': pools, 'env-garden': poolsElsewhere };
  of.confluent.ksql_clusters = { 'env-orchard': ksql, 'env-garden': listed() };
  of.confluent.connectors = connectors;
  return take(of).subjects.find(({ type, id }) => type === 'environment' && id === 'env-orchard') as EnvironmentSubject;
}

const clustersOf = (parts: Parts) => {
  const { byok_clusters, all_clusters_seen } = subjectOf(parts);
  return [byok_clusters, all_clusters_seen].map(said);
};
const consumersOf = (parts: Parts) => {
  const { consumers, all_consumers_seen } = subjectOf(parts);
  return [consumers, all_consumers_seen].map(said);
};
const why = { cause: 'denied', call: 'GET /orchard' };

test('an environment lists its clusters on self-managed keys, and where they are', () => {
  const clusters = listed(
    onKey('lkc-b', 'cck-1'),
    onLegacyKey('lkc-a', ARN, { region: known('eu-west-1') }),
    cluster('lkc-c', { region: known('eu-north-1') }),
  );
  expect(clustersOf({ clusters })).toEqual([['lkc-a', 'lkc-b'], true]);
  expect(said(subjectOf({ clusters }).places)).toEqual(['aws eu-west-1', 'aws us-west-2']);
});

test('an environment lists whatever can work on the data of its clusters on self-managed keys', () => {
  const parts = {
    pools: listed(pool('lfcp-1', { name: known('juicer') })),
    ksql: listed(ksqlOn('lksqlc-1', 'lkc-a')),
    connectors: { 'lkc-a': listed(connector('lcc-1', 'press')) },
  };
  expect(consumersOf(parts)).toEqual([
    ['Flink compute pool juicer (lfcp-1)', 'connector press (lcc-1)', 'ksqlDB cluster lksqlc-1'],
    true,
  ]);
});

test('Flink reaches clusters of its cloud and region from another environment', () => {
  expect(consumersOf({ poolsElsewhere: listed(pool('lfcp-1')) })).toEqual([['Flink compute pool lfcp-1 of env-garden'], true]);
});

test.each([
  ['cloud', { cloud: known('GCP') }],
  ['region', { region: known('eu-west-1') }],
])('Flink in another %s does not reach a cluster', (_, over) => {
  expect(consumersOf({ pools: listed(pool('lfcp-1', over)) })).toEqual([[], true]);
});

test.each([
  ['refused', denied, 'denied'],
  ['a cloud that is not known', known('GARBLED'), 'unrecognized'],
])('a compute pool whose cloud is %s may reach a cluster of its region', (_, cloud, cause) => {
  const [consumers, all] = consumersOf({ pools: listed(pool('lfcp-1', { cloud })) });
  expect(consumers).toEqual([]);
  expect(all).toMatchObject({ cause });
  expect(consumersOf({ pools: listed(pool('lfcp-1', { cloud, region: known('eu-west-1') })) })).toEqual([[], true]);
});

test('a compute pool may reach a cluster whose region is not known', () => {
  const clusters = listed(onKey('lkc-a', 'cck-1', { region: missing('malformed') }));
  expect(consumersOf({ clusters, pools: listed(pool('lfcp-1')) })).toEqual([[], { cause: 'malformed' }]);
  expect(consumersOf({ clusters })).toEqual([[], true]);
});

test('ksqlDB works on its own cluster alone', () => {
  const clusters = listed(onKey('lkc-a', 'cck-1'), cluster('lkc-c'));
  expect(consumersOf({ clusters, ksql: listed(ksqlOn('lksqlc-1', 'lkc-c')) })).toEqual([[], true]);
  const unread = { ...ksqlOn('lksqlc-1', ''), cluster: denied };
  expect(consumersOf({ clusters, ksql: listed(unread) })).toEqual([[], why]);
});

test('an environment without clusters on self-managed keys has nothing that could work on them', () => {
  expect(consumersOf({ clusters: listed(cluster('lkc-c')), pools: listed(pool('lfcp-1')) })).toEqual([[], true]);
  expect(clustersOf({ clusters: listed() })).toEqual([[], true]);
});

test.each<[string, Parts]>([
  ['of compute pools', { pools: brokenOff() }],
  ['of compute pools in another environment', { poolsElsewhere: brokenOff() }],
  ['of ksqlDB clusters', { ksql: brokenOff() }],
  ['of connectors', { connectors: { 'lkc-a': brokenOff() } }],
])('an incomplete list %s leaves open what else works on the data', (_, parts) => {
  expect(consumersOf(parts)).toEqual([[], why]);
});

test('an incomplete list keeps what was seen', () => {
  expect(consumersOf({ pools: brokenOff(pool('lfcp-1')) })).toEqual([['Flink compute pool lfcp-1'], why]);
  expect(clustersOf({ clusters: brokenOff(onKey('lkc-a', 'cck-1')) })).toEqual([['lkc-a'], why]);
});

test('a compute pool may be in an environment that was not listed', () => {
  expect(consumersOf({ environmentUsage: known(3) })).toEqual([[], { cause: 'denied', call: 'GET /org/v2/environments' }]);
  expect(consumersOf({ environmentUsage: denied })).toMatchObject([[], { cause: 'ambiguous' }]);
});

test('a cluster whose key is not known may be on a self-managed key', () => {
  expect(clustersOf({ clusters: listed(cluster('lkc-a', { byok_id: denied })) })).toEqual([[], why]);
});

test('connectors that were never listed are unknown, not absent', () => {
  expect(consumersOf({ connectors: {} })).toEqual([[], { cause: 'not_collected' }]);
});
