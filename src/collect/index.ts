import type { Environment, ToRead } from '../clouds/cloud.ts';
import { CLOUDS, type KmsKey, type KmsName } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { collectConfluent } from '../confluent/collect.ts';
import { type ConfluentCredentials, principalOf } from '../confluent/credentials.ts';
import { byCodePoint } from '../input/code-point.ts';
import { type CollectedAs, SNAPSHOT_VERSION, type Snapshot } from '../snapshot/schema.ts';
import { isInterrupted } from './interrupted.ts';
import type { Collection } from './observe.ts';
import { namesIn, namesOnClusters, ofCloud, toReadIn } from './to-read.ts';

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
    collected_as: [
      {
        plane: 'confluent' as const,
        of: null,
        who: { value: principalOf(credentials), source: 'confluent:credentials', observed_at: at.taken_at },
      },
      ...read.flatMap(({ collected_as }) => collected_as),
    ],
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
    if (known.names.length === 0 && known.principals.length === 0 && (await later).length === 0)
      return { keys: new Map(), collected_as: [] };
    const [read, collected_as] = await Promise.all([
      reading.read(collection, config[provider], { ...known, later }, env),
      later.then((further) => collectedAs(cloud, { ...known, names: [...known.names, ...further] })),
    ]);
    return { ...read, collected_as };
  }

  /** As whom the cloud is asked about these keys. Nothing rests on it: nobody waits long for it. */
  async function collectedAs({ reading, provider }: AnyCloud, toRead: ToRead<KmsName>): Promise<CollectedAs[]> {
    if (toRead.names.length === 0) return [];
    const { answered: _, ...asking } = collection;
    const callTimeout = Math.min(collection.callTimeout, LONGEST_WAIT_MS);
    const callers = await reading.callers({ ...asking, callTimeout, tries: 2, onCall: () => {} }, config[provider], toRead, env);
    return callers.map(({ of, who }) => ({ plane: provider, of, who })).sort((a, b) => byCodePoint(a.of ?? '', b.of ?? ''));
  }
}

const LONGEST_WAIT_MS = 5000;

type AnyCloud = (typeof CLOUDS)[number];
type ReadKeys = Awaited<ReturnType<AnyCloud['reading']['read']>> & { collected_as: CollectedAs[] };
