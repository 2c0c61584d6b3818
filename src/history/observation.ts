import { isKnown, shown } from '../facts/fact.ts';
import { utcOrNull } from '../input/time.ts';
import { deletionOf, isOnUnknownKey } from '../inventory/bindings.ts';
import { identity, identityOf } from '../inventory/identity.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Population } from '../inventory/populations.ts';
import { digest } from '../snapshot/file.ts';
import type { Rows } from './export-line.ts';
import { flag } from './tables.ts';

/** What one snapshot shows of keys and clusters, as the history keeps it. */
export type Observation = Rows['snapshot'] & { uses: readonly KeyUse[] };

/** A cluster on a KMS key. */
export type KeyUse = Omit<Rows['binding'], 'organization'>;

/** Which populations were seen whole. */
export function wholeness(populations: readonly Pick<Population, 'subject_type' | 'complete'>[]) {
  const of = (type: string) => {
    const complete = populations.find(({ subject_type }) => subject_type === type)?.complete ?? null;
    return complete === null ? null : flag(complete);
  };
  return { environments_whole: of('environment'), clusters_whole: of('cluster'), keys_whole: of('key') };
}

/** Whether a text is Confluent's id of a key, and not the identity of a KMS key. */
export const isKeyId = (text: string): boolean => /^cck-[\w-]+$/.test(text);

/** By the snapshot's own clock and without any attestation: the same of one snapshot whenever and however it is evaluated. */
export function observationOf({ snapshot, listed, observed, organization }: Inventory): Observation {
  const { confluent } = snapshot;
  const taken_at = utcOrNull(snapshot.taken_at) ?? snapshot.taken_at;
  const { list, clusters: allClusters, keys } = observed;
  const live = listed.filter(({ cluster }) => deletionOf(cluster, taken_at) === null);
  const used = new Set(live.map(({ kms }) => identityOf(kms)));
  const named = new Set(live.map(({ key_id }) => shown(key_id)));
  return {
    organization: organization.id,
    digest: digest(snapshot),
    taken_at,
    ...wholeness(list),
    // a registration whose state or name was not read would not show that it is held
    whole: flag(
      isKnown(allClusters) &&
        isKnown(keys) &&
        !listed.some(isOnUnknownKey) &&
        confluent.keys.seen.every(({ kms, state }) => isKnown(kms) && ['IN_USE', 'AVAILABLE'].includes(shown(state) ?? '')),
    ),
    registrations: confluent.keys.seen.map(({ id, kms, state }) => ({
      registration: id,
      identity: identityOf(kms) ?? '',
      state: shown(state) ?? null,
      held_unseen: flag(shown(state) === 'IN_USE' && !named.has(id) && !used.has(identityOf(kms))),
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
