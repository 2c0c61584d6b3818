import { type Fact, firstUnknown, isKnown, shown } from '../facts/fact.ts';
import { shortened } from '../facts/shortened.ts';
import { endOf } from '../inventory/populations.ts';
import type { Environment } from '../snapshot/schema.ts';
import { type ComputePools, consumersOf } from './consumers.ts';
import type { Context } from './context.ts';
import type { Without } from './draft.ts';
import type { EnvironmentSubject } from './schema.ts';

/** The document of one environment: what is encrypted with the customer's keys in it, and what else works on the data. */
export function environmentDraft(context: Context, pools: ComputePools, { id, name }: Environment): Without<EnvironmentSubject> {
  const { snapshot, as_of, bindings } = context;
  const own = bindings.byEnvironment.get(id) ?? [];
  const encrypted = own.filter(({ encryption }) => isKnown(encryption) && encryption.value !== 'confluent');
  const consumers = consumersOf(context, pools, id, encrypted);
  const seen = <T>(value: T): Fact<T> => ({ value, source: 'confluent', observed_at: snapshot.taken_at });
  return {
    type: 'environment',
    id,
    as_of,
    name: shown(name) ?? null,
    byok_clusters: seen(encrypted.map(({ cluster }) => cluster.id).sort()),
    all_clusters_seen: firstUnknown(own.map(({ encryption }) => encryption)) ?? endOf(snapshot.confluent.clusters, id),
    places: seen(consumers.places),
    consumers: shortened(seen(consumers.names), consumers.all),
    all_consumers_seen: consumers.all_seen,
  };
}
