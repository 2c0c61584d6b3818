import { ofAws } from '../clouds/aws/facts.ts';
import { ofAzure, vaultFacts } from '../clouds/azure/facts.ts';
import { ofGcp } from '../clouds/google/facts.ts';
import type { KmsKey } from '../clouds/kms-key.ts';
import type { KmsName } from '../clouds/kms-name.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { Kms, type OfService, Vault, type VaultFacts, type Versions } from '../facts/kms.ts';
import { notOf } from '../facts/words.ts';
import { daysBetween } from '../input/days.ts';
import { normalRegion } from '../inventory/identity.ts';
import type { KeySubject } from './schema.ts';

type KmsFacts = Omit<KeySubject['kms'], keyof typeof Versions.properties>;

/**
 * What the KMS says of a key, in one vocabulary for the three services.
 * @param collected the snapshot's KMS keys by name
 * @param validated the region in which Confluent validated the key, for Azure keys whose vault could not be read
 */
export function kmsFacts(
  kms: Fact<KmsName>,
  collected: Record<string, KmsKey>,
  validated: Fact<string>,
  as_of: string,
): KmsFacts {
  const key = isKnown(kms) ? collectedKey(collected, kms.value) : undefined;
  const own = key === undefined ? blank(Kms, unread(kms)) : ofService(key, as_of);
  return {
    ...own,
    service: derive(kms, serviceOf),
    present: key === undefined ? unread(kms) : key.present,
    region: isKnown(kms) ? keyRegion(kms, key, validated) : kms,
    days_to_deletion: derive(own.deletion_date, (date) => (date === null ? null : daysUntil(date, as_of))),
    pinned_version: derive(kms, (name) => (name.provider === 'aws' ? null : name.version)),
  };
}

/** What the vault of an Azure key is like. */
export function vaultOf(kms: Fact<KmsName>, collected: Record<string, KmsKey>): VaultFacts {
  const key = isKnown(kms) ? collectedKey(collected, kms.value) : undefined;
  if (key?.provider === 'azure') return vaultFacts(key);
  const other = isKnown(kms) && kms.value.provider !== 'azure';
  return blank(Vault, other ? notOf('Azure Key Vault') : unread(kms));
}

const unread = (kms: Fact<KmsName>): { unknown: Unknown } =>
  isKnown(kms) ? unknown('not_collected', 'the snapshot holds nothing about this key') : kms;

const ofService = (key: KmsKey, as_of: string): OfService =>
  key.provider === 'aws' ? ofAws(key) : key.provider === 'azure' ? ofAzure(key, as_of) : ofGcp(key);

function serviceOf(name: KmsName): Extract<KmsFacts['service'], { value: unknown }>['value'] {
  if (name.provider === 'aws') return 'aws_kms';
  if (name.provider === 'gcp') return 'google_cloud_kms';
  return name.managed_hsm ? 'azure_managed_hsm' : 'azure_key_vault';
}

/** A name is text from outside: `constructor` must find nothing, and facts of another service are none of this key's. */
export function collectedKey(collected: Record<string, KmsKey>, { name, provider }: KmsName): KmsKey | undefined {
  const key = Object.hasOwn(collected, name) ? collected[name] : undefined;
  return key?.provider === provider ? key : undefined;
}

/** Where the KMS keeps the key. An Azure vault's location wins over what Confluent found when it validated the key. */
export function keyRegion(
  kms: Fact<KmsName> & { value: KmsName },
  key: KmsKey | undefined,
  validated: Fact<string> | undefined,
): Fact<string> {
  const name = kms.value;
  if (name.provider === 'aws') return derive(kms, () => name.region);
  if (name.provider === 'gcp') return derive(kms, () => name.location.toLowerCase());
  const location =
    key?.provider === 'azure' ? key.vault.location : unknown('not_collected', 'the snapshot holds nothing about the vault');
  const known =
    !isKnown(location) && validated !== undefined && isKnown(validated) && validated.value !== '' ? validated : location;
  return derive(known, normalRegion);
}

function daysUntil(time: string, as_of: string): number | ReturnType<typeof unknown> {
  const days = daysBetween(as_of, time);
  return Number.isNaN(days) ? unknown('malformed', `${JSON.stringify(time)} is not a time`) : Math.floor(days);
}
