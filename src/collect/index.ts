import type { Environment, ToRead } from '../clouds/cloud.ts';
import { CLOUDS, cloudOf, type KmsKey, type KmsName } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { type ConfluentCredentials, collectConfluent } from '../confluent/collect.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import { type Confluent, type RegisteredKey, SNAPSHOT_VERSION, type Snapshot } from '../snapshot/schema.ts';
import type { Collection } from './observe.ts';

/**
 * Takes a snapshot: what Confluent Cloud says, and what each KMS says of the keys that Confluent names.
 * @param taken_at RFC 3339 in UTC
 * @throws AuditError 69 where Confluent Cloud cannot be reached or refuses the credentials
 */
export async function collect(
  collection: Collection,
  config: Config,
  credentials: ConfluentCredentials,
  env: Environment,
  at: { version: string; taken_at: string },
): Promise<Snapshot> {
  const confluent = await collectConfluent(collection, config, credentials);
  const named = namesIn(confluent);
  const asked = CLOUDS.map((cloud) => ({ cloud, toRead: toReadIn(cloud, named, confluent.keys.seen) })).filter(
    ({ toRead }) => toRead.names.length > 0 || toRead.principals.length > 0,
  );
  collection.expect?.(asked.reduce((calls, { cloud, toRead }) => calls + cloud.reading.expectedCalls(toRead), 0));
  const read = await Promise.all(
    asked.map(({ cloud, toRead }) => cloud.reading.read(collection, config[cloud.provider], toRead, env)),
  );
  return {
    schema_version: SNAPSHOT_VERSION,
    tool: { name: 'byok-audit', version: at.version },
    taken_at: at.taken_at,
    confluent,
    kms: Object.fromEntries(read.flatMap(({ keys }): [string, KmsKey][] => [...keys])),
    service_principals: Object.assign({}, ...read.map(({ servicePrincipals }) => servicePrincipals)),
  };
}

/** Each KMS key that Confluent names, once. */
function namesIn({ keys, clusters }: Confluent): KmsName[] {
  const registered: Fact<KmsName | null>[] = keys.seen.map(({ kms }) => kms);
  const legacy = Object.values(clusters).flatMap(({ seen }) => seen.map(({ legacy_kms }) => legacy_kms));
  const names = new Map<string, KmsName>();
  for (const kms of [...registered, ...legacy]) if (isKnown(kms) && kms.value !== null) names.set(kms.value.name, kms.value);
  return [...names.values()];
}

function toReadIn(cloud: (typeof CLOUDS)[number], named: readonly KmsName[], keys: readonly RegisteredKey[]): ToRead<KmsName> {
  const own = keys.filter(({ kind }) => isKnown(kind) && kind.value === cloud.registration.kind);
  const principalsOf = new Map<string, readonly string[]>();
  for (const { kms, principals } of own) {
    if (isKnown(kms) && isKnown(principals))
      principalsOf.set(kms.value.name, [...(principalsOf.get(kms.value.name) ?? []), ...principals.value]);
  }
  return {
    names: named.filter((name) => cloudOf(name) === cloud),
    principalsOf,
    principals: own.flatMap(({ principals }) => (isKnown(principals) ? principals.value : [])),
  };
}
