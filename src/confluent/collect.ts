import { AuditError, EXIT } from '../audit-error.ts';
import { isInterrupted } from '../collect/interrupted.ts';
import type { Collection } from '../collect/observe.ts';
import { fieldsOf, filled, matching } from '../collect/reply.ts';
import type { Config } from '../config/schema.ts';
import { isKnown, type Listing, ofConfluent, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { QUOTAS, settledClusters } from '../snapshot/quotas.ts';
import type {
  Cluster,
  ComputePool,
  Confluent,
  Connector,
  Environment,
  KsqlCluster,
  Organization,
  Quota,
  RegisteredKey,
} from '../snapshot/schema.ts';
import { agreed, inOneEnvironmentEach, ofOrganization, straysFrom } from './belonging.ts';
import { ConfluentApi, type Items, type Request } from './client.ts';
import type { ConfluentCredentials } from './credentials.ts';
import { ID } from './ids.ts';
import { ROLE } from './permissions.ts';
import { quotaItems, quotaOf } from './quotas.ts';
import { parseCluster, parseRegisteredKey, regionName } from './reply.ts';
import { organizationOf } from './resource-name.ts';
import { CONFLUENT_VARIABLES } from './variables.ts';

/** What is known while the rest is still being listed: a KMS can be asked about the keys that are named in it. */
export type Listed = {
  keys: Confluent['keys'];
  clusters: Promise<Confluent['clusters']>;
  whole: Promise<Confluent>;
};

/**
 * Reads the organization: environments, keys, quotas, and what runs in each environment.
 * @param most of how many clusters the connectors are listed
 * @returns as soon as the registered keys are listed
 * @throws AuditError 69 where the host never answered or refused the credentials themselves, Interrupted before anything was listed
 */
export async function collectConfluent(
  collection: Collection,
  config: Config,
  credentials: ConfluentCredentials,
  most: { connectorsOf: number } = { connectorsOf: Number.POSITIVE_INFINITY },
): Promise<Listed> {
  const { endpoint } = config.confluent;
  const api = new ConfluentApi(collection, endpoint, credentials);
  collection.expect?.(5);
  const [listed, allEnvironments, allKeys, byokKeys, environmentCount] = await Promise.all([
    api.list({ path: '/org/v2/organizations', permission: ROLE.organization }, ORGANIZATIONS),
    api.list({ path: '/org/v2/environments', permission: ROLE.environment }, ENVIRONMENTS),
    api.list({ path: '/byok/v1/keys', permission: ROLE.environment }, keysIn(config)),
    quotaItems(api, QUOTAS.byok_keys),
    quotaItems(api, QUOTAS.environments),
  ]);
  const nothing = [listed, allEnvironments, allKeys].every(({ seen }) => seen.length === 0);
  if (nothing && isInterrupted(collection.deadline)) throw collection.deadline.reason;
  refuseIfUnavailable(api, endpoint, credentials, allEnvironments);
  const { organizations, id: organization } = agreed(listed, [...allEnvironments.seen, ...allKeys.seen]);
  const environments = ofOrganization(allEnvironments, organization, 'GET /org/v2/environments');
  const keys = ofOrganization(allKeys, organization, 'GET /byok/v1/keys');

  const ofEach = async <T>(
    ids: readonly string[],
    list: (id: string) => Promise<Listing<T>>,
  ): Promise<Record<string, Listing<T>>> =>
    Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await list(id)] as const)));
  const ids = environments.seen.map(({ id }) => id);
  const inEach = <T extends { id: string }>(
    path: string,
    items: (environment: string) => Items<T>,
    taking: Pick<Request, 'apiKeyOnly'> = {},
  ) =>
    ofEach<T>(ids, (id) => {
      const strays = straysFrom({ environment: id, organization });
      const request = { path, query: { environment: id }, permission: ROLE.environment, ...taking };
      return api.list(request, { ...items(id), strays });
    });
  collection.expect?.(3 * ids.length + 1);
  const clusters = inEach('/cmk/v2/clusters', clustersOf).then((found) => inOneEnvironmentEach(found, 'GET /cmk/v2/clusters'));
  const kafkaClusters = async () => quotaOf(await quotaItems(api, QUOTAS.kafka_clusters), QUOTAS.kafka_clusters, organization);
  const connectors = async (listed: Confluent['clusters']) => {
    const withOwnKey = Object.values(listed)
      .flatMap(({ seen }) => seen.filter(usesOwnKey))
      .slice(0, most.connectorsOf);
    const environmentOf = new Map(withOwnKey.map((cluster) => [cluster.id, cluster.environment]));
    collection.expect?.(environmentOf.size);
    return ofEach<Connector>([...environmentOf.keys()], (id) => connectorsOf(api, environmentOf.get(id) ?? '', id));
  };

  async function whole(): Promise<Confluent> {
    const [listed, compute_pools, ksql_clusters, kafka_clusters, connected] = await Promise.all([
      clusters,
      inEach('/fcpm/v2/compute-pools', () => COMPUTE_POOLS),
      inEach('/ksqldbcm/v2/clusters', () => KSQL_CLUSTERS, { apiKeyOnly: true }),
      clusters.then((found) => countedAfter(found, kafkaClusters)),
      clusters.then(connectors),
    ]);
    const quotas = {
      byok_keys: quotaOf(byokKeys, QUOTAS.byok_keys, organization),
      environments: quotaOf(environmentCount, QUOTAS.environments, organization),
      kafka_clusters,
    };
    return {
      endpoint,
      organizations,
      environments,
      keys,
      clusters: listed,
      compute_pools,
      ksql_clusters,
      connectors: connected,
      quotas,
    };
  }
  return { keys, clusters, whole: whole() };
}

