import Type from 'typebox';
import { ServicePrincipal } from '../clouds/azure/snapshot.ts';
import { KmsKey, KmsName, PROVIDERS } from '../clouds/index.ts';
import { Fact, Listing } from '../facts/fact.ts';
import { byName, count, enumeration, nullable, object, text } from '../input/shapes.ts';

/** The newest snapshot format this version writes; `major.minor`, an older one is read, a newer one refused. */
export const SNAPSHOT_VERSION = '1.4';

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
  /** Of Azure alone: the tenant in which the vault is registered; null of a key in another cloud. */
  tenant_id: Fact(nullable(text)),
});
export type RegisteredKey = Type.Static<typeof RegisteredKey>;

/** `limit` and `usage` of one applied quota; Confluent leaves `usage` out while it is zero. */
export const Quota = object({ limit: Fact(count), usage: Fact(count) });
export type Quota = Type.Static<typeof Quota>;

/** A Flink compute pool. Its statements read the clusters of its cloud and region, in whatever environment. */
export const ComputePool = object({ id: text, name: Fact(text), cloud: Fact(text), region: Fact(text) });
export type ComputePool = Type.Static<typeof ComputePool>;

/** A ksqlDB cluster, and the Kafka cluster whose data it works on. */
export const KsqlCluster = object({ id: text, name: Fact(text), cluster: Fact(text) });
export type KsqlCluster = Type.Static<typeof KsqlCluster>;

export const Connector = object({ id: text, name: Fact(text) });
export type Connector = Type.Static<typeof Connector>;

export const Confluent = object({
  endpoint: text,
  organizations: Listing(Organization),
  environments: Listing(Environment),
  keys: Listing(RegisteredKey),
  /** By environment id. */
  clusters: byName(Listing(Cluster)),
  compute_pools: byName(Listing(ComputePool)),
  ksql_clusters: byName(Listing(KsqlCluster)),
  /** By cluster id; clusters with a self-managed key only. */
  connectors: byName(Listing(Connector)),
  /** That of clusters was read after the lists of clusters. */
  quotas: object({ byok_keys: Quota, environments: Quota, kafka_clusters: Quota }),
});
export type Confluent = Type.Static<typeof Confluent>;

/** As whom Confluent Cloud or a cloud was read: `of` says which keys were read so, in words; null: all others. */
export const CollectedAs = object({ plane: enumeration('confluent', ...PROVIDERS), of: nullable(text), who: Fact(text) });
export type CollectedAs = Type.Static<typeof CollectedAs>;

export const Snapshot = object(
  {
    schema_version: Type.String({ pattern: '^[0-9]+\\.[0-9]+$' }),
    tool: object({ name: Type.Literal('byok-audit'), version: text }),
    taken_at: Type.String({ format: 'date-time' }),
    /** When the user interrupted the collection: what was not answered by then is unknown. Null where nobody did. */
    interrupted_at: nullable(Type.String({ format: 'date-time' })),
    /** As whom each plane was read, by what it says of the credentials. Empty before format 1.4. */
    collected_as: Type.Array(CollectedAs),
    confluent: Confluent,
    /** By KMS name, each KMS key once, however many registrations name it. */
    kms: byName(KmsKey),
    /**
     * By the application id that Confluent names, in lower case; in a tenant that is read by a credential of its own, by that
     * tenant's id, a slash and the application id.
     */
    service_principals: byName(ServicePrincipal),
  },
  { $id: `urn:byok-audit:snapshot:${SNAPSHOT_VERSION}`, title: 'byok-audit snapshot' },
);
export type Snapshot = Type.Static<typeof Snapshot>;

/** A snapshot with a text in place of each record of its long lists. */
export const Outline = object({
  ...Snapshot.properties,
  confluent: object({
    ...Confluent.properties,
    keys: Listing(text),
    clusters: byName(Listing(text)),
    connectors: byName(text),
  }),
  kms: byName(text),
});
export type Outline = Type.Static<typeof Outline>;
