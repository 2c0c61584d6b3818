import pLimit from 'p-limit';
import { AuditError, EXIT } from '../audit-error.ts';
import type { Collection, Permission } from '../collect/observe.ts';
import { type At, idOf, integer, organizationOf, text } from '../collect/reply.ts';
import type { Config } from '../config/schema.ts';
import { isKnown, type Listing, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import type { Cluster, Confluent, Consumer, Environment, Organization, Quota } from '../snapshot/schema.ts';
import { ConfluentApi } from './client.ts';
import { parseCluster, parseRegisteredKey } from './reply.ts';

/** Roles for which Confluent documents these reads; a key with a lesser one sees less, often without any error. */
const ROLE = {
  organization: 'OrganizationAdmin',
  environment: 'OrganizationAdmin or EnvironmentAdmin',
} as const;

/** What the collector calls, and what each call needs of the Cloud API key's owner. */
export const CONFLUENT_PERMISSIONS: readonly Permission[] = [
  {
    calls: ['confluent:GET /org/v2/organizations'],
    permission: ROLE.organization,
    for: 'the name of the organization',
    optional: 'without it the report shows the id alone',
  },
  { calls: ['confluent:GET /org/v2/environments'], permission: ROLE.environment, for: 'the environments' },
  { calls: ['confluent:GET /byok/v1/keys'], permission: ROLE.environment, for: 'the registered keys' },
  {
    calls: ['confluent:GET /service-quota/v1/applied-quotas'],
    permission: ROLE.organization,
    for: 'quotas, and the proof that all was listed',
  },
  { calls: ['confluent:GET /cmk/v2/clusters'], permission: ROLE.environment, for: 'the clusters and the keys that they use' },
  { calls: ['confluent:GET /fcpm/v2/compute-pools'], permission: ROLE.environment, for: 'Flink compute pools' },
  { calls: ['confluent:GET /ksqldbcm/v2/clusters'], permission: ROLE.environment, for: 'ksqlDB clusters' },
  {
    calls: ['confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors'],
    permission: ROLE.environment,
    for: 'connectors',
  },
];

export type ConfluentCredentials = { key: string; secret: string };

/**
 * Reads the organization: environments, keys, quotas, and what runs in each environment.
 * @throws AuditError 69 where the host never answered or refused the credentials themselves
 */
export async function collectConfluent(
  collection: Collection,
  config: Config,
  credentials: ConfluentCredentials,
): Promise<Confluent> {
  const { endpoint } = config.confluent;
  const api = new ConfluentApi(collection, endpoint, credentials.key, credentials.secret);
  const limit = pLimit(8);
  collection.expect?.(5);
  const [organizations, environments, keys, byokKeys, environmentQuota] = await Promise.all([
    api.list({ path: '/org/v2/organizations', permission: ROLE.organization }, organization),
    api.list({ path: '/org/v2/environments', permission: ROLE.environment }, environment),
    api.list({ path: '/byok/v1/keys', permission: ROLE.environment }, (item, at) =>
      parseRegisteredKey(item, at, config.azure.key_vault_suffix),
    ),
    quota(api, 'byok.max_keys.per_org'),
    quota(api, 'iam.max_environments.per_org'),
  ]);
  refuseIfUnavailable(api, endpoint, environments);

  const ofEach = async <T>(
    ids: readonly string[],
    list: (id: string) => Promise<Listing<T>>,
  ): Promise<Record<string, Listing<T>>> =>
    Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await limit(() => list(id))] as const)));
  const ids = environments.seen.map(({ id }) => id);
  const inEnvironment = (path: string, id: string) => ({ path, query: { environment: id }, permission: ROLE.environment });
  collection.expect?.(3 * ids.length);
  const [clusters, compute_pools, ksql_clusters] = await Promise.all([
    ofEach<Cluster>(ids, (id) => api.list(inEnvironment('/cmk/v2/clusters', id), (item, at) => parseCluster(item, at, id))),
    ofEach<Consumer>(ids, (id) => api.list(inEnvironment('/fcpm/v2/compute-pools', id), consumer)),
    ofEach<Consumer>(ids, (id) => api.list(inEnvironment('/ksqldbcm/v2/clusters', id), consumer)),
  ]);
  const withOwnKey = Object.values(clusters).flatMap(({ seen }) => seen.filter(usesOwnKey));
  const environmentOf = new Map(withOwnKey.map((cluster) => [cluster.id, cluster.environment]));
  collection.expect?.(environmentOf.size);
  const connectors = await ofEach<Consumer>([...environmentOf.keys()], (id) =>
    connectorsOf(api, environmentOf.get(id) ?? '', id),
  );
  const quotas = { byok_keys: byokKeys, environments: environmentQuota };
  return { endpoint, organizations, environments, keys, clusters, compute_pools, ksql_clusters, connectors, quotas };
}

