import { cloudOf, collectedKey, type KmsName, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { providerOf } from '../inventory/bindings.ts';
import { identityOf } from '../inventory/identity.ts';
import type { Context } from './context.ts';
import type { KeySubject } from './schema.ts';

/** The organization's keys in each external key store, and those of which it is not known whether they are in one. */
export type ExternalStores = {
  /** KMS identities by the id of the store. */
  keys: ReadonlyMap<string, ReadonlySet<string>>;
  unplaced: readonly { kms: Fact<KmsName>; provider: Fact<Provider>; why: Unknown }[];
};

/** Looks at each key of the organization once. */
export function externalStores({ snapshot, legacyKeys, as_of }: Context): ExternalStores {
  const keys = new Map<string, Set<string>>();
  const unplaced: ExternalStores['unplaced'][number][] = [];
  const registered = snapshot.confluent.keys.seen.map((key) => ({ kms: key.kms, provider: providerOf(key.kms, key) }));
  const named = legacyKeys.map(({ kms }) => ({ kms, provider: providerOf(kms, undefined) }));
  for (const { kms, provider } of [...registered, ...named]) {
    const store = storeOf(kms);
    if (!isKnown(store)) unplaced.push({ kms, provider, why: store.unknown });
    else if (store.value !== null) keys.set(store.value, (keys.get(store.value) ?? new Set()).add(identityOf(kms) ?? ''));
  }
  return { keys, unplaced };

  function storeOf(kms: Fact<KmsName>): Fact<string | null> {
    const found = collectedKey(snapshot.kms, kms);
    if ('unknown' in found) return found;
    const { external_store } = cloudOf(found.key).facts.ofKey(found.key, as_of, found.name);
    // a key that is not there, and one of another cloud, is in no store
    const none = !isKnown(external_store) && external_store.unknown.cause === 'not_found';
    return none ? derive(kms, () => null) : external_store;
  }
}

/** How many keys share the external key store of a key, and whether these are all. */
export function storeFacts(
  { populations }: Context,
  { keys, unplaced }: ExternalStores,
  { kms, provider, store }: { kms: Fact<KmsName>; provider: Fact<Provider>; store: Fact<string | null> },
): Pick<KeySubject, 'external_store_keys' | 'external_store_counted'> {
  const count = derive(store, (id) =>
    id === null ? unknown('not_found', 'the key is in no external key store') : (keys.get(id)?.size ?? 0),
  );
  const other = unplaced.find((one) => mayShare(one.provider, provider) && mayShare(placeOf(one.kms), placeOf(kms)));
  const counted = isKnown(store) && other !== undefined ? { unknown: other.why } : derive(store, () => true as const);
  return { external_store_keys: count, external_store_counted: isKnown(populations.keys) ? counted : populations.keys };
}

/** A store and its keys lie in one account and one region. */
const placeOf = (kms: Fact<KmsName>): Fact<string> =>
  derive(kms, (name) => {
    const { account, region } = cloudOf(name).names.parts(name);
    return JSON.stringify([account, region]);
  });

/** What is not known may be the same. */
const mayShare = (a: Fact<string>, b: Fact<string>): boolean => !isKnown(a) || !isKnown(b) || a.value === b.value;
