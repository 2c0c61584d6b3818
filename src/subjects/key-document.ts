import { type Collected, collected, type KmsKey, type KmsName } from '../clouds/index.ts';
import type { Fact, Unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import { accessFacts } from './access.ts';
import { storeFacts } from './external-store.ts';
import { type ConfluentUse, holderFacts } from './holders.ts';
import { kmsFacts, vaultOf } from './kms.ts';
import { ownerBy } from './owner.ts';
import type { KeySubject } from './schema.ts';
import type { Shared } from './shared.ts';
import { type Use, versionFacts } from './versions.ts';

/** The facts of a key for which its KMS record is read. */
type OfRecord =
  | 'kms'
  | 'owner'
  | 'owner_tag'
  | 'vault'
  | 'access'
  | 'holders'
  | 'holders_in_question'
  | 'holders_decided'
  | 'holders_known'
  | 'external_store_keys'
  | 'external_store_counted';

/** All that a key's document has from elsewhere than its KMS record. */
export type KeyDraft = Omit<KeySubject, 'parameters' | OfRecord> & {
  /** What the facts of the KMS record are made with. */
  with: {
    kms: Fact<KmsName>;
    validated: Fact<string>;
    registration: Pick<RegisteredKey, 'validation_phase' | 'tenant_id'> | null;
    use: Use;
    confluent: ConfluentUse;
    /** Why one more key may be in its external key store. */
    unplaced: Unknown | null;
  };
};

/** The document of one key: what the draft says, and what the KMS does. */
export function keySubject(
  shared: Shared,
  { with: made, ...draft }: KeyDraft,
  named: (name: KmsName) => KmsKey | undefined,
): KeySubject {
  const { kms, registration, use, confluent } = made;
  const found: Collected = collected(kms, named);
  const ofKms = kmsFacts(kms, found, made.validated, draft.as_of);
  return {
    ...draft,
    parameters: shared.parameters,
    ...ownerBy(ofKms.tags, shared.owner_tags),
    kms: { ...ofKms, ...versionFacts(found, use, draft.all_users_seen) },
    vault: vaultOf(kms, found),
    access: accessFacts(shared, draft, found, registration),
    ...holderFacts(shared, draft, found, confluent),
    ...storeFacts(shared, ofKms.external_store, made.unplaced),
  };
}
