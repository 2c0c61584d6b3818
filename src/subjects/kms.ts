import { cloudOf, type KmsKey, type KmsName, keyNamed } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { Kms, Vault, type VaultFacts, type Versions } from '../facts/kms.ts';
import { daysBetween } from '../input/days.ts';
import { keyRegion } from './region.ts';
import type { KeySubject } from './schema.ts';

type KmsFacts = Omit<KeySubject['kms'], keyof typeof Versions.properties>;

/**
 * What the KMS says of a key, in one vocabulary for all clouds.
 * @param collected the snapshot's KMS keys by name
 * @param validated the region in which Confluent validated the key, where the KMS does not say where it keeps the key
 */
export function kmsFacts(
  kms: Fact<KmsName>,
  collected: Record<string, KmsKey>,
  validated: Fact<string>,
  as_of: string,
): KmsFacts {
  const key = isKnown(kms) ? keyNamed(collected, kms.value) : undefined;
  const own = key === undefined ? blank(Kms, unread(kms)) : cloudOf(key).facts.ofKey(key, as_of);
  return {
    ...own,
    service: derive(kms, (name) => cloudOf(name).facts.service(name)),
    present: key === undefined ? unread(kms) : key.present,
    region: isKnown(kms) ? keyRegion(kms, key, validated) : kms,
    days_to_deletion: derive(own.deletion_date, (date) => (date === null ? null : daysUntil(date, as_of))),
    pinned_version: derive(kms, (name) => cloudOf(name).names.version(name)),
  };
}

/** What the vault of a key is like. */
export function vaultOf(kms: Fact<KmsName>, collected: Record<string, KmsKey>): VaultFacts {
  if (!isKnown(kms)) return blank(Vault, kms);
  const { label, facts } = cloudOf(kms.value);
  if (facts.vault === undefined) return blank(Vault, unknown('not_found', `a key on ${label} is not kept in a vault`));
  const key = keyNamed(collected, kms.value);
  return key === undefined ? blank(Vault, unread(kms)) : facts.vault(key);
}

const unread = (kms: Fact<KmsName>): { unknown: Unknown } =>
  isKnown(kms) ? unknown('not_collected', 'the snapshot holds nothing about this key') : kms;

function daysUntil(time: string, as_of: string): number | ReturnType<typeof unknown> {
  const days = daysBetween(as_of, time);
  return Number.isNaN(days) ? unknown('malformed', `${JSON.stringify(time)} is not a time`) : Math.floor(days);
}