function refuseIfUnavailable(api: ConfluentApi, endpoint: string, environments: Listing<Environment>): void {
  if (api.refusal !== null) {
    throw new AuditError(
      EXIT.unavailable,
      `${endpoint} refused the credentials (${api.refusal}). ` +
        'Check CONFLUENT_CLOUD_API_KEY and CONFLUENT_CLOUD_API_SECRET: it must be a Cloud API key, not one of a cluster.',
    );
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

function organization(item: unknown, at: At): Organization | null {
  const id = idOf(item);
  return id === null ? null : { id, name: text(item, 'display_name', at) };
}

function environment(item: unknown, at: At): Environment | null {
  const id = idOf(item);
  return id === null ? null : { id, name: text(item, 'display_name', at), organization_id: organizationOf(item) };
}

function consumer(item: unknown, at: At): Consumer | null {
  const id = idOf(item);
  const cluster = text(item, 'spec.kafka_cluster.id', at);
  return id === null ? null : { id, name: text(item, 'spec.display_name', at), cluster: isKnown(cluster) ? cluster.value : null };
}

async function quota(api: ConfluentApi, code: string): Promise<Quota> {
  const path = '/service-quota/v1/applied-quotas';
  const read = (item: unknown, at: At): (Quota & { id: string }) | null => {
    const id = idOf(item);
    return id === null ? null : { id, limit: integer(item, 'applied_limit', at), usage: integer(item, 'usage', at) };
  };
  const { seen, end } = await api.list({ path, query: { scope: 'organization', id: code }, permission: ROLE.organization }, read);
  const found = seen.find(({ id }) => id === code);
  if (found !== undefined) return { limit: found.limit, usage: found.usage };
  const call = `GET ${path}?scope=organization&id=${code}`;
  const missing = isKnown(end) ? unknown('not_collected', `the reply names no quota ${code}`, { call }) : end;
  return { limit: missing, usage: missing };
}

/** Connect knows no paging. With `expand` it answers a map from name to connector, without it a list of names. */
async function connectorsOf(api: ConfluentApi, environmentId: string, cluster: string): Promise<Listing<Consumer>> {
  const path = `/connect/v1/environments/${encodeURIComponent(environmentId)}/clusters/${encodeURIComponent(cluster)}/connectors`;
  const reply = await api.get({ path, query: { expand: 'info,status,id' }, permission: ROLE.environment });
  if (!isKnown(reply)) return { seen: [], end: reply };
  const { value, ...at } = reply;
  const named = (name: string, id: string): Consumer => ({
    id: id.toWellFormed(),
    name: { value: name.toWellFormed(), ...at },
    cluster,
  });
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) {
    return { seen: value.map((name) => named(name, name)), end: { value: true, ...at } };
  }
  if (!isRecord(value))
    return { seen: [], end: unknown('malformed', 'the reply is no map of connectors', { call: `GET ${path}` }) };
  const seen = Object.entries(value).map(([name, connector]) => {
    const id = text(connector, 'id.id', at);
    return named(name, isKnown(id) ? id.value : name);
  });
  return { seen, end: { value: true, ...at } };
}
