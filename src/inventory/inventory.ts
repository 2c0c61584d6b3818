import type { Snapshot } from '../snapshot/schema.ts';
import { bind, bindingsOf, deletionOf, legacyKeys } from './bindings.ts';
import { organizationOf } from './organization.ts';
import { populations, type WholeOrganization } from './populations.ts';
import { registrations } from './registrations.ts';

/** What a snapshot says by itself, before any configuration or history: computed once, and handed on whole. */
export type Inventory = ReturnType<typeof inventory>;

/**
 * @param as_of RFC 3339
 * @param attestation that the API key sees the whole organization, if anybody attests it on that day
 */
export function inventory(snapshot: Snapshot, as_of: string, attestation: WholeOrganization | null = null) {
  const { confluent } = snapshot;
  const listed = bind(confluent);
  const bindings = bindingsOf(listed.filter(({ cluster }) => deletionOf(cluster, as_of) === null));
  const legacy = legacyKeys(bindings);
  const seen = { clusters: bindings.all.length, keys: confluent.keys.seen.length + legacy.length };
  const observed = populations(confluent, seen);
  return {
    snapshot,
    /** The clock, RFC 3339: a deletion after it is still to come. */
    as_of,
    organization: organizationOf(snapshot),
    /** Every cluster that the lists hold with its key, deleted ones among them. */
    listed,
    /** The clusters that are there, by the key that they use. */
    bindings,
    registrations: registrations(confluent),
    /** One cluster for each key that clusters name themselves. */
    legacyKeys: legacy,
    populations: attestation === null ? observed : populations(confluent, seen, attestation),
    /** The same without the attestation: what the snapshot proves. */
    observed,
  };
}
