import { type Collected, cloudOf, type KmsName, notesOf } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import { Kms, Vault, type VaultFacts, type Versions } from '../facts/kms.ts';
import { wholeDays } from '../facts/values.ts';
import { keyRegion } from './region.ts';
import type { KeySubject } from './schema.ts';

type KmsFacts = Omit<KeySubject['kms'], keyof typeof Versions.properties>;

/**
 * What the KMS says of a key, in one vocabulary for all clouds.
 * @param validated the region in which Confluent validated the key, where the KMS does not say where it keeps the key
 */
export function kmsFacts(kms: Fact<KmsName>, found: Collected, validated: Fact<string>, as_of: string): KmsFacts {
  const own = 'unknown' in found ? blank(Kms, found) : cloudOf(found.key).facts.ofKey(found.key, as_of, found.name);
  return {
    ...own,
    service: derive(kms, (name) => cloudOf(name).facts.service(name)),
    present: 'unknown' in found ? found : found.key.present,
    region: keyRegion(kms, 'unknown' in found ? found : { name: found.name, key: notesOf(found.key) }, validated),
    days_to_deletion: derive(own.deletion_date, (date) => (date === null ? null : wholeDays(as_of, date))),
    pinned_version: derive(kms, (name) => cloudOf(name).names.version(name)),
  };
}

export function vaultOf(kms: Fact<KmsName>, found: Collected): VaultFacts {
  if (!isKnown(kms)) return blank(Vault, kms);
  const { label, facts } = cloudOf(kms.value);
  if (facts.vault === undefined) return blank(Vault, unknown('not_found', `a key on ${label} is not kept in a vault`));
  return 'unknown' in found ? blank(Vault, found) : facts.vault(found.key);
}
