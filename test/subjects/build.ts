import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import { AzureKey } from '../../src/clouds/azure/snapshot.ts';
import { parseGoogleKeyName } from '../../src/clouds/google/name.ts';
import { GcpKey } from '../../src/clouds/google/snapshot.ts';
import type { KmsKey } from '../../src/clouds/index.ts';
import type { Config } from '../../src/config/schema.ts';
import { blank } from '../../src/facts/declare.ts';
import type { Cause, Fact, Listing } from '../../src/facts/fact.ts';
import { unknown } from '../../src/facts/fact.ts';
import { inventory } from '../../src/inventory/inventory.ts';
import { type KeyPasts, noKeyPast } from '../../src/inventory/key-past.ts';
import type { WholeOrganization } from '../../src/inventory/populations.ts';
import { settledClusters } from '../../src/snapshot/quotas.ts';
import {
  type Cluster,
  type Environment,
  type RegisteredKey,
  SNAPSHOT_VERSION,
  type Snapshot,
} from '../../src/snapshot/schema.ts';
import type { ClusterSubject, KeySubject, OrganizationSubject, Subject } from '../../src/subjects/schema.ts';
import { subjects } from '../../src/subjects/subjects.ts';
import { DEFAULTS } from '../config/defaults.ts';

export const NOW = '2026-11-24T12:00:00.000Z';
const at = { source: 'orchard', observed_at: NOW };

export const known = <T>(value: T) => ({ value, ...at });
export const missing = (cause: Cause, detail = 'the orchard is closed') => unknown(cause, detail);
export const denied = unknown('denied', 'the orchard is closed', { call: 'GET /orchard', permission: 'Gardener' });

export const listed = <T>(...seen: T[]): Listing<T> => ({ seen, end: known(true as const) });
export const brokenOff = <T>(...seen: T[]): Listing<T> => ({ seen, end: denied });

