import type { ToRead } from '../clouds/cloud.ts';
import { type CLOUDS, cloudOf, type KmsName } from '../clouds/index.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import type { Confluent, RegisteredKey } from '../snapshot/schema.ts';

type AnyCloud = (typeof CLOUDS)[number];

/** The keys that clusters name and no registration does. */
export function namesOnClusters(clusters: Confluent['clusters'], registered: readonly KmsName[]): KmsName[] {
  const known = new Set(registered.map(({ name }) => name));
  const named = Object.values(clusters).flatMap(({ seen }) => seen.map(({ legacy_kms }) => legacy_kms));
  return namesIn(named).filter(({ name }) => !known.has(name));
}

/** Each KMS key that is named, once. */
export function namesIn(named: readonly Fact<KmsName | null>[]): KmsName[] {
  const names = new Map<string, KmsName>();
  for (const kms of named) if (isKnown(kms) && kms.value !== null) names.set(kms.value.name, kms.value);
  return [...names.values()];
}

export const ofCloud = (cloud: AnyCloud, names: readonly KmsName[]): KmsName[] => names.filter((name) => cloudOf(name) === cloud);

const valueIn = <T>(fact: Fact<T>): T | undefined => (isKnown(fact) ? fact.value : undefined);

export function toReadIn(cloud: AnyCloud, named: readonly KmsName[], keys: readonly RegisteredKey[]): ToRead<KmsName> {
  const own = keys.filter(({ kind }) => isKnown(kind) && kind.value === cloud.registration.kind);
  const principalsOf = new Map<string, readonly string[]>();
  for (const { kms, principals } of own) {
    if (isKnown(kms) && isKnown(principals))
      principalsOf.set(kms.value.name, [...(principalsOf.get(kms.value.name) ?? []), ...principals.value]);
  }
  return {
    names: ofCloud(cloud, named),
    principalsOf,
    principals: own.flatMap(({ principals }) => valueIn(principals) ?? []),
    tenancies: own.flatMap(({ tenant_id, kms, principals }) => {
      const tenant = valueIn(tenant_id);
      if (tenant == null) return [];
      return { tenant: tenant.toLowerCase(), name: valueIn(kms)?.name ?? null, principals: valueIn(principals) ?? [] };
    }),
  };
}
