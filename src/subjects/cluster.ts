import { type KmsName, mayBeOneKey, parseName, type Written } from '../clouds/index.ts';
import { derive, type Fact, firstUnknown, isKnown, shown, unknown } from '../facts/fact.ts';
import { shortened } from '../facts/shortened.ts';
import { allUsersSeen, type Binding, providerOf } from '../inventory/bindings.ts';
import { identity } from '../inventory/identity.ts';
import { type Context, environmentName } from './context.ts';
import type { Without } from './draft.ts';
import { listed } from './in-use.ts';
import { ownerBy } from './owner.ts';
import { clusterRegion, keyRegion, providerNamed } from './region.ts';
import { reuse } from './reuse.ts';
import type { ClusterSubject } from './schema.ts';
import { failedOf, others } from './users.ts';

export function clusterDraft(context: Context, binding: Binding): Without<ClusterSubject> {
  const { cluster, kms, key_id, registration } = binding;
  const users = context.bindings.usersOf(kms, shown(key_id));
  const declared = context.expectedKey(cluster.id);
  return {
    type: 'cluster',
    id: cluster.id,
    as_of: context.as_of,
    name: shown(cluster.name) ?? null,
    environment: cluster.environment,
    environment_name: shown(environmentName(context.environmentNames, cluster.environment)) ?? null,
    production: context.production(cluster),
    cloud: providerNamed(cluster.cloud),
    region: clusterRegion(cluster),
    kind: cluster.kind,
    phase: cluster.phase,
    deletion_protection: cluster.deletion_protection,
    encryption: binding.encryption,
    key: {
      id: key_id,
      kms_name: derive(kms, ({ name }) => name),
      owner: ownerOf(context, kms),
      provider: providerOf(kms, registration),
      registered: registered(context, binding),
      expected: { value: declared ?? null, source: 'configuration', observed_at: context.snapshot.taken_at },
      as_expected: asExpected(declared, kms),
      region: keyRegion(kms, context.notesOn(kms), registration?.validation_region),
      other_clusters: otherClusters(binding, users),
      failed_clusters: failedAmong(binding, users, context.snapshot.taken_at),
      all_users_seen: allUsersSeen(context, kms, users),
      ...reuse(context, binding),
    },
  };
}

/** Whose the cluster's key is. */
function ownerOf({ notesOn, ownerTags }: Context, kms: Fact<KmsName>): Fact<string | null> {
  const notes = notesOn(kms);
  return 'unknown' in notes ? notes : ownerBy(notes.key.tags, ownerTags).owner;
}

/** That the list does not hold the id says something only where the list is whole. */
function registered({ populations }: Context, { encryption, key_id, registration }: Binding): Fact<boolean> {
  if (!isKnown(encryption)) return encryption;
  if (encryption.value !== 'byok') return unknown('not_found', 'the cluster names no registered key');
  if (registration !== undefined) return derive(key_id, () => true);
  return derive(populations.keys, () => false);
}

/** Whether the key is the one that the configuration declares for the cluster. The version does not matter. */
function asExpected(declared: string | undefined, kms: Fact<KmsName>): Fact<boolean> {
  if (declared === undefined) return unknown('not_collected', 'the configuration declares no key for the cluster');
  const wanted = parseName(declared);
  if (wanted === undefined) return unknown('malformed', `${JSON.stringify(declared)} is not the name of a KMS key`);
  if (isKnown(kms) && mayBeOneKey(kms.value, wanted))
    return unknown('ambiguous', 'the two names differ only in the project, which one of them gives by number');
  return derive(kms, (named) => isSpelling(named, wanted));
}

/** Whether two names are one name: letters of an id that knows no case may differ. A replica of a multi-Region key has another. */
const isSpelling = (a: Written, b: Written): boolean =>
  identity(a) === identity(b) && a.name.toLowerCase() === b.name.toLowerCase();

/** What was seen of the others stays proven even where this cluster's own key could not be read. */
function otherClusters({ cluster, kms, key_id }: Binding, users: readonly Binding[]): Fact<string[]> {
  const { first, all } = others(cluster.id, users);
  if (all === 0 && !isKnown(kms)) return kms;
  const seen = isKnown(key_id) ? key_id : cluster.byok_id;
  return isKnown(seen) ? shortened({ value: first, source: seen.source, observed_at: seen.observed_at }, all) : seen;
}

/** A cluster that was seen to have failed is named, whatever was not read of the others. */
function failedAmong({ cluster, kms }: Binding, users: readonly Binding[], observed_at: string): Fact<string[]> {
  const { ids, unread } = failedOf(users);
  const own = users.length === 0 && shown(cluster.phase) === 'FAILED' ? [cluster.id] : ids;
  if (own.length > 0) return shortened(listed(own, observed_at));
  return firstUnknown([kms, cluster.phase]) ?? unread ?? listed([], observed_at);
}
