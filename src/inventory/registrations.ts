import type { KmsName } from '../clouds/index.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import type { Confluent, RegisteredKey } from '../snapshot/schema.ts';
import { providerOf } from './bindings.ts';
import { identityOf, mayBeAlias, sharedNameOf } from './identity.ts';

/** Which registrations mean the same KMS key, and which may. Made once: every key and cluster asks. */
export function registrations({ keys }: Confluent) {
  const byIdentity = Map.groupBy(keys.seen, ({ kms }) => identityOf(kms));
  const bySharedName = Map.groupBy(keys.seen, ({ kms }) => sharedNameOf(kms));
  const nameless = keys.seen.filter(({ kms }) => !isKnown(kms));
  return {
    /** Those of the same KMS identity; none where the name is not known. */
    twins(kms: Fact<KmsName>): readonly RegisteredKey[] {
      const same = identityOf(kms);
      return same === undefined ? [] : (byIdentity.get(same) ?? []);
    },
    /** Those whose name is not known, and which may mean the same key: nothing says that they are of another cloud. */
    unnamed(kms: Fact<KmsName>): readonly RegisteredKey[] {
      return nameless.filter((key) => {
        const provider = providerOf(key.kms, key);
        return !isKnown(kms) || !isKnown(provider) || provider.value === kms.value.provider;
      });
    },
    /** Those of another name that may mean the same key. */
    namesakes(kms: Fact<KmsName>): readonly RegisteredKey[] {
      const name = sharedNameOf(kms);
      return name === undefined ? [] : (bySharedName.get(name) ?? []).filter((key) => mayBeAlias(kms, key.kms));
    },
  };
}
