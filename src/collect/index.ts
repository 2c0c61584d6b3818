import type { Config } from '../config/schema.ts';
import { isKnown } from '../snapshot/fact.ts';
import type { KmsKey } from '../snapshot/kms-key.ts';
import type { AwsKmsName, AzureKmsName, GcpKmsName, KmsName } from '../snapshot/kms-name.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '../snapshot/schema.ts';
import { type ConfluentCredentials, collectConfluent } from './confluent.ts';
import type { Collection } from './observe.ts';

export type { Collection } from './observe.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** One line a cloud; each loads its SDK only when it is asked for keys. */
const CLOUDS = {
  aws: async (collection: Collection, config: Config, names: AwsKmsName[], env: Environment) =>
    (await import('./aws.ts')).collectAwsKeys(collection, config.aws, names, env),
  azure: async (collection: Collection, config: Config, names: AzureKmsName[], env: Environment) =>
    (await import('./azure.ts')).collectAzureKeys(collection, config.azure, names, env),
  gcp: async (collection: Collection, config: Config, names: GcpKmsName[], env: Environment) =>
    (await import('./gcp.ts')).collectGcpKeys(collection, config.gcp, names, env),
};

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
  const registered = confluent.keys.seen.map(({ kms }) => kms);
  const legacy = Object.values(confluent.clusters).flatMap(({ seen }) => seen.map(({ legacy_kms }) => legacy_kms));
  const names = new Map<string, KmsName>();
  for (const kms of [...registered, ...legacy]) if (isKnown(kms) && kms.value !== null) names.set(kms.value.name, kms.value);
  const all = [...names.values()];
  const of = <P extends KmsName['provider']>(provider: P) =>
    all.filter((name): name is Extract<KmsName, { provider: P }> => name.provider === provider);
  const [aws, azure, gcp] = [of('aws'), of('azure'), of('gcp')];
  // calls a key: AWS asks for five things, Azure seven, Google three and two of the ring
  collection.expect?.(aws.length * 5 + azure.length * 7 + gcp.length * 5);
  const collected = await Promise.all([
    aws.length > 0 ? CLOUDS.aws(collection, config, aws, env) : new Map<string, KmsKey>(),
    azure.length > 0 ? CLOUDS.azure(collection, config, azure, env) : new Map<string, KmsKey>(),
    gcp.length > 0 ? CLOUDS.gcp(collection, config, gcp, env) : new Map<string, KmsKey>(),
  ]);
  return {
    schema_version: SNAPSHOT_VERSION,
    tool: { name: 'byok-audit', version: at.version },
    taken_at: at.taken_at,
    confluent,
    kms: Object.fromEntries(collected.flatMap((keys) => [...keys])),
  };
}
