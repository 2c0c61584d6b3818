import type { Environment, ToRead } from '../clouds/cloud.ts';
import { CLOUDS, cloudOf, type KmsKey, type KmsName } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { type ConfluentCredentials, collectConfluent } from '../confluent/collect.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import { type Confluent, type RegisteredKey, SNAPSHOT_VERSION, type Snapshot } from '../snapshot/schema.ts';
import { isInterrupted } from './interrupted.ts';
import type { Collection } from './observe.ts';

/**
 * Takes a snapshot: what Confluent Cloud says, and what each KMS says of the keys that Confluent names.
 * @param taken_at RFC 3339 in UTC
 * @throws AuditError 69 where Confluent Cloud cannot be reached or refuses the credentials, Interrupted before anything was listed
 */
export async function collect(
  collection: Collection,
  config: Config,
  credentials: ConfluentCredentials,
  env: Environment,
  at: { version: string; taken_at: string },
): Promise<Snapshot> {
  const { keys, clusters, whole } = await collectConfluent(collection, config, credentials);
  const registered = namesIn(keys.seen.map(({ kms }) => kms));
  const onClustersAlone = clusters.then((listed) => namesOnClusters(listed, registered));
  const [confluent, , ...read] = await Promise.all([
    whole,
    onClustersAlone,
    ...CLOUDS.map((cloud) => readCloud(cloud, toReadIn(cloud, registered, keys.seen), onClustersAlone)),
  ]);
  // once more of all: what was read first is searched for the tokens that were fetched later, too
  return collection.secrets.hideIn({
    schema_version: SNAPSHOT_VERSION,
    tool: { name: 'byok-audit', version: at.version },
    taken_at: at.taken_at,
    interrupted_at: isInterrupted(collection.deadline) ? collection.now() : null,
    confluent,
    kms: Object.fromEntries(read.flatMap(({ keys }): [string, KmsKey][] => [...keys])),
    service_principals: Object.assign({}, ...read.map(({ servicePrincipals }) => servicePrincipals)),
  });

  /** Asks a cloud about the keys of registrations at once, and about those that clusters alone name when they are known. */
  async function readCloud(cloud: AnyCloud, known: ToRead<KmsName>, onClusters: Promise<KmsName[]>): Promise<ReadKeys> {
    const { reading, provider } = cloud;
    const expected = reading.expectedCalls(known);
    collection.expect?.(expected);
    const later = onClusters.then((named) => {
      const further = ofCloud(cloud, named);
      collection.expect?.(reading.expectedCalls({ ...known, names: [...known.names, ...further] }) - expected);
      return further;
    });
    // no SDK is loaded where there is nothing to ask
    if (known.names.length === 0 && known.principals.length === 0 && (await later).length === 0) return { keys: new Map() };
    return reading.read(collection, config[provider], { ...known, later }, env);
  }
}

type AnyCloud = (typeof CLOUDS)[number];
type ReadKeys = Awaited<ReturnType<AnyCloud['reading']['read']>>;

/** The keys that clusters name and no registration does. */
function namesOnClusters(clusters: Confluent['clusters'], registered: readonly KmsName[]): KmsName[] {
  const known = new Set(registered.map(({ name }) => name));
  const named = Object.values(clusters).flatMap(({ seen }) => seen.map(({ legacy_kms }) => legacy_kms));
  return namesIn(named).filter(({ name }) => !known.has(name));
}

/** Each KMS key that is named, once. */
function namesIn(named: readonly Fact<KmsName | null>[]): KmsName[] {
  const names = new Map<string, KmsName>();
  for (const kms of named) if (isKnown(kms) && kms.value !== null) names.set(kms.value.name, kms.value);
  return [...names.values()];
}

const ofCloud = (cloud: AnyCloud, names: readonly KmsName[]): KmsName[] => names.filter((name) => cloudOf(name) === cloud);

function toReadIn(cloud: AnyCloud, named: readonly KmsName[], keys: readonly RegisteredKey[]): ToRead<KmsName> {
  const own = keys.filter(({ kind }) => isKnown(kind) && kind.value === cloud.registration.kind);
  const principalsOf = new Map<string, readonly string[]>();
  for (const { kms, principals } of own) {
    if (isKnown(kms) && isKnown(principals))
      principalsOf.set(kms.value.name, [...(principalsOf.get(kms.value.name) ?? []), ...principals.value]);
  }
  return {
    names: ofCloud(cloud, named),
    principalsOf,
    principals: own.flatMap(({ principals }) => (isKnown(principals) ? principals.value : [])),
  };
}
