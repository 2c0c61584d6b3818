import { firstOf } from '../clouds/decision.ts';
import type { KmsName } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { Release } from '../facts/key.ts';
import { MOST_NAMED, shortened } from '../facts/shortened.ts';
import { rememberedOf, rememberedOfList } from '../input/remembered.ts';
import { DAY, daysBetween } from '../input/time.ts';
import type { Binding } from '../inventory/bindings.ts';
import { identity } from '../inventory/identity.ts';
import { type EarlierUse, holdDays, type KeyPast, type UseSource } from '../inventory/key-past.ts';
import type { Cluster, RegisteredKey } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import { listed } from './in-use.ts';
import type { ClusterSubject } from './schema.ts';

const SOURCES: Readonly<Record<UseSource, string>> = {
  scan: 'an earlier scan',
  audit_log: "Confluent's audit log",
  configuration: 'the configuration',
  cluster_list: "Confluent's own list",
};

type Reuse = Pick<ClusterSubject['key'], 'earlier_clusters' | 'never_used_before'>;

/**
 * Whether the cluster's KMS key served another cluster before, one that is deleted. Confluent holds a key for some days
 * after its cluster's deletion, so that a cluster created sooner after the key had no predecessor, and a predecessor
 * that existed between two scans shows as a key in use.
 */
export function reuse(context: Context, binding: Binding): Reuse {
  const { kms } = binding;
  if (!isKnown(kms)) return { earlier_clusters: kms, never_used_before: kms };
  const past = context.past(identity(kms.value));
  const { clusterIds } = context.bindings;
  const all = context.populations.clusters;
  const { unseen, certain } = unseenIn(clusterIds)(past);
  const deleted = isKnown(all) ? unseen : certain;
  const earlier = inSentences(deleted);
  // that they are deleted may rest on an attestation alone, whose author is named then
  const attested = isKnown(all) && all.attested_by !== undefined && deleted.length > 0 && certain.length === 0;
  return {
    earlier_clusters: shortened(derive(kms, () => earlier)),
    never_used_before:
      deleted.length > 0
        ? derive<unknown, boolean>(attested ? all : kms, () => false)
        : isKnown(all) || unseen.length === 0
          ? neverUsed(context, past, kms, binding.cluster)
          : mayExist(unseen, all.unknown),
  };
}

/** The uses by clusters that are not there, and those of them of which it is known that the cluster is deleted. */
const unseenIn = rememberedOf((clusterIds: ReadonlySet<string>) =>
  rememberedOf(({ uses }: KeyPast) => {
    const unseen = uses.filter((use) => !clusterIds.has(use.cluster));
    return { unseen, certain: unseen.filter(({ known_deleted }) => known_deleted) };
  }),
);

const inSentences = rememberedOfList((uses: readonly EarlierUse[]) =>
  uses
    .map(({ cluster, from, until, source }) => {
      const begun = from === null ? 'until' : `${from.slice(0, 10)} to`;
      return `${cluster} (${begun} ${until.slice(0, 10)}, according to ${SOURCES[source]})`;
    })
    .sort(),
);

const namesOf = rememberedOfList((uses: readonly EarlierUse[]) => firstOf(uses.map(({ cluster }) => cluster).sort(), MOST_NAMED));

/** A cluster that was not seen may still exist where not every cluster was seen. */
function mayExist(clusters: readonly EarlierUse[], { cause, detail, ...at }: Unknown) {
  return unknown(
    cause,
    `${namesOf(clusters)} used the key before and may still exist; not every cluster was seen: ${detail}`,
    at,
  );
}

