import type { Comparable, KmsName } from '../clouds/kms-name.ts';
import { type Fact, isKnown } from '../facts/fact.ts';

/**
 * What makes two KMS names the same key: equal identities share key material. Multi-Region keys (`mrk-`) are named
 * without their region, for primary and replicas are one key in several places.
 */
export function identity(kms: KmsName | Comparable): string {
  if (kms.provider !== 'aws') return kms.name;
  const region = kms.key_id.startsWith('mrk-') ? '' : kms.region;
  return `arn:${kms.partition}:kms:${region}:${kms.account}:key/${kms.key_id.toLowerCase()}`;
}

/** The identity where the name is known, else undefined. */
export const identityOf = (kms: Fact<KmsName>): string | undefined => (isKnown(kms) ? identity(kms.value) : undefined);

/** Regions as both sides spell them alike: Azure writes "West Europe" here and "westeurope" there. */
export const normalRegion = (region: string): string => region.toLowerCase().replaceAll(' ', '');
