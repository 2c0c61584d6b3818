import Type from 'typebox';
import { KmsKey } from '../clouds/kms-key.ts';
import { KmsName } from '../clouds/kms-name.ts';
import { listed, observed } from '../facts/declare.ts';
import { Fact } from '../facts/fact.ts';
import { closed, nullable } from '../input/shapes.ts';

const text = Type.String();
const count = Type.Integer();

const ORGANIZATIONS = 'confluent:GET /org/v2/organizations';
const ENVIRONMENTS = 'confluent:GET /org/v2/environments';
const CLUSTERS = 'confluent:GET /cmk/v2/clusters';
const KEYS = 'confluent:GET /byok/v1/keys';
const QUOTAS = 'confluent:GET /service-quota/v1/applied-quotas';

/** The newest snapshot format this version writes; `major.minor`, an older one is read, a newer one refused. */
export const SNAPSHOT_VERSION = '1.1';

export const Organization = Type.Object({ id: text, name: observed(text, [ORGANIZATIONS]) }, closed);
export type Organization = Type.Static<typeof Organization>;

/** `organization_id` is read out of the resource name (CRN): it is there even where organizations may not be listed. */
export const Environment = Type.Object(
  { id: text, name: observed(text, [ENVIRONMENTS]), organization_id: nullable(text) },
  closed,
);
export type Environment = Type.Static<typeof Environment>;

export const Cluster = Type.Object(
  {
    id: text,
    environment: text,
    name: observed(text, [CLUSTERS]),
    cloud: observed(text, [CLUSTERS]),
    region: observed(text, [CLUSTERS]),
    /** `spec.config.kind`: Basic, Standard, Enterprise, Dedicated, Freight, or one that this version does not know. */
    kind: observed(text, [CLUSTERS]),
    /** `spec.byok.id`; null where the reply names no self-managed key. */
    byok_id: observed(nullable(text), [CLUSTERS]),
    /** `spec.config.encryption_key`, the KMS name of a cluster from before BYOK API v1; null where there is none. */
    encryption_key: observed(nullable(text), [CLUSTERS]),
    /** `encryption_key` taken apart; null where there is none. */
    legacy_kms: observed(nullable(KmsName), [CLUSTERS]),
    phase: observed(text, [CLUSTERS]),
    created_at: observed(text, [CLUSTERS]),
    deleted_at: observed(nullable(text), [CLUSTERS]),
    deletion_protection: observed(Type.Boolean(), [CLUSTERS]),
  },
  closed,
);
export type Cluster = Type.Static<typeof Cluster>;

/** A registration of a KMS key with Confluent (`cck-`). */
export const RegisteredKey = Type.Object(
  {
    id: text,
    name: observed(text, [KEYS]),
    organization_id: nullable(text),
    provider: observed(text, [KEYS]),
    /** AVAILABLE or IN_USE. */
    state: observed(text, [KEYS]),
    /** INITIALIZING, VALID or INVALID. */
    validation_phase: observed(text, [KEYS]),
    validation_since: observed(text, [KEYS]),
    validation_message: observed(text, [KEYS]),
    validation_region: observed(text, [KEYS]),
    registered_at: observed(text, [KEYS]),
    /** AwsKey, AzureKey or GcpKey. */
    kind: observed(text, [KEYS]),
    /** The name as Confluent spells it. */
    kms_id: observed(text, [KEYS]),
    kms: observed(KmsName, [KEYS]),
    /** Whom Confluent uses the key as: role ARNs; the application id; the Google group. */
    principals: observed(Type.Array(text), [KEYS]),
  },
  closed,
);
export type RegisteredKey = Type.Static<typeof RegisteredKey>;

/** `limit` and `usage` of one applied quota; Confluent leaves `usage` out while it is zero. */
export const Quota = Type.Object({ limit: observed(count, [QUOTAS]), usage: observed(count, [QUOTAS]) }, closed);
export type Quota = Type.Static<typeof Quota>;

/** Something that works on Kafka data outside the cluster: a Flink compute pool, a ksqlDB cluster, a connector. */
export const Consumer = Type.Object({ id: text, name: Fact(text), cluster: nullable(text) }, closed);
export type Consumer = Type.Static<typeof Consumer>;

export const Confluent = Type.Object(
  {
    endpoint: text,
    organizations: listed(Organization, ORGANIZATIONS),
    environments: listed(Environment, ENVIRONMENTS),
    keys: listed(RegisteredKey, KEYS),
    /** By environment id. */
    clusters: Type.Record(text, listed(Cluster, CLUSTERS)),
    compute_pools: Type.Record(text, listed(Consumer, 'confluent:GET /fcpm/v2/compute-pools')),
    ksql_clusters: Type.Record(text, listed(Consumer, 'confluent:GET /ksqldbcm/v2/clusters')),
    /** By cluster id; clusters with a self-managed key only. */
    connectors: Type.Record(text, listed(Consumer, 'confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors')),
    quotas: Type.Object({ byok_keys: Quota, environments: Quota }, closed),
  },
  closed,
);
export type Confluent = Type.Static<typeof Confluent>;

/** The service principal of an application in the customer's directory. */
export const ServicePrincipal = Type.Object(
  {
    object_id: observed(text, ['graph:GetServicePrincipal']),
    /** Object ids of the groups that it is in, directly or through others. */
    groups: observed(Type.Array(text), ['graph:ListGroups']),
  },
  closed,
);
export type ServicePrincipal = Type.Static<typeof ServicePrincipal>;

export const Snapshot = Type.Object(
  {
    schema_version: Type.String({ pattern: '^[0-9]+\\.[0-9]+$' }),
    tool: Type.Object({ name: Type.Literal('byok-audit'), version: text }, closed),
    taken_at: Type.String({ format: 'date-time' }),
    confluent: Confluent,
    /** By KMS name (`kms-name.ts`), each KMS key once, however many registrations name it. */
    kms: Type.Record(text, KmsKey),
    /** By the application id that Confluent names, in lower case. */
    service_principals: Type.Record(text, ServicePrincipal),
  },
  { ...closed, $id: 'urn:byok-audit:snapshot:1.1', title: 'byok-audit snapshot' },
);
export type Snapshot = Type.Static<typeof Snapshot>;