function neverUsed(context: Context, past: KeyPast, kms: Fact<KmsName>, cluster: Cluster): Fact<boolean> {
  // an earlier cluster, or another registration, would not have been found
  if (past.unread !== null) return { unknown: past.unread };
  const registered = registeredAs(context.registrations.twins(kms))(past);
  if (registered.length > 1)
    return unknown(
      'ambiguous',
      `the KMS key is or was registered more than once (${firstOf(registered, MOST_NAMED)}), so a hold by Confluent would not show`,
    );
  // one that was not seen may have held the key for an earlier cluster
  if (!isKnown(context.populations.keys)) return context.populations.keys;
  const [unnamed] = context.registrations.unnamed(kms);
  if (unnamed !== undefined && !isKnown(unnamed.kms)) return unnamed.kms;
  const namesake = context.registrations.namesakes(kms)[0]?.id ?? past.namesakes[0];
  if (namesake !== undefined) return unknown('ambiguous', `${namesake} may be the same key under the other name of its project`);
  if (past.unidentified_at !== null && !isOwn(cluster, past.unidentified_at))
    return unknown(
      'ambiguous',
      `on ${past.unidentified_at.slice(0, 10)} Confluent held the key in use for a cluster that was not seen`,
    );
  const found = context.notesOn(kms);
  const created = 'unknown' in found ? found : found.key.created_at;
  if (!isKnown(created)) return created;
  const born = Date.parse(created.value);
  if (!(born <= Date.parse(context.as_of) + DAY))
    return unknown('malformed', `${JSON.stringify(created.value)} is not a time before ${context.as_of}`);
  const hold = holdDays(context.parameters) * DAY;
  if (past.reaches_back_to !== null && Date.parse(past.reaches_back_to) - born < hold)
    return derive(proofOf(context, created), () => true);
  const { created_at } = cluster;
  if (!isKnown(created_at)) return created_at;
  const age = Date.parse(created_at.value) - born;
  if (age >= 0 && age < hold) return derive(proofOf(context, created_at), () => true);
  if (age < 0)
    return unknown(
      'ambiguous',
      `the cluster was created on ${created_at.value}, before the key that it uses, on ${created.value}: one of the two dates is wrong`,
    );
  const [key, own, limit] = [created.value, created_at.value, new Date(born + hold).toISOString()].map((time) =>
    time.slice(0, 10),
  );
  const dates = `(the key was created on ${key}, the cluster on ${own})`;
  if (past.first_scan_at !== null && Date.parse(past.first_scan_at) - born < hold)
    return unknown(
      'not_collected',
      `scans would have to go back to before ${limit} without a gap of more than ${hold / DAY} days ${dates}`,
    );
  return unknown(
    'unsupported',
    `scans do not go back to before ${limit} ${dates}; import the audit log, declare retired_clusters, or attest it`,
  );
}

/** All ids of registrations of a key, now and before, sorted. */
const registeredAs = rememberedOf((twins: readonly RegisteredKey[]) =>
  rememberedOf((past: KeyPast) => [...new Set([...twins.map(({ id }) => id), ...past.registrations])].sort()),
);

/** The source that a proof names: the attestation, where one says that no registration was left out. */
const proofOf = <T>({ populations: { keys } }: Context, observed: Fact<T>): Fact<unknown> =>
  isKnown(keys) && keys.attested_by !== undefined ? keys : observed;

/** Confluent held the key for this very cluster, which existed already and was not seen. */
const isOwn = ({ created_at }: Cluster, held_at: string): boolean =>
  isKnown(created_at) && Date.parse(created_at.value) <= Date.parse(held_at);

/** How long no cluster has been on the key, and whether Confluent should have released it by now. */
export function release({ as_of, parameters, past }: Context, kms: Fact<KmsName>, used: boolean) {
  if (used) return { days_gone: listed(0, as_of), days_free: listed(0, as_of), overdue: listed(false, as_of) };
  if (!isKnown(kms)) return blank(Release, kms);
  const { last_used_at, first_free_at, unread } = past(identity(kms.value));
  const since = (time: string | null, what: string): Fact<number> =>
    time === null
      ? unread === null
        ? unknown('not_collected', what)
        : { unknown: unread }
      : { value: Math.max(0, daysBetween(time, as_of)), source: 'history', observed_at: time };
  const gone = since(last_used_at, 'it is not known when a cluster was last on the key');
  const free = since(first_free_at, 'no earlier scan of the whole organization saw the key without a cluster');
  return { days_gone: gone, days_free: free, overdue: overdue(gone, free, holdDays(parameters)) };
}

function overdue(gone: Fact<number>, free: Fact<number>, days: number): Fact<boolean> {
  if (isKnown(gone) && gone.value < days) return derive(gone, () => false);
  if (isKnown(free) && free.value >= days) return derive(free, () => true);
  if (!isKnown(gone) && !isKnown(free)) return gone;
  return unknown('ambiguous', 'what is known of the last cluster on the key does not say when it was deleted');
}
