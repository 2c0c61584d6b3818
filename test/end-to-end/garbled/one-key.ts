import type { Fixture } from '../../../loopback/fixture.ts';
import { isKnown } from '../../../src/facts/fact.ts';
import type { Snapshot } from '../../../src/snapshot/schema.ts';

/** Quotas by which it is known that all was listed. */
const COUNTED = { 'iam.max_environments.per_org': 'environments', 'iam.max_kafka_clusters.per_org': 'clusters' } as const;

/**
 * A scenario with one KMS key alone: its registrations, the clusters on it, and their environments. What its KMS says can
 * be garbled there much faster, and concerns no other key.
 */
export function withOneKey(fixture: Fixture, { confluent }: Snapshot, name: string): Fixture {
  const registrations = new Set(
    confluent.keys.seen.filter(({ kms }) => isKnown(kms) && kms.value.name === name).map(({ id }) => id),
  );
  const clusters = new Set(
    Object.values(confluent.clusters)
      .flatMap(({ seen }) => seen)
      .filter(
        ({ byok_id, legacy_kms }) =>
          (isKnown(byok_id) && byok_id.value !== null && registrations.has(byok_id.value)) ||
          (isKnown(legacy_kms) && legacy_kms.value?.name === name),
      )
      .map(({ id }) => id),
  );
  const kept = Object.entries(fixture.confluent.clusters ?? {})
    .map(([environment, list]) => [environment, list.filter(({ id }) => clusters.has(String(id)))] as const)
    .filter(([, list]) => list.length > 0);
  const environments = new Set(kept.map(([environment]) => environment));
  const counts = { environments: environments.size, clusters: kept.reduce((sum, [, list]) => sum + list.length, 0) };
  return {
    ...fixture,
    confluent: {
      ...fixture.confluent,
      keys: fixture.confluent.keys.filter(({ id }) => registrations.has(String(id))),
      environments: fixture.confluent.environments.filter(({ id }) => environments.has(String(id))),
      clusters: Object.fromEntries(kept),
      quotas: fixture.confluent.quotas.map((quota) => {
        const what = COUNTED[String(quota.id) as keyof typeof COUNTED];
        return what === undefined || quota.usage === undefined ? quota : { ...quota, usage: counts[what] };
      }),
    },
  };
}
