import { expect, test } from 'vitest';
import type { Listing } from '../../src/facts/fact.ts';
import type { Cluster, Consumer } from '../../src/snapshot/schema.ts';
import type { EnvironmentSubject } from '../../src/subjects/schema.ts';
import { ARN, brokenOff, cluster, denied, known, listed, onKey, onLegacyKey, said, snapshot, take } from './build.ts';

const consumer = (id: string, name = id): Consumer => ({ id, name: known(name), cluster: null });
type Parts = {
  clusters?: Listing<Cluster>;
  pools?: Listing<Consumer>;
  ksql?: Listing<Consumer>;
  connectors?: Record<string, Listing<Consumer>>;
};

function environmentOf({ clusters = listed<Cluster>(), pools = listed(), ksql = listed(), connectors = {} }: Parts) {
  const of = snapshot({ clusters: { 'env-orchard': clusters } });
  of.confluent.compute_pools = { 'env-orchard': pools };
  of.confluent.ksql_clusters = { 'env-orchard': ksql };
  of.confluent.connectors = connectors;
  const { byok_clusters, all_clusters_seen, consumers, all_consumers_seen } = take(of).subjects.find(
    ({ type }) => type === 'environment',
  ) as EnvironmentSubject;
  return [byok_clusters, all_clusters_seen, consumers, all_consumers_seen].map(said);
}

test('an environment lists its clusters on self-managed keys and everything else that works on their data', () => {
  expect(
    environmentOf({
      clusters: listed(onKey('lkc-b', 'cck-1'), onLegacyKey('lkc-a', ARN), cluster('lkc-c')),
      pools: listed(consumer('lfcp-1', 'juicer')),
      ksql: listed(consumer('lksqlc-1')),
      connectors: { 'lkc-a': listed(), 'lkc-b': listed(consumer('lcc-1', 'press')) },
    }),
  ).toEqual([
    ['lkc-a', 'lkc-b'],
    true,
    ['Flink compute pool juicer (lfcp-1)', 'connector press (lcc-1)', 'ksqlDB cluster lksqlc-1'],
    true,
  ]);
});

test('an environment without clusters is known to have none', () => {
  expect(environmentOf({})).toEqual([[], true, [], true]);
});

test('an incomplete list keeps the items that were seen', () => {
  const why = { cause: 'denied', call: 'GET /orchard' };
  expect(environmentOf({ clusters: brokenOff(onKey('lkc-a', 'cck-1')), connectors: { 'lkc-a': listed() } })).toEqual([
    ['lkc-a'],
    why,
    [],
    true,
  ]);
  expect(environmentOf({ pools: brokenOff(consumer('lfcp-1')) })).toEqual([[], true, ['Flink compute pool lfcp-1'], why]);
  expect(environmentOf({ ksql: brokenOff() })).toEqual([[], true, [], why]);
});

test('a cluster whose key is not known may be on a self-managed key', () => {
  expect(environmentOf({ clusters: listed(cluster('lkc-a', { byok_id: denied })) }).slice(0, 2)).toEqual([
    [],
    { cause: 'denied', call: 'GET /orchard' },
  ]);
});

test('connectors that were never listed are unknown, not absent', () => {
  expect(environmentOf({ clusters: listed(onKey('lkc-a', 'cck-1')) })).toEqual([['lkc-a'], true, [], { cause: 'not_collected' }]);
});
