import type { Provider } from '../clouds/index.ts';
import { derive, type Fact, firstUnknown, isKnown } from '../facts/fact.ts';
import { MOST_NAMED } from '../facts/shortened.ts';
import type { Binding } from '../inventory/bindings.ts';
import { endOf } from '../inventory/populations.ts';
import type { Cluster, ComputePool } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import { normalRegion, providerNamed } from './region.ts';

// What works on the data of clusters beside Kafka itself: Flink, ksqlDB and connectors.

type Pool = ComputePool & { environment: string };

/** The organization's Flink compute pools: a statement reads every cluster of its cloud and region, in any environment. */
export type ComputePools = { byPlace: ReadonlyMap<string, PoolsOfPlace>; unplaced: Unplaced; all_seen: Fact<true> };

/** By environment, and all of them by their names in another environment, sorted. */
type PoolsOfPlace = { own: ReadonlyMap<string, readonly Pool[]>; named: readonly { name: string; environment: string }[] };

/** Looks at each compute pool once. */
export function computePools({ snapshot, populations }: Context): ComputePools {
  const { compute_pools, environments } = snapshot.confluent;
  const pools = Object.entries(compute_pools).flatMap(([environment, { seen }]) =>
    seen.map((pool) => ({ ...pool, environment })),
  );
  const placed = Map.groupBy(pools, (pool) => placeOf(pool) ?? '');
  const unplaced = placed.get('') ?? [];
  placed.delete('');
  const ends = environments.seen.map(({ id }) => endOf(compute_pools, id));
  return {
    byPlace: new Map([...placed].map(([place, there]) => [place, poolsOfPlace(there)])),
    unplaced: unplacedIn(unplaced),
    all_seen: firstUnknown(ends) ?? populations.environments,
  };
}

type Placed = Pick<Cluster, 'cloud' | 'region'>;
type Place = { cloud: Fact<Provider>; region: Fact<string> };
const factsOf = ({ cloud, region }: Placed): Place => ({ cloud: providerNamed(cloud), region: derive(region, normalRegion) });

function placeOf(placed: Placed): string | undefined {
  const { cloud, region } = factsOf(placed);
  return isKnown(cloud) && isKnown(region) ? `${cloud.value} ${region.value}` : undefined;
}

/** Whatever can work on the data of an environment's clusters on self-managed keys, and whether that is all. */
export function consumersOf({ snapshot }: Context, pools: ComputePools, environment: string, clusters: readonly Binding[]) {
  const { ksql_clusters, connectors } = snapshot.confluent;
  const ids = new Set(clusters.map(({ cluster }) => cluster.id));
  const places = [...new Set(clusters.flatMap(({ cluster }) => placeOf(cluster) ?? []))].sort();
  const flink = places.flatMap((place) => pools.byPlace.get(place) ?? []);
  const own = flink.flatMap((there) => there.own.get(environment) ?? []);
  const ksql = Object.hasOwn(ksql_clusters, environment) ? (ksql_clusters[environment]?.seen ?? []) : [];
  const onThem = ksql.filter(({ cluster }) => isKnown(cluster) && ids.has(cluster.value));
  const connected = [...ids].flatMap((id) => (Object.hasOwn(connectors, id) ? (connectors[id]?.seen ?? []) : []));
  const names = [
    ...own.map((pool) => named('Flink compute pool', pool)),
    ...flink.flatMap((there) => firstElsewhere(there, environment)),
    ...onThem.map((one) => named('ksqlDB cluster', one)),
    ...connected.map((one) => named('connector', one)),
  ];
  const reads = [
    mayReach(pools, clusters),
    endOf(ksql_clusters, environment),
    ...ksql.map(({ cluster }) => cluster),
    ...[...ids].map((id) => endOf(connectors, id)),
  ];
  const all = onThem.length + connected.length + flink.reduce((count, there) => count + there.named.length, 0);
  return { places, names: names.sort(), all, all_seen: firstUnknown(reads) ?? pools.all_seen };
}

function poolsOfPlace(pools: readonly Pool[]): PoolsOfPlace {
  const all = pools.map((pool) => ({
    name: named('Flink compute pool', pool, ` of ${pool.environment}`),
    environment: pool.environment,
  }));
  const own = Map.groupBy(pools, ({ environment }) => environment);
  return { own, named: all.sort((a, b) => (a.name < b.name ? -1 : a.name === b.name ? 0 : 1)) };
}

/** As many of other environments as are named at the most. */
function firstElsewhere({ named: all }: PoolsOfPlace, environment: string): string[] {
  const first: string[] = [];
  for (const one of all) {
    if (first.length === MOST_NAMED) break;
    if (one.environment !== environment) first.push(one.name);
  }
  return first;
}

/** Whether it is known of each compute pool whether it reaches the clusters. */
function mayReach({ byPlace, unplaced, all_seen }: ComputePools, clusters: readonly Binding[]): Fact<true> {
  if (!isKnown(all_seen) || (byPlace.size === 0 && unplaced === NOWHERE)) return all_seen;
  const nowhere = clusters.find(({ cluster }) => placeOf(cluster) === undefined);
  const open = nowhere?.cluster ?? unplaced(clusters.map(({ cluster }) => factsOf(cluster)));
  return (open && firstUnknown(Object.values(factsOf(open)))) ?? all_seen;
}

/** The first compute pool whose place is not known and that may be where one of some clusters is, unless what is known differs. */
type Unplaced = (places: readonly Place[]) => Pool | undefined;

/** @param pools those of which the cloud, the region or both are not known */
function unplacedIn(pools: readonly Pool[]): Unplaced {
  if (pools.length === 0) return NOWHERE;
  const first = new Map<string, number>();
  for (const [index, pool] of pools.entries()) {
    const { cloud, region } = factsOf(pool);
    const known = isKnown(cloud) ? inCloud(cloud.value) : isKnown(region) ? inRegion(region.value) : ANYWHERE;
    if (!first.has(known)) first.set(known, index);
  }
  return (places) => {
    const like = ({ cloud, region }: Place) => [
      ...(isKnown(cloud) ? [inCloud(cloud.value)] : []),
      ...(isKnown(region) ? [inRegion(region.value)] : []),
      ANYWHERE,
    ];
    const found = [...new Set(places.flatMap(like))].flatMap((known) => first.get(known) ?? []);
    return pools[found.reduce((least, index) => Math.min(least, index), pools.length)];
  };
}

const NOWHERE: Unplaced = () => undefined;
const inCloud = (cloud: Provider): string => `cloud ${cloud}`;
const inRegion = (region: string): string => `region ${region}`;
const ANYWHERE = 'anywhere';

const named = (what: string, { id, name }: { id: string; name: Fact<string> }, where = ''): string =>
  isKnown(name) && name.value !== id ? `${what} ${name.value} (${id})${where}` : `${what} ${id}${where}`;