/** The count of clusters may lag behind the lists: where it is larger, it is read once more. */
async function countedAfter(clusters: Record<string, Listing<Cluster>>, read: () => Promise<Quota>): Promise<Quota> {
  const first = await read();
  const { usage } = first;
  return isKnown(usage) && usage.value > settledClusters(clusters, usage.observed_at) ? read() : first;
}

function refuseIfUnavailable(
  api: ConfluentApi,
  endpoint: string,
  credentials: ConfluentCredentials,
  environments: Listing<Environment>,
): void {
  const { key, secret, token, token_file } = CONFLUENT_VARIABLES;
  if (api.refusal !== null) {
    const { of, detail } = api.refusal;
    const what =
      of === 'exchange'
        ? `did not exchange the token of the identity provider (${detail}). Check that the token in ${token} or ${token_file} has not expired, that its issuer is an identity provider of the organization, and that the identity pool belongs to it and has a filter that fits the claims of the token.`
        : 'pool' in credentials
          ? `refused the token of identity pool ${credentials.pool} (${detail}). Check that the identity pool still exists and is of this organization.`
          : `refused the credentials (${detail}). Check ${key} and ${secret}: it must be a Cloud API key, not one of a cluster.`;
    throw new AuditError(EXIT.unavailable, `${endpoint} ${what}`);
  }
  if (!api.answered) {
    const detail = isKnown(environments.end) ? '' : ` (${environments.end.unknown.detail})`;
    throw new AuditError(
      EXIT.unavailable,
      `${endpoint} could not be reached${detail}. Check the network, and confluent.endpoint in the configuration.`,
    );
  }
}

/** A cluster of which it is not known that it has no key of the customer's counts as one that may have. */
const usesOwnKey = ({ byok_id, encryption_key }: Cluster): boolean =>
  [byok_id, encryption_key].some((key) => !isKnown(key) || key.value !== null);

const ORGANIZATIONS: Items<Organization> = {
  kind: 'Organization',
  id: ID.organization,
  parse: (item, id) => ({ id, name: item.required('display_name', filled) }),
};

const ENVIRONMENTS: Items<Environment> = {
  kind: 'Environment',
  id: ID.environment,
  parse: (item, id) => ({ id, name: item.required('display_name', filled), organization_id: organizationOf(item) }),
};

const keysIn = (config: Config): Items<RegisteredKey> => ({
  kind: 'Key',
  id: ID.key,
  parse: (item, id) => parseRegisteredKey(item, id, config),
});

const clustersOf = (environment: string): Items<Cluster> => ({
  kind: 'Cluster',
  id: ID.cluster,
  parse: (item, id) => parseCluster(item, id, environment),
});

const COMPUTE_POOLS: Items<ComputePool> = {
  kind: 'ComputePool',
  id: ID.compute_pool,
  parse: (item, id) => ({
    id,
    name: item.required('spec.display_name', filled),
    cloud: item.required('spec.cloud', filled),
    region: item.required('spec.region', regionName),
  }),
};

const KSQL_CLUSTERS: Items<KsqlCluster> = {
  kind: 'Cluster',
  id: ID.ksql_cluster,
  parse: (item, id) => ({
    id,
    name: item.required('spec.display_name', filled),
    cluster: item.required('spec.kafka_cluster.id', matching(ID.cluster, 'the id of a cluster')),
  }),
};

/** Connect knows no paging. With `expand` it answers a map from name to connector. */
async function connectorsOf(api: ConfluentApi, environmentId: string, cluster: string): Promise<Listing<Connector>> {
  const path = `/connect/v1/environments/${encodeURIComponent(environmentId)}/clusters/${encodeURIComponent(cluster)}/connectors`;
  // not with `info`, which holds the configurations of the connectors
  const reply = await api.get({ path, query: { expand: 'id' }, permission: ROLE.environment });
  if (!isKnown(reply)) return { seen: [], end: reply };
  const { value, ...at } = reply;
  const malformed = (detail: string) => unknown('malformed', detail, ofConfluent(`GET ${path}`));
  if (!isRecord(value)) return { seen: [], end: malformed('the reply is no map of connectors') };
  const entries = Object.entries(value);
  const seen = entries.flatMap(([name, connector]): Connector[] => {
    if (name === '' || !isConnector(connector)) return [];
    const id = fieldsOf({ value: connector, ...at }, {}).required('id.id', filled);
    return [{ id: isKnown(id) ? id.value : name.toWellFormed(), name: { value: name.toWellFormed(), ...at } }];
  });
  const isWhole = seen.length === entries.length;
  return { seen, end: isWhole ? { value: true, ...at } : malformed('the map holds what is no connector') };
}

/** Of what may be expanded, something must be there: an error is a record too. */
const isConnector = (value: unknown): boolean =>
  isRecord(value) && ['id', 'info', 'status'].some((part) => isRecord(value[part]));
