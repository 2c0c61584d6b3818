import type { KmsName } from '../clouds/kms-name.ts';
import type { Fact } from '../facts/fact.ts';
import type { Confluent, RegisteredKey } from '../snapshot/schema.ts';
import { googleKey } from './bindings.ts';
import { identityOf } from './identity.ts';
import { mayBeOneProject } from './users.ts';

/** Which registrations mean the same KMS key, and which may. Made once: every key and cluster asks. */
export type Registrations = {
  /** Those of the same KMS identity; none where the name is not known. */
  twins: (kms: Fact<KmsName>) => readonly RegisteredKey[];
  /** Those whose name is the same but for the project, which one of the two gives by number. */
  namesakes: (kms: Fact<KmsName>) => readonly RegisteredKey[];
};

export function registrations({ keys }: Confluent): Registrations {
  const byIdentity = Map.groupBy(keys.seen, ({ kms }) => identityOf(kms));
  const byGoogleKey = Map.groupBy(keys.seen, ({ kms }) => googleKey(kms));
  return {
    twins(kms) {
      const same = identityOf(kms);
      return same === undefined ? [] : (byIdentity.get(same) ?? []);
    },
    namesakes(kms) {
      const name = googleKey(kms);
      return name === undefined ? [] : (byGoogleKey.get(name) ?? []).filter((key) => mayBeOneProject(kms, key.kms));
    },
  };
}
