import type { Snapshot } from '../snapshot/schema.ts';
import { type Binding, type Bindings, bind, bindingsOf, legacyKeys } from './bindings.ts';
import { deletionOf } from './deletion.ts';
import { type Organization, organizationOf } from './organization.ts';
import { type Populations, populations, type WholeOrganization } from './populations.ts';
import { type Registrations, registrations } from './registrations.ts';

/** What a snapshot says by itself, before any configuration or history: computed once, and handed on whole. */
export type Inventory = {
  snapshot: Snapshot;
  /** The clock, RFC 3339: a deletion after it is still to come. */
  as_of: string;
  organization: Organization;
  /** Every cluster that the lists hold with its key, deleted ones among them. */
  listed: readonly Binding[];
  /** The clusters that are there, by the key that they use. */
  bindings: Bindings;
  registrations: Registrations;
  /** One cluster for each key that clusters name themselves. */
  legacyKeys: readonly Binding[];
  populations: Populations;
  /** The same without the attestation: what the snapshot proves. */
  observed: Populations;
};

/**
 * @param as_of RFC 3339
 * @param attestation that the API key sees the whole organization, if anybody attests it on that day
 */
export function inventory(snapshot: Snapshot, as_of: string, attestation: WholeOrganization | null = null): Inventory {
  const { confluent } = snapshot;
  const listed = bind(confluent);
  const bindings = bindingsOf(listed.filter(({ cluster }) => deletionOf(cluster, as_of) === null));
  const legacy = legacyKeys(bindings);
  const seen = { clusters: bindings.all.length, keys: confluent.keys.seen.length + legacy.length };
  const observed = populations(confluent, seen);
  return {
    snapshot,
    as_of,
    organization: organizationOf(snapshot),
    listed,
    bindings,
    registrations: registrations(confluent),
    legacyKeys: legacy,
    populations: attestation === null ? observed : populations(confluent, seen, attestation),
    observed,
  };
}
