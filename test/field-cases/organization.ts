import type { AzureFixture, Fixture, GcpFixture, Raw } from '../../loopback/fixture.ts';

const ID = '00000000-0000-4000-8000-00000000a991';
const CRN = `crn://confluent.cloud/organization=${ID}`;

/** What one cluster, its registration and its KMS key add to an organization. */
export type Part = {
  environments?: Raw[];
  clusters?: Raw[];
  registrations?: Raw[];
  compute_pools?: Raw[];
  ksql_clusters?: Raw[];
  /** By cluster id. */
  connectors?: Record<string, Record<string, Raw>>;
  /** What differs from a quota that counts just what is listed, by its id. */
  quotas?: Record<string, Raw>;
  aws?: Fixture['aws']['keys'];
  azure?: Partial<AzureFixture>;
  gcp?: Partial<GcpFixture>;
};

const metadata = (created_at: string) => ({ created_at, updated_at: created_at });
const placeOf = (resource: Raw) => String((resource.spec as { environment: { id: string } }).environment.id);

/** One organization of several parts, whose quotas count what is listed. */
export function organization(...parts: Part[]): Fixture {
  const all = <T>(of: (part: Part) => T[] | undefined): T[] => parts.flatMap((part) => of(part) ?? []);
  const clusters = all((part) => part.clusters);
  const pools = all((part) => part.compute_pools);
  const ksql = all((part) => part.ksql_clusters);
  const keys = all((part) => part.registrations);
  const named = all((part) => part.environments);
  const ids = new Set([...[...clusters, ...pools, ...ksql].map(placeOf), ...(named.length === 0 ? ['env-orchard'] : [])]);
  const environments = [...named, ...[...ids].filter((id) => !named.some((one) => one.id === id)).map((id) => environment(id))];
  const quota = (id: string, applied_limit: number, usage: number): Raw => ({
    api_version: 'service-quota/v1',
    kind: 'AppliedQuota',
    id,
    scope: 'ORGANIZATION',
    display_name: id,
    default_limit: applied_limit,
    applied_limit,
    usage,
    organization: { id: ID },
    environment: null,
    metadata: {},
    ...Object.assign({}, ...parts.map(({ quotas }) => quotas?.[id] ?? {})),
  });
  const byPlace = (resources: Raw[]) => Object.fromEntries(Map.groupBy(resources, placeOf));
  return {
    confluent: {
      organizations: [
        {
          api_version: 'org/v2',
          kind: 'Organization',
          id: ID,
          display_name: 'Orchard',
          metadata: metadata('2022-03-01T09:00:00Z'),
        },
      ],
      environments,
      keys,
      quotas: [
        quota('byok.max_keys.per_org', 20, keys.length),
        quota('iam.max_environments.per_org', 25, environments.length),
        quota('iam.max_kafka_clusters.per_org', 100, clusters.length),
      ],
      clusters: byPlace(clusters),
      compute_pools: byPlace(pools),
      ksql_clusters: byPlace(ksql),
      connectors: Object.assign({}, ...parts.map(({ connectors }) => connectors)),
    },
    aws: { account: '111122223333', keys: all((part) => part.aws) },
    azure: {
      tenant: '00000000-0000-4000-8000-0000000000c1',
      vaults: all((part) => part.azure?.vaults),
      role_assignments: all((part) => part.azure?.role_assignments),
      role_definitions: all((part) => part.azure?.role_definitions),
      deny_assignments: all((part) => part.azure?.deny_assignments),
      eligible_roles: all((part) => part.azure?.eligible_roles),
      registration_assignments: all((part) => part.azure?.registration_assignments),
      users: all((part) => part.azure?.users),
      service_principals: all((part) => part.azure?.service_principals),
      deleted_vaults: all((part) => part.azure?.deleted_vaults),
    },
    gcp: {
      keys: all((part) => part.gcp?.keys),
      key_rings: all((part) => part.gcp?.key_rings),
      projects: all((part) => part.gcp?.projects),
      roles: all((part) => part.gcp?.roles),
    },
    faults: [],
  };
}

export const environment = (id: string, display_name = id): Raw => ({
  api_version: 'org/v2',
  kind: 'Environment',
  id,
  display_name,
  stream_governance_config: { package: 'ESSENTIALS' },
  metadata: metadata('2023-01-10T08:00:00Z'),
});

/** What differs from a Dedicated cluster that was made two days after its key. */
export type ClusterChange = {
  id?: string;
  environment?: string;
  created_at?: string;
  spec?: Raw;
  status?: Raw;
  metadata?: Raw;
};

export function cluster(
  at: { name: string; cloud: string; region: string; key: string | null },
  change: ClusterChange = {},
): Raw {
  const { id = `lkc-${at.name}`, environment = 'env-orchard', created_at = '2026-03-03T10:00:00Z' } = change;
  return {
    api_version: 'cmk/v2',
    kind: 'Cluster',
    id,
    spec: {
      display_name: `${at.name}-orders`,
      availability: 'MULTI_ZONE',
      cloud: at.cloud,
      region: at.region,
      config: { kind: 'Dedicated', cku: 2 },
      ...(at.key === null ? {} : { byok: { id: at.key, resource_name: `${CRN}/key=${at.key}` } }),
      deletion_protection: true,
      environment: { id: environment },
      ...change.spec,
    },
    status: { phase: 'PROVISIONED', cku: 2, ...change.status },
    metadata: { ...metadata(created_at), resource_name: `${CRN}/environment=${environment}/kafka=${id}`, ...change.metadata },
  };
}

/** What differs from a valid registration in use. */
export type RegistrationChange = { id?: string; state?: string; created_at?: string; validation?: Raw; key?: Raw };

export function registration(
  at: { name: string; provider: string; region: string; key: Raw },
  change: RegistrationChange = {},
): Raw {
  const { id = `cck-${at.name}`, state = 'IN_USE', created_at = '2026-03-01T10:00:00Z', validation } = change;
  return {
    api_version: 'byok/v1',
    kind: 'Key',
    id,
    display_name: at.name,
    provider: at.provider,
    state,
    key: { ...at.key, ...change.key },
    validation: { phase: 'VALID', since: created_at, region: at.region, ...validation },
    metadata: metadata(created_at),
  };
}

/** As Confluent says it of a key that it cannot use. */
export const INVALID = { phase: 'INVALID', since: '2026-11-23T10:00:00Z', message: 'Access to key denied.' };
/** What a verdict says of a key on which there is no cluster any longer. */
export const NO_CLUSTER = /no cluster|five days|5 days|release/i;

/** An id made of a name, which stays the same. */
export const uuidOf = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').slice(0, 12).padEnd(12, '0')}`;
