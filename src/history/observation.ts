import { isKnown, shown } from '../facts/fact.ts';
import { utcOrNull } from '../input/time.ts';
import { isOnUnknownKey } from '../inventory/bindings.ts';
import { deletionOf } from '../inventory/deletion.ts';
import { identity, identityOf } from '../inventory/identity.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { digest } from '../snapshot/file.ts';

/** What one snapshot shows of keys and clusters, as the history keeps it. Times are RFC 3339 in UTC with milliseconds. */
export type Observation = {
  organization: string;
  /** Digest of the snapshot. */
  snapshot: string;
  taken_at: string;
  /** Whether each population was seen whole; null where nothing proves it. */
  environments_whole: boolean | null;
  clusters_whole: boolean | null;
  keys_whole: boolean | null;
  /** Every cluster was seen, and of each which key it is on; and every registration. Only such a scan bounds a gap. */
  whole: boolean;
  registrations: readonly {
    id: string;
    /** Empty where the KMS name could not be read. */
    identity: string;
    state: string | null;
    /** Confluent holds the key in use, and no cluster was seen on it. */
    held_unseen: boolean;
  }[];
  uses: readonly KeyUse[];
};

/** A cluster on a KMS key. */
export type KeyUse = {
  /** Of the KMS key. As long as that is not known, Confluent's id of the key (`isKeyId`), or empty where an event named none. */
  identity: string;
  cluster: string;
  first_seen: string;
  last_seen: string;
  created_at: string | null;
  deleted_at: string | null;
  /** Where it is known from. */
  source: 'scan' | 'audit_log';
};

/** Whether a text is Confluent's id of a key, and not the identity of a KMS key. */
export const isKeyId = (text: string): boolean => /^cck-[\w-]+$/.test(text);

/** By the snapshot's own clock and without any attestation: the same of one snapshot whenever and however it is evaluated. */
export function observationOf({ snapshot, listed, observed, organization }: Inventory): Observation {
  const { confluent } = snapshot;
  const taken_at = utcOrNull(snapshot.taken_at) ?? snapshot.taken_at;
  const { list, clusters: allClusters, keys } = observed;
  const wholeness = (type: string) => list.find(({ subject_type }) => subject_type === type)?.complete ?? null;
  const live = listed.filter(({ cluster }) => deletionOf(cluster, taken_at) === null);
  const used = new Set(live.map(({ kms }) => identityOf(kms)));
  const named = new Set(live.map(({ key_id }) => shown(key_id)));
  return {
    organization: organization.id,
    snapshot: digest(snapshot),
    taken_at,
    environments_whole: wholeness('environment'),
    clusters_whole: wholeness('cluster'),
    keys_whole: wholeness('key'),
    // a registration whose state or name was not read would not show that it is held
    whole:
      isKnown(allClusters) &&
      isKnown(keys) &&
      !listed.some(isOnUnknownKey) &&
      confluent.keys.seen.every(({ kms, state }) => isKnown(kms) && ['IN_USE', 'AVAILABLE'].includes(shown(state) ?? '')),
    registrations: confluent.keys.seen.map(({ id, kms, state }) => ({
      id,
      identity: identityOf(kms) ?? '',
      state: shown(state) ?? null,
      held_unseen: shown(state) === 'IN_USE' && !named.has(id) && !used.has(identityOf(kms)),
    })),
    uses: listed.flatMap(({ cluster, kms }) => {
      if (!isKnown(kms)) return [];
      const deleted_at = utcOrNull(deletionOf(cluster, taken_at));
      const seen = deleted_at ?? taken_at;
      return [
        {
          identity: identity(kms.value),
          cluster: cluster.id,
          first_seen: seen,
          last_seen: seen,
          created_at: utcOrNull(shown(cluster.created_at)),
          deleted_at,
          source: 'scan',
        },
      ];
    }),
  };
}
