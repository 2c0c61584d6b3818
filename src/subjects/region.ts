import { type Collected, cloudNamed, cloudOf, type KeyNotes, type KmsName, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { Cluster } from '../snapshot/schema.ts';

/** Regions as both sides spell them alike: Azure writes "West Europe" here and "westeurope" there. */
export const normalRegion = (region: string): string => region.toLowerCase().replaceAll(' ', '');

/** A cloud as Confluent names it, in lower case, as the providers of keys are spelt. */
export const providerNamed = (cloud: Fact<string>): Fact<Provider> =>
  derive(
    cloud,
    (stated) =>
      cloudNamed(stated.toLowerCase())?.provider ?? unknown('unrecognized', `cloud ${stated} is not known to this version`),
  );

export const clusterRegion = ({ region }: Cluster): Fact<string> =>
  derive(region, (text) => (text.trim() === '' ? unknown('not_collected', 'the reply names no region') : normalRegion(text)));

/** Where the KMS keeps the key. What the KMS itself says of it wins over what Confluent found when it validated the key. */
export function keyRegion(
  kms: Fact<KmsName>,
  found: Collected<Pick<KeyNotes, 'location'>>,
  validated: Fact<string> | undefined,
): Fact<string> {
  if (!isKnown(kms)) return kms;
  const region = cloudOf(kms.value).facts.region(kms, 'unknown' in found ? undefined : found.key.location);
  const known = !isKnown(region) && validated !== undefined && isKnown(validated) && validated.value !== '' ? validated : region;
  return derive(known, normalRegion);
}
