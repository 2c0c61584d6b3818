import type { KmsName, Provider } from '../clouds/index.ts';
import { type Fact, isKnown, shown } from '../facts/fact.ts';
import { rememberedOfList } from '../input/remembered.ts';
import type { Confluent, RegisteredKey } from '../snapshot/schema.ts';
import { providerOf } from './bindings.ts';
import { identityOf, namesakesIn } from './identity.ts';

const NONE: readonly RegisteredKey[] = [];

/** Which registrations mean the same KMS key, and which may. Made once: every key and cluster asks, and is given one list. */
export function registrations({ keys }: Confluent) {
  const byIdentity = Map.groupBy(keys.seen, ({ kms }) => identityOf(kms));
  const namesakes = namesakesIn(keys.seen, ({ kms }) => shown(kms));
  const nameless = keys.seen
    .filter(({ kms }) => !isKnown(kms))
    .map((key) => ({ key, provider: shown(providerOf(key.kms, key)) }));
  const ofAny = nameless.map(({ key }) => key);
  const byProvider = new Map<Provider, readonly RegisteredKey[]>();
  return {
    /** Those of the same KMS identity; none where the name is not known. */
    twins(kms: Fact<KmsName>): readonly RegisteredKey[] {
      const same = identityOf(kms);
      return same === undefined ? NONE : (byIdentity.get(same) ?? NONE);
    },
    /** Those whose name is not known, and which may mean the same key: nothing says that they are of another cloud. */
    unnamed(kms: Fact<KmsName>): readonly RegisteredKey[] {
      if (!isKnown(kms)) return ofAny;
      const own = kms.value.provider;
      const known = byProvider.get(own);
      if (known !== undefined) return known;
      const may = nameless.flatMap(({ key, provider }) => (provider === undefined || provider === own ? [key] : []));
      byProvider.set(own, may);
      return may;
    },
    /** Those of another name that may mean the same key. */
    namesakes: (kms: Fact<KmsName>): readonly RegisteredKey[] => (isKnown(kms) ? namesakes(kms.value) : NONE),
    /** The first of such a list that Confluent may hold in use. */
    firstHeld: rememberedOfList((keys: readonly RegisteredKey[]) => keys.find((key) => shown(key.state) !== 'AVAILABLE')),
  };
}
