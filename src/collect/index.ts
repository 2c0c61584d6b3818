import type { KmsKey } from '../clouds/kms-key.ts';
import type { AwsKmsName, AzureKmsName, GcpKmsName, KmsName } from '../clouds/kms-name.ts';
import type { Config } from '../config/schema.ts';
import { type ConfluentCredentials, collectConfluent } from '../confluent/collect.ts';
import { isKnown } from '../facts/fact.ts';
import { type RegisteredKey, SNAPSHOT_VERSION, type Snapshot } from '../snapshot/schema.ts';
import type { Collection } from './observe.ts';

export type { Collection } from './observe.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** One line a cloud; each loads its SDK only when it is asked for keys. */
const CLOUDS = {
  aws: async (collection: Collection, config: Config, names: AwsKmsName[], env: Environment) =>
    (await import('../clouds/aws/read/read.ts')).collectAwsKeys(collection, config.aws, names, env),
  azure: async (collection: Collection, config: Config, names: AzureKmsName[], env: Environment) =>
    (await import('../clouds/azure/read/read.ts')).collectAzureKeys(collection, config.azure, names, env),
  gcp: async (collection: Collection, config: Config, names: GcpKmsName[], env: Environment, groups: Principals) =>
    (await import('../clouds/google/read/read.ts')).collectGcpKeys(collection, config.gcp, names, groups, env),
};

/** By KMS name, whom Confluent uses the key as, by all registrations of it. */
type Principals = ReadonlyMap<string, readonly string[]>;

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
  const applications = confluent.keys.seen.flatMap((key) =>
    isAzure(key) && isKnown(key.principals) ? key.principals.value : [],
  );
  collection.expect?.(callsAhead(aws, azure, gcp, applications));
  const [service_principals, ...collected] = await Promise.all([
    applications.length > 0 ? principals(collection, config, applications, env) : {},
    aws.length > 0 ? CLOUDS.aws(collection, config, aws, env) : new Map<string, KmsKey>(),
    azure.length > 0 ? CLOUDS.azure(collection, config, azure, env) : new Map<string, KmsKey>(),
    gcp.length > 0 ? CLOUDS.gcp(collection, config, gcp, env, principalsOf(confluent.keys.seen)) : new Map<string, KmsKey>(),
  ]);
  return {
    schema_version: SNAPSHOT_VERSION,
    tool: { name: 'byok-audit', version: at.version },
    taken_at: at.taken_at,
    confluent,
    kms: Object.fromEntries(collected.flatMap((keys) => [...keys])),
    service_principals,
  };
}

const isAzure = ({ kind }: RegisteredKey) => isKnown(kind) && kind.value === 'AzureKey';

const principals = async (collection: Collection, config: Config, applications: readonly string[], env: Environment) =>
  (await import('../clouds/azure/read/graph.ts')).collectServicePrincipals(collection, config.azure, applications, env);

function principalsOf(keys: readonly RegisteredKey[]): Principals {
  const all = new Map<string, readonly string[]>();
  for (const { kms, principals } of keys) {
    if (isKnown(kms) && isKnown(principals)) all.set(kms.value.name, [...(all.get(kms.value.name) ?? []), ...principals.value]);
  }
  return all;
}

/**
 * Calls that are known to come, for progress. AWS asks five things of a key; Azure six of a key and one of its vault, Google
 * three of a key, two of its ring and one of its project; Graph two of an application. Roles are counted as they are met;
 * keys that are not there need fewer, further pages and repetitions more.
 */
function callsAhead(
  aws: readonly AwsKmsName[],
  azure: readonly AzureKmsName[],
  gcp: readonly GcpKmsName[],
  applications: readonly string[],
): number {
  const distinct = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase())).size;
  return (
    aws.length * 5 +
    azure.length * 6 +
    distinct(azure.map(({ vault_id }) => vault_id)) +
    gcp.length * 3 +
    distinct(gcp.map(({ project, location, key_ring }) => `${project} ${location} ${key_ring}`)) * 2 +
    distinct(gcp.map(({ project }) => project)) +
    distinct(applications) * 2
  );
}
