import { describe, expect, test } from 'vitest';
import { isKnown } from '../../src/facts/fact.ts';
import type { Cluster, Snapshot } from '../../src/snapshot/schema.ts';
import type { ClusterSubject, EnvironmentSubject } from '../../src/subjects/schema.ts';
import {
  ARN,
  cluster,
  clusterOf,
  config,
  environment,
  keyOf,
  known,
  listed,
  missing,
  onKey,
  orchard,
  registration,
  said,
  snapshot,
  take,
} from './build.ts';

const idsFrom = (first: number, to: number, prefix = 'lkc'): string[] =>
  Array.from({ length: to - first + 1 }, (_, index) => `${prefix}-${String(first + index).padStart(2, '0')}`);

/** So many clusters on one key, which is registered twice; listed from the last to the first. */
const on = (many: number, over: (index: number) => Partial<Cluster> = () => ({})): Snapshot =>
  orchard(
    idsFrom(1, many)
      .map((id, index) => onKey(id, index % 2 === 0 ? 'cck-apple' : 'cck-twin', over(index)))
      .reverse(),
    { keys: listed(registration('cck-apple'), registration('cck-twin')) },
  );

const named = (fact: { unknown: unknown } | { value: unknown; more?: number }) =>
  'unknown' in fact ? fact : [fact.value, fact.more];

describe('of many clusters on one key', () => {
  test('each document names ten others, and counts the rest', () => {
    const of = on(13);
    expect(named(clusterOf(of, 'lkc-01').key.other_clusters)).toEqual([idsFrom(2, 11), 2]);
    expect(named(clusterOf(of, 'lkc-13').key.other_clusters)).toEqual([idsFrom(1, 10), 2]);
    expect(named(keyOf(of, 'cck-apple').clusters)).toEqual([idsFrom(1, 10), 3]);
    expect(named(keyOf(of, 'cck-twin').clusters)).toEqual([idsFrom(1, 10), 3]);
  });

  test('ten are named without a count', () => {
    const of = on(11);
    expect(named(clusterOf(of, 'lkc-11').key.other_clusters)).toEqual([idsFrom(1, 10), undefined]);
    expect(named(keyOf(on(10), 'cck-apple').clusters)).toEqual([idsFrom(1, 10), undefined]);
  });

  test('a cluster that is listed twice is no other cluster of its own', () => {
    const twice = orchard(
      [...idsFrom(1, 12), 'lkc-01'].map((id) => onKey(id, 'cck-apple')),
      {
        keys: listed(registration('cck-apple')),
      },
    );
    expect(named(clusterOf(twice, 'lkc-01').key.other_clusters)).toEqual([idsFrom(2, 11), 1]);
  });

  test('all that failed are counted', () => {
    const failed = (index: number) => ({ phase: known(index === 0 ? 'PROVISIONED' : 'FAILED') });
    expect(named(clusterOf(on(13, failed), 'lkc-05').key.failed_clusters)).toEqual([idsFrom(2, 11), 2]);
  });

  test('what is known of the last one counts for the key', () => {
    const last = (of: Partial<Cluster>) => (index: number) => (index === 12 ? of : {});
    expect(said(keyOf(on(13, last({ kind: known('Enterprise') })), 'cck-apple').cluster_kinds)).toEqual([
      'Dedicated',
      'Enterprise',
    ]);
    expect(said(keyOf(on(13, last({ region: known('eu-west-1') })), 'cck-apple').cluster_regions)).toEqual([
      'eu-west-1',
      'us-west-2',
    ]);
    expect(said(keyOf(on(13, last({ kind: missing('malformed') })), 'cck-apple').all_kinds_known)).toEqual({
      cause: 'malformed',
    });
    const productive = config({ production: { environments: [], clusters: ['lkc-13'] } });
    const { subjects } = take(on(13), productive);
    expect(subjects.filter(({ type }) => type === 'key').map((key) => 'production' in key && key.production)).toEqual([
      true,
      true,
    ]);
  });

  test('ten earlier ones are named, and all are counted', () => {
    const retired_clusters = idsFrom(1, 12, 'lkc-old').map((id) => ({ id, key: ARN, deleted_at: '2025-03-01' }));
    const { earlier_clusters, never_used_before } = (
      take(on(2), config({ retired_clusters })).subjects.find(({ id }) => id === 'lkc-01') as ClusterSubject
    ).key;
    expect(
      isKnown(earlier_clusters) && [earlier_clusters.value.length, earlier_clusters.value[0], earlier_clusters.more],
    ).toEqual([10, 'lkc-old-01 (until 2025-03-01, according to the configuration)', 2]);
    expect(said(never_used_before)).toBe(false);
  });

  test('of many registrations of their key ten are named', () => {
    const keys = idsFrom(1, 13, 'cck').map((id) => registration(id));
    const { never_used_before } = clusterOf(orchard([onKey('lkc-01', 'cck-01')], { keys: listed(...keys) }), 'lkc-01').key;
    expect(isKnown(never_used_before) ? '' : never_used_before.unknown.detail).toContain(
      `(${idsFrom(1, 10, 'cck').join(', ')} and 3 more)`,
    );
  });
});

test('of many compute pools an environment names ten, its own among them, and counts the rest', () => {
  const pool = (id: string) => ({ id, name: known(id), cloud: known('AWS'), region: known('us-west-2') });
  const of = snapshot({
    environments: listed(environment('env-orchard'), environment('env-garden')),
    clusters: { 'env-orchard': listed(onKey('lkc-01', 'cck-apple')), 'env-garden': listed(cluster('lkc-02')) },
  });
  of.confluent.compute_pools = {
    'env-orchard': listed(pool('lfcp-05')),
    'env-garden': listed(...idsFrom(10, 21, 'lfcp').map(pool)),
  };
  of.confluent.connectors = { 'lkc-01': listed({ id: 'lcc-1', name: known('lcc-1') }) };
  const found = take(of).subjects.find(({ id }) => id === 'env-orchard') as EnvironmentSubject;
  expect(named(found.consumers)).toEqual([
    ['Flink compute pool lfcp-05', ...idsFrom(10, 18, 'lfcp').map((id) => `Flink compute pool ${id} of env-garden`)],
    4,
  ]);
});
