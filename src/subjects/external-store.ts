import { cloudOf, type KmsName, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, shown, type Unknown, unknown } from '../facts/fact.ts';
import { providerOf } from '../inventory/bindings.ts';
import { identityOf } from '../inventory/identity.ts';
import type { Context } from './context.ts';
import type { KeySubject } from './schema.ts';
import type { Shared } from './shared.ts';

/** The organization's keys in each external key store, and those of which it is not known whether they are in one. */
export type ExternalStores = {
  /** How many there are, by the id of the store. */
  sizes: ReadonlyMap<string, number>;
  /** The first of the others that may be in the store of a key of this provider and this name. */
  unplacedLike: (provider: Fact<Provider>, kms: Fact<KmsName>) => Unknown | undefined;
};

/** Looks at each key of the organization once. */
export function externalStores({
  snapshot,
  legacyKeys,
  notesOn,
}: Pick<Context, 'snapshot' | 'legacyKeys' | 'notesOn'>): ExternalStores {
  const keys = new Map<string, Set<string>>();
  const unplaced: Unplaced[] = [];
  const registered = snapshot.confluent.keys.seen.map((key) => ({ kms: key.kms, provider: providerOf(key.kms, key) }));
  const named = legacyKeys.map(({ kms }) => ({ kms, provider: providerOf(kms, undefined) }));
  for (const { kms, provider } of [...registered, ...named]) {
    const store = storeOf(kms);
    if (!isKnown(store)) unplaced.push({ provider, place: placeOf(kms), why: store.unknown });
    else if (store.value !== null) keys.set(store.value, (keys.get(store.value) ?? new Set()).add(identityOf(kms) ?? ''));
  }
  return { sizes: new Map([...keys].map(([store, own]) => [store, own.size])), unplacedLike: likeness(unplaced) };

  function storeOf(kms: Fact<KmsName>): Fact<string | null> {
    const found = notesOn(kms);
    if ('unknown' in found) return found;
    const store = found.key.external_store;
    // a key that is not there, and one of another cloud, is in no store
    const none = store === undefined || (!isKnown(store) && store.unknown.cause === 'not_found');
    return none ? derive(kms, () => null) : store;
  }
}

type Unplaced = { provider: Fact<Provider>; place: Fact<string>; why: Unknown };

/** What is not known may be the same: each counts under what is known of it, and as one of those of which it is not known. */
function likeness(unplaced: readonly Unplaced[]): ExternalStores['unplacedLike'] {
  const first = new Map<string, number>();
  for (const [index, { provider, place }] of unplaced.entries())
    for (const one of [shown(provider) ?? NOT_KNOWN, ANY])
      for (const other of [shown(place) ?? NOT_KNOWN, ANY]) {
        const key = `${one} ${other}`;
        if (!first.has(key)) first.set(key, index);
      }
  if (first.size === 0) return () => undefined;
  const wanted = (fact: Fact<string>) => (isKnown(fact) ? [fact.value, NOT_KNOWN] : [ANY]);
  return (provider, kms) => {
    const places = wanted(placeOf(kms));
    const found = wanted(provider).flatMap((one) => places.flatMap((other) => first.get(`${one} ${other}`) ?? []));
    return found.length === 0 ? undefined : unplaced[Math.min(...found)]?.why;
  };
}

/** No provider, and no place as `placeOf` writes them. */
const [NOT_KNOWN, ANY] = ['?', '*'];

/**
 * How many keys share the external key store of a key, and whether these are all.
 * @param unplaced why one more may be in it
 */
export function storeFacts(
  { all_keys_seen, store_sizes }: Shared,
  store: Fact<string | null>,
  unplaced: Unknown | null,
): Pick<KeySubject, 'external_store_keys' | 'external_store_counted'> {
  const count = derive(store, (id) =>
    id === null ? unknown('not_found', 'the key is in no external key store') : (store_sizes.get(id) ?? 0),
  );
  const counted = isKnown(store) && unplaced !== null ? { unknown: unplaced } : derive(store, () => true as const);
  return { external_store_keys: count, external_store_counted: isKnown(all_keys_seen) ? counted : all_keys_seen };
}

/** A store and its keys lie in one account and one region. */
const placeOf = (kms: Fact<KmsName>): Fact<string> =>
  derive(kms, (name) => {
    const { account, region } = cloudOf(name).names.parts(name);
    return JSON.stringify([account, region]);
  });