export const ARN = 'arn:aws:kms:us-west-2:000000000000:key/apple';
export const awsName = (arn = ARN) => known(parseAwsKeyArn(arn));

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
export const vaultId = (vault: string, kind = 'vaults') =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/orchard/providers/Microsoft.KeyVault/${kind}/${vault}`;
export const azureName = (url = 'https://orchard.vault.azure.net/keys/plum', vault = 'orchard') =>
  known(parseAzureKeyUrl(url, vaultId(vault), 'vault.azure.net'));

export const GCP_KEY = 'projects/orchard/locations/us-central1/keyRings/basket/cryptoKeys/fig';
export const gcpName = (name = GCP_KEY) => known(parseGoogleKeyName(name));

export const environment = (id: string, over: Partial<Environment> = {}): Environment => ({
  id,
  name: known(`${id}-name`),
  organization_id: 'org-orchard',
  ...over,
});

export const cluster = (id: string, over: Partial<Cluster> = {}): Cluster => ({
  id,
  environment: 'env-orchard',
  name: known(`${id}-name`),
  cloud: known('AWS'),
  region: known('us-west-2'),
  kind: known('Dedicated'),
  byok_id: known(null),
  encryption_key: known(null),
  legacy_kms: known(null),
  phase: known('PROVISIONED'),
  created_at: known('2026-01-01T00:00:00Z'),
  deleted_at: known(null),
  deletion_protection: known(true),
  ...over,
});

/** A cluster on the registration `byok_id`. */
export const onKey = (id: string, byok_id: string, over: Partial<Cluster> = {}): Cluster =>
  cluster(id, { byok_id: known(byok_id), ...over });

/** A cluster from before BYOK API v1, which names its KMS key itself. */
export const onLegacyKey = (id: string, arn: string, over: Partial<Cluster> = {}): Cluster =>
  cluster(id, { encryption_key: known(arn), legacy_kms: awsName(arn), ...over });

export const registration = (id: string, over: Partial<RegisteredKey> = {}): RegisteredKey => ({
  id,
  name: known(`${id}-name`),
  organization_id: 'org-orchard',
  provider: known('AWS'),
  state: known('IN_USE'),
  validation_phase: known('VALID'),
  validation_since: known('2026-01-01T00:00:00Z'),
  validation_message: known(''),
  validation_region: known('us-west-2'),
  registered_at: known('2026-11-23T12:00:00Z'),
  kind: known('AwsKey'),
  kms_id: known(ARN),
  kms: awsName(),
  principals: known([]),
  tenant_id: known(null),
  ...over,
});

export const awsKey = (over: Partial<AwsKey> = {}): AwsKey => ({
  ...blank(AwsKey, missing('not_collected')),
  provider: 'aws',
  present: known(true),
  state: known('Enabled'),
  origin: known('AWS_KMS'),
  manager: known('CUSTOMER'),
  spec: known('SYMMETRIC_DEFAULT'),
  usage: known('ENCRYPT_DECRYPT'),
  custom_key_store: known(null),
  created_at: known('2026-01-01T00:00:00Z'),
  deletion_date: known(null),
  multi_region_primary: known(null),
  multi_region_replicas: known([]),
  rotation_enabled: known(true),
  rotation_period_days: known(90),
  policy: known('{}'),
  grants: known([]),
  ...over,
});

export const azureKey = ({
  vault,
  ...over
}: Partial<Omit<AzureKey, 'vault'>> & { vault?: Partial<AzureKey['vault']> } = {}): AzureKey => ({
  ...blank(AzureKey, missing('not_collected')),
  provider: 'azure',
  present: known(true),
  soft_deleted: known(false),
  scheduled_purge: known(null),
  enabled: known(true),
  not_before: known(null),
  expires: known(null),
  created_at: known('2026-01-01T00:00:00Z'),
  key_type: known('RSA'),
  operations: known(['wrapKey', 'unwrapKey']),
  versions: known([{ id: '1', enabled: true, created_at: '2026-01-01T00:00:00Z', expires: null }]),
  rotation: known({ rotates: true, after_create: 'P90D', before_expiry: null, expires_in: null }),
  vault: {
    id: known(vaultId('orchard')),
    location: known('West Europe'),
    tenant_id: known('00000000-0000-4000-8000-0000000000c1'),
    sku: known('premium'),
    soft_delete: known(true),
    purge_protection: known(true),
    rbac: known(true),
    network_default: known('Allow'),
    network_bypass: known('AzureServices'),
    public_network: known('Enabled'),
    access_policies: known([]),
    ...vault,
  },
  role_assignments: known([]),
  role_definitions: {},
  deny_assignments: known([]),
  eligible_roles: known([]),
  delegations: known([]),
  principals: {},
  ...over,
});

export const gcpVersion = (id: string, state: string, import_job: string | null = null) => ({
  id,
  state,
  created_at: null,
  destroy_time: null,
  import_job,
});

export const gcpKey = (over: Partial<GcpKey> = {}): GcpKey => ({
  ...blank(GcpKey, missing('not_collected')),
  provider: 'gcp',
  present: known(true),
  purpose: known('ENCRYPT_DECRYPT'),
  algorithm: known('GOOGLE_SYMMETRIC_ENCRYPTION'),
  primary: known({ id: '1', state: 'ENABLED', destroy_time: null }),
  protection_level: known('HSM'),
  primary_created_at: known('2026-01-01T00:00:00Z'),
  rotation_period_seconds: known(7_776_000),
  next_rotation_time: known('2027-01-01T00:00:00Z'),
  allowed_reasons: known(null),
  import_only: known(false),
  destroy_scheduled_seconds: known(2_592_000),
  created_at: known('2026-01-01T00:00:00Z'),
  versions: known([gcpVersion('1', 'ENABLED')]),
  policy: known([]),
  key_ring_policy: known([]),
  project_policy: known([]),
  roles: {},
  ...over,
});

type Parts = {
  environments?: Listing<Environment>;
  keys?: Listing<RegisteredKey>;
  /** By environment; each listed environment has an empty list otherwise. */
  clusters?: Record<string, Listing<Cluster>>;
  kms?: Record<string, KmsKey>;
  service_principals?: Snapshot['service_principals'];
  /** As many as are listed, if not given. */
  environmentUsage?: Fact<number>;
  clusterUsage?: Fact<number>;
  keyUsage?: Fact<number>;
  keyLimit?: Fact<number>;
};

/** A snapshot of an organization with one environment, `env-orchard`, in which everything is proven to have been listed. */
export function snapshot({
  environments = listed(environment('env-orchard')),
  keys = listed(),
  clusters = {},
  kms = {},
  service_principals = {},
  environmentUsage = known(environments.seen.length),
  keyUsage = known(keys.seen.length),
  keyLimit = known(20),
  clusterUsage,
}: Parts = {}): Snapshot {
  const all = { ...Object.fromEntries(environments.seen.map(({ id }) => [id, listed<Cluster>()])), ...clusters };
  return {
    schema_version: SNAPSHOT_VERSION,
    tool: { name: 'byok-audit', version: '0.0.0' },
    taken_at: NOW,
    interrupted_at: null,
    collected_as: [],
    confluent: {
      endpoint: 'https://api.confluent.cloud',
      organizations: listed({ id: 'org-orchard', name: known('Orchard') }),
      environments,
      keys,
      clusters: all,
      compute_pools: {},
      ksql_clusters: {},
      connectors: {},
      quotas: {
        byok_keys: { limit: keyLimit, usage: keyUsage },
        environments: { limit: known(100), usage: environmentUsage },
        kafka_clusters: { limit: known(400), usage: clusterUsage ?? known(settledClusters(all, NOW)) },
      },
    },
    kms,
    service_principals,
  };
}

/** The same, with these clusters in its one environment. */
export const orchard = (clusters: readonly Cluster[], parts: Parts = {}): Snapshot =>
  snapshot({ ...parts, clusters: { 'env-orchard': listed(...clusters) } });

export const config = (over: Partial<Config> = {}): Config => ({
  ...structuredClone(DEFAULTS),
  digest: 'sha256:0',
  history: null,
  ...over,
});

type Given = { parameters?: Subject['parameters']; past?: KeyPasts; attestation?: WholeOrganization | null; as_of?: string };

/** The stages of the pipeline before a snapshot is evaluated. */
export function take(
  of: Snapshot,
  configured = config(),
  { parameters = {}, past = noKeyPast, attestation = null, as_of = NOW }: Given = {},
) {
  const found = inventory(of, as_of, attestation);
  const { list, documentOf, scope, warnings } = subjects(found, past, configured, parameters);
  return { inventory: found, populations: found.populations, subjects: list.map(documentOf), scope, warnings };
}

function one<T extends Subject['type']>(of: Snapshot, type: T, id: string, configured?: Config) {
  const found = take(of, configured).subjects.find((subject) => subject.type === type && subject.id === id);
  if (found === undefined) throw new Error(`there is no ${type} ${id}`);
  return found as Extract<Subject, { type: T }>;
}

export const clusterOf = (of: Snapshot, id: string, configured?: Config): ClusterSubject => one(of, 'cluster', id, configured);
export const keyOf = (of: Snapshot, id: string, configured?: Config): KeySubject => one(of, 'key', id, configured);
export const organizationOf = (of: Snapshot): OrganizationSubject => one(of, 'organization', 'org-orchard');
export const populationOf = (of: Snapshot, type: Subject['type']) =>
  take(of).populations.list.find(({ subject_type }) => subject_type === type);

/** What a test compares of a fact: its value, or the cause and call of its absence. */
export const said = (fact: Fact<unknown>) =>
  'unknown' in fact
    ? { cause: fact.unknown.cause, ...(fact.unknown.call === undefined ? {} : { call: fact.unknown.call }) }
    : fact.value;
