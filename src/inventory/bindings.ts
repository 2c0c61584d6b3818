import { cloudOfKind, type KmsName, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, ofConfluent, shown, unknown } from '../facts/fact.ts';
import { rememberedOf, rememberedOfList } from '../input/remembered.ts';
import type { Cluster, Confluent, RegisteredKey } from '../snapshot/schema.ts';
import { identityOf, namesakesIn } from './identity.ts';
import type { Populations } from './populations.ts';

/** byok: a key registered with Confluent; legacy: a KMS key named on the cluster itself; confluent: none of the customer's. */
type Encryption = 'byok' | 'legacy' | 'confluent';

/** Which KMS key a cluster is on, as far as was seen. */
export type Binding = {
  cluster: Cluster;
  encryption: Fact<Encryption>;
  /** Confluent's id of the key, or the KMS name of a legacy one; unknown/not_found where the cluster uses none. */
  key_id: Fact<string>;
  kms: Fact<KmsName>;
  registration: RegisteredKey | undefined;
};

/** When the cluster was deleted; null while it is there. A deletion dated before its creation does not count. */
export function deletionOf({ created_at, deleted_at }: Cluster, as_of: string): string | null {
  if (!isKnown(deleted_at) || deleted_at.value === null) return null;
  const deleted = Date.parse(deleted_at.value);
  const created = isKnown(created_at) ? Date.parse(created_at.value) : Number.NaN;
  return deleted <= Date.parse(as_of) && !(deleted < created) ? deleted_at.value : null;
}

/** Every listed cluster with its key, whatever its environment: uniqueness needs them all. */
export function bind({ clusters, keys }: Confluent): Binding[] {
  const registered = new Map(keys.seen.map((key) => [key.id, key]));
  return Object.values(clusters).flatMap(({ seen }) => seen.map((cluster) => bound(cluster, registered, keys.end)));
}

/** The clusters that are there, by the key that they use: uniqueness and every key's list of users rest on this join. */
export type Bindings = ReturnType<typeof bindingsOf>;

export function bindingsOf(all: readonly Binding[]) {
  const byIdentity = Map.groupBy(all, ({ kms }) => identityOf(kms));
  const byKeyId = Map.groupBy(all, ({ key_id }) => shown(key_id));
  const onUnknownKeys = all.filter(isOnUnknownKey);
  return {
    all,
    clusterIds: new Set(all.map(({ cluster }) => cluster.id)),
    byEnvironment: Map.groupBy(all, ({ cluster }) => cluster.environment),
    /** By KMS identity; under undefined those on keys that are not known. */
    byIdentity,
    /** By Confluent's key id; under undefined those of which it is not known. */
    byKeyId,
    usersOf: usersIn(byIdentity, byKeyId),
    /** Those on a key of another name that may be the same key. */
    namesakes: namesakesIn(all, ({ kms }) => shown(kms)),
    /** The first cluster that may use a key that is not known, beside those seen on a key. */
    firstOnUnknownKeyBeside: rememberedOfList((users: readonly Binding[]) => {
      if (onUnknownKeys.length === 0) return undefined;
      const seen = new Set(users);
      return onUnknownKeys.find((binding) => !seen.has(binding));
    }),
  };
}

const NOBODY: readonly Binding[] = [];
type Groups = ReadonlyMap<string | undefined, readonly Binding[]>;

/**
 * Finds the clusters seen on a key, by their ids: those on the same KMS key, and those that name the same registration even if
 * that could not be read. Whoever asks about one key gets one list, so that what follows from it is found once.
 */
function usersIn(byIdentity: Groups, byKeyId: Groups) {
  const inOrder = rememberedOfList((users: readonly Binding[]): readonly Binding[] =>
    users.length < 2 ? users : users.toSorted((a, b) => (a.cluster.id < b.cluster.id ? -1 : 1)),
  );
  /** The identity of the KMS key that all of them are on, if it is one. */
  const common = rememberedOfList((users: readonly Binding[]) => {
    const [first, ...others] = new Set(users.map(({ kms }) => identityOf(kms)));
    return others.length === 0 ? first : undefined;
  });
  const joined = rememberedOf((some: readonly Binding[]) =>
    rememberedOf((more: readonly Binding[]): readonly Binding[] => [...new Set([...some, ...more])]),
  );
  return (kms: Fact<KmsName>, keyId: string | undefined): readonly Binding[] => {
    const same = identityOf(kms);
    const onKey = (same === undefined ? undefined : byIdentity.get(same)) ?? NOBODY;
    const naming = (keyId === undefined ? undefined : byKeyId.get(keyId)) ?? NOBODY;
    if (naming.length === 0 || (same !== undefined && common(naming) === same)) return inOrder(onKey);
    return inOrder(onKey.length === 0 ? naming : joined(onKey)(naming));
  };
}

