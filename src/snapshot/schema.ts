import Type from 'typebox';
import { ServicePrincipal } from '../clouds/azure/snapshot.ts';
import { KmsKey, KmsName } from '../clouds/index.ts';
import { Fact, Listing } from '../facts/fact.ts';
import { nullable, object, text } from '../input/shapes.ts';

const count = Type.Integer();

/** The newest snapshot format this version writes; `major.minor`, an older one is read, a newer one refused. */
export const SNAPSHOT_VERSION = '1.2';

export const Organization = object({ id: text, name: Fact(text) });
export type Organization = Type.Static<typeof Organization>;

/** `organization_id` is read out of the resource name (CRN): it is there even where organizations may not be listed. */
export const Environment = object({ id: text, name: Fact(text), organization_id: nullable(text) });
export type Environment = Type.Static<typeof Environment>;

export const Cluster = object({
  id: text,
  environment: text,
  name: Fact(text),
  cloud: Fact(text),
  region: Fact(text),
  /** `spec.config.kind`: Basic, Standard, Enterprise, Dedicated, Freight, or one that this version does not know. */
  kind: Fact(text),
  /** `spec.byok.id`; null where the reply names no self-managed key. */
  byok_id: Fact(nullable(text)),
  /** `spec.config.encryption_key`, the KMS name of a cluster from before BYOK API v1; null where there is none. */
  encryption_key: Fact(nullable(text)),
  /** `encryption_key` taken apart; null where there is none. */
  legacy_kms: Fact(nullable(KmsName)),
  phase: Fact(text),
  created_at: Fact(text),
  deleted_at: Fact(nullable(text)),
  deletion_protection: Fact(Type.Boolean()),
});
export type Cluster = Type.Static<typeof Cluster>;

/** A registration of a KMS key with Confluent (`cck-`). */
export const RegisteredKey = object({
  id: text,
  name: Fact(text),
  organization_id: nullable(text),
  provider: Fact(text),
  /** AVAILABLE or IN_USE. */
  state: Fact(text),
  /** INITIALIZING, VALID or INVALID. */
  validation_phase: Fact(text),
  validation_since: Fact(text),
  validation_message: Fact(text),
  validation_region: Fact(text),
  registered_at: Fact(text),
  /** AwsKey, AzureKey or GcpKey. */
  kind: Fact(text),
  /** The name as Confluent spells it. */
  kms_id: Fact(text),
  kms: Fact(KmsName),
  /** Whom Confluent uses the key as: role ARNs; the application id; the Google group. */
  principals: Fact(Type.Array(text)),
});
export type RegisteredKey = Type.Static<typeof RegisteredKey>;

/** `limit` and `usage` of one applied quota; Confluent leaves `usage` out while it is zero. */
export const Quota = object({ limit: Fact(count), usage: Fact(count) });
export type Quota = Type.Static<typeof Quota>;

/** Something that works on Kafka data outside the cluster: a Flink compute pool, a ksqlDB cluster, a connector. */
export const Consumer = object({ id: text, name: Fact(text), cluster: nullable(text) });
export type Consumer = Type.Static<typeof Consumer>;

export const Confluent = object({
  endpoint: text,
  organizations: Listing(Organization),
  environments: Listing(Environment),
  keys: Listing(RegisteredKey),
  /** By environment id. */
  clusters: Type.Record(text, Listing(Cluster)),
  compute_pools: Type.Record(text, Listing(Consumer)),
  ksql_clusters: Type.Record(text, Listing(Consumer)),
  /** By cluster id; clusters with a self-managed key only. */
  connectors: Type.Record(text, Listing(Consumer)),
  quotas: object({ byok_keys: Quota, environments: Quota }),
});
export type Confluent = Type.Static<typeof Confluent>;

export const Snapshot = object(
  {
    schema_version: Type.String({ pattern: '^[0-9]+\\.[0-9]+$' }),
    tool: object({ name: Type.Literal('byok-audit'), version: text }),
    taken_at: Type.String({ format: 'date-time' }),
    confluent: Confluent,
    /** By KMS name, each KMS key once, however many registrations name it. */
    kms: Type.Record(text, KmsKey),
    /** By the application id that Confluent names, in lower case. */
    service_principals: Type.Record(text, ServicePrincipal),
  },
  { $id: `urn:byok-audit:snapshot:${SNAPSHOT_VERSION}`, title: 'byok-audit snapshot' },
);
export type Snapshot = Type.Static<typeof Snapshot>;
