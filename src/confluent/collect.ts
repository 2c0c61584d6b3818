import pLimit from 'p-limit';
import { AuditError, EXIT } from '../audit-error.ts';
import type { Collection } from '../collect/observe.ts';
import { type Fields, fieldsOf, integer, text } from '../collect/reply.ts';
import type { Config } from '../config/schema.ts';
import { isKnown, type Listing, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import type { Cluster, Confluent, Consumer, Environment, Organization, Quota } from '../snapshot/schema.ts';
import { ConfluentApi } from './client.ts';
import { ROLE } from './permissions.ts';
import { organizationOf, parseCluster, parseRegisteredKey } from './reply.ts';

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
    api.list({ path: '/byok/v1/keys', permission: ROLE.environment }, (item, id) => parseRegisteredKey(item, id, config)),
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
    ofEach<Cluster>(ids, (id) =>
      api.list(inEnvironment('/cmk/v2/clusters', id), (item, cluster) => parseCluster(item, cluster, id)),
    ),
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

const organization = (item: Fields, id: string): Organization => ({ id, name: item.required('display_name', text) });

const environment = (item: Fields, id: string): Environment => ({
  id,
  name: item.required('display_name', text),
  organization_id: organizationOf(item),
});

function consumer(item: Fields, id: string): Consumer {
  const cluster = item.required('spec.kafka_cluster.id', text);
  return { id, name: item.required('spec.display_name', text), cluster: isKnown(cluster) ? cluster.value : null };
}

async function quota(api: ConfluentApi, code: string): Promise<Quota> {
  const path = '/service-quota/v1/applied-quotas';
  const read = (item: Fields, id: string): Quota & { id: string } => ({
    id,
    limit: item.required('applied_limit', integer),
    usage: item.required('usage', integer),
  });
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
    const id = fieldsOf({ value: connector, ...at }, {}).required('id.id', text);
    return named(name, isKnown(id) ? id.value : name);
  });
  return { seen, end: { value: true, ...at } };
}