/** Whether the cluster uses, or may use, a key that is not known. */
export const isOnUnknownKey = ({ kms, encryption }: Binding): boolean =>
  identityOf(kms) === undefined && !(isKnown(encryption) && encryption.value === 'confluent');

function bound(cluster: Cluster, registered: ReadonlyMap<string, RegisteredKey>, listEnd: Fact<true>): Binding {
  const { byok_id, encryption_key } = cluster;
  if (!isKnown(byok_id)) return { cluster, encryption: byok_id, key_id: byok_id, kms: byok_id, registration: undefined };
  const id = byok_id.value;
  if (id !== null) {
    const registration = registered.get(id);
    return {
      cluster,
      encryption: derive(byok_id, () => 'byok'),
      key_id: derive(byok_id, () => id),
      kms: registration?.kms ?? dangling(id, listEnd),
      registration,
    };
  }
  const none = unknown('not_found', 'the cluster uses no self-managed key');
  return {
    cluster,
    encryption: derive(encryption_key, (name) => (name === null ? 'confluent' : 'legacy')),
    key_id: derive(encryption_key, (name) => name ?? none),
    kms: isKnown(encryption_key) ? derive(cluster.legacy_kms, (name) => name ?? none) : encryption_key,
    registration: undefined,
  };
}

function dangling(id: string, listEnd: Fact<true>): Fact<KmsName> {
  if (!isKnown(listEnd)) return listEnd;
  return unknown('not_found', `${id} is not among the organization's registered keys`, ofConfluent('GET /byok/v1/keys'));
}

/**
 * Whether the clusters seen on a key are all that use it: the population is whole, and no cluster in it has a key that
 * is not known, for that might be this one.
 */
export function allUsersSeen(
  { bindings, populations }: { bindings: Bindings; populations: Populations },
  kms: Fact<KmsName>,
  users: readonly Binding[],
): Fact<true> {
  if (!isKnown(populations.clusters)) return populations.clusters;
  // it is not known whose users they are, whatever was seen of them
  if (!isKnown(kms)) return kms;
  const [alias] = bindings.namesakes(kms.value);
  if (alias !== undefined) {
    return unknown(
      'ambiguous',
      `cluster ${alias.cluster.id} uses a key of the same name in a project that may be the same: one of the two gives it by number`,
    );
  }
  const other = bindings.firstOnUnknownKeyBeside(users);
  if (other === undefined || isKnown(other.kms)) return populations.clusters;
  const { cause, detail, ...at } = other.kms.unknown;
  return unknown(cause, `which key cluster ${other.cluster.id} uses could not be read: ${detail}`, at);
}

/**
 * One cluster for each key that a cluster from before BYOK API v1 names itself, whether or not it is registered as well:
 * the registration has principals and a validation that say nothing of that cluster. By name, not identity: a replica of a
 * multi-Region key has a state of its own, which must be evaluated.
 */
export function legacyKeys(bindings: Bindings): Binding[] {
  const legacy = new Map<string, Binding>();
  for (const binding of bindings.all) {
    const name = legacyName(binding);
    if (name !== undefined && !legacy.has(name)) legacy.set(name, binding);
  }
  return [...legacy.values()];
}

/** How such a cluster names its key, even if no KMS has names of that form. */
function legacyName({ encryption, key_id, kms }: Binding): string | undefined {
  if (!isLegacy({ encryption }) || !isKnown(key_id)) return undefined;
  return isKnown(kms) ? kms.value.name : key_id.value;
}

/** Whether the cluster names its KMS key itself. */
export const isLegacy = ({ encryption }: Pick<Binding, 'encryption'>): boolean =>
  isKnown(encryption) && encryption.value === 'legacy';

/** `key.kind` decides what a registered key is. */
export function providerOf(kms: Fact<KmsName>, registration: RegisteredKey | undefined): Fact<Provider> {
  if (registration === undefined || isKnown(kms)) return derive(kms, ({ provider }) => provider);
  return derive(
    registration.kind,
    (name) => cloudOfKind(name)?.provider ?? unknown('unrecognized', `key kind ${JSON.stringify(name)}`),
  );
}
