import { type Fact, firstUnknown, isKnown, type Listing, shown } from '../facts/fact.ts';
import { endOf } from '../inventory/populations.ts';
import type { Consumer, Environment } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import type { EnvironmentSubject } from './schema.ts';

/** The document of one environment: what is encrypted with the customer's keys in it, and what else works on the data. */
export function environmentSubject(context: Context, { id, name }: Environment): EnvironmentSubject {
  const { snapshot, parameters, as_of, bindings } = context;
  const own = bindings.byEnvironment.get(id) ?? [];
  const encrypted = own.flatMap(({ encryption, cluster }) =>
    isKnown(encryption) && encryption.value !== 'confluent' ? [cluster.id] : [],
  );
  const lists = consumers(context, id, encrypted);
  const seen = (value: string[]): Fact<string[]> => ({ value, source: 'confluent', observed_at: snapshot.taken_at });
  return {
    type: 'environment',
    id,
    parameters,
    as_of,
    name: shown(name) ?? null,
    byok_clusters: seen(encrypted.toSorted()),
    all_clusters_seen: firstUnknown(own.map(({ encryption }) => encryption)) ?? endOf(snapshot.confluent.clusters, id),
    consumers: seen(
      lists.flatMap(({ what, list }) => list?.seen.map(({ id: its, name: called }) => named(what, its, called)) ?? []).sort(),
    ),
    all_consumers_seen: firstUnknown(lists.map(({ end }) => end)) ?? endOf(snapshot.confluent.compute_pools, id),
  };
}

/** Connectors are listed for clusters on a self-managed key only. */
function consumers({ snapshot }: Context, id: string, clusters: readonly string[]) {
  const { compute_pools, ksql_clusters, connectors } = snapshot.confluent;
  const of = (what: string, lists: Record<string, Listing<Consumer>>, key: string) => ({
    what,
    list: Object.hasOwn(lists, key) ? lists[key] : undefined,
    end: endOf(lists, key),
  });
  return [
    of('Flink compute pool', compute_pools, id),
    of('ksqlDB cluster', ksql_clusters, id),
    ...clusters.map((cluster) => of('connector', connectors, cluster)),
  ];
}

const named = (what: string, id: string, name: Fact<string>): string =>
  isKnown(name) && name.value !== id && name.value !== '' ? `${what} ${name.value} (${id})` : `${what} ${id}`;
