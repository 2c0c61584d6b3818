import Type from 'typebox';
import { Fact, Listing } from './fact.ts';
import { KmsName } from './kms-name.ts';

const closed = { additionalProperties: false };
const text = Type.String();
const count = Type.Integer();
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** The newest snapshot format this version writes; `major.minor`, an older one is read, a newer one refused. */
export const SNAPSHOT_VERSION = '1.0';

// --- Confluent Cloud ---------------------------------------------------------------------------------------------

export const Organization = Type.Object({ id: text, name: Fact(text) }, closed);
export type Organization = Type.Static<typeof Organization>;

/** `organization_id` is read out of the resource name (CRN): it is there even where organizations may not be listed. */
export const Environment = Type.Object({ id: text, name: Fact(text), organization_id: nullable(text) }, closed);
export type Environment = Type.Static<typeof Environment>;

export const Cluster = Type.Object(
  {
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
  },
  closed,
);
export type Cluster = Type.Static<typeof Cluster>;

/** A registration of a KMS key with Confluent (`cck-`). */
export const RegisteredKey = Type.Object(
  {
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
  },
  closed,
);
export type RegisteredKey = Type.Static<typeof RegisteredKey>;

/** `limit` and `usage` of one applied quota; Confluent leaves `usage` out while it is zero. */
export const Quota = Type.Object({ limit: Fact(count), usage: Fact(count) }, closed);
export type Quota = Type.Static<typeof Quota>;

/** Something that works on Kafka data outside the cluster: a Flink compute pool, a ksqlDB cluster, a connector. */
export const Consumer = Type.Object({ id: text, name: Fact(text), cluster: nullable(text) }, closed);
export type Consumer = Type.Static<typeof Consumer>;

export const Confluent = Type.Object(
  {
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
    quotas: Type.Object({ byok_keys: Quota, environments: Quota }, closed),
  },
  closed,
);
export type Confluent = Type.Static<typeof Confluent>;

// --- Key management services -------------------------------------------------------------------------------------

/** `present` is whether the KMS has the key in whatever state; where it has not, every other fact is unknown/not_found. */
const present = Fact(Type.Boolean());

export const AwsKey = Type.Object(
  {
    provider: Type.Literal('aws'),
    present,
    /** KeyState as AWS spells it. */
    state: Fact(text),
    origin: Fact(text),
    manager: Fact(text),
    spec: Fact(text),
    usage: Fact(text),
    custom_key_store: Fact(nullable(text)),
    created_at: Fact(text),
    /** Null unless the key is to be deleted. */
    deletion_date: Fact(nullable(text)),
    /** ARN of the multi-Region primary; null for a single-Region key. */
    multi_region_primary: Fact(nullable(text)),
    multi_region_replicas: Fact(Type.Array(text)),
    /** Of the primary, where the key is a multi-Region replica. */
    rotation_enabled: Fact(Type.Boolean()),
    /** Days; null where AWS named no period. */
    rotation_period_days: Fact(nullable(count)),
    /** The policy document, as the JSON text that AWS keeps. */
    policy: Fact(text),
    grants: Fact(
      Type.Array(Type.Object({ grantee: nullable(text), operations: Type.Array(text), constrained: Type.Boolean() }, closed)),
    ),
    tags: Fact(Type.Record(text, text)),
  },
  closed,
);
export type AwsKey = Type.Static<typeof AwsKey>;

export const AzureKey = Type.Object(
  {
    provider: Type.Literal('azure'),
    present,
    /** Soft-deleted keys are present, with their purge date in `scheduled_purge`. */
    soft_deleted: Fact(Type.Boolean()),
    scheduled_purge: Fact(nullable(text)),
    enabled: Fact(Type.Boolean()),
    not_before: Fact(nullable(text)),
    expires: Fact(nullable(text)),
    created_at: Fact(text),
    key_type: Fact(text),
    operations: Fact(Type.Array(text)),
    versions: Fact(Type.Array(Type.Object({ id: text, enabled: nullable(Type.Boolean()), created_at: nullable(text) }, closed))),
    rotation: Fact(
      Type.Object(
        {
          /** Whether any lifetime action is Rotate. */
          rotates: Type.Boolean(),
          /** ISO 8601 durations, as Azure spells them. */
          after_create: nullable(text),
          before_expiry: nullable(text),
          expires_in: nullable(text),
        },
        closed,
      ),
    ),
    vault: Type.Object(
      {
        location: Fact(text),
        sku: Fact(text),
        soft_delete: Fact(Type.Boolean()),
        purge_protection: Fact(Type.Boolean()),
        rbac: Fact(Type.Boolean()),
        /** Allow or Deny. */
        network_default: Fact(text),
        /** AzureServices or None. */
        network_bypass: Fact(text),
        /** Enabled or Disabled. */
        public_network: Fact(text),
      },
      closed,
    ),
    role_assignments: Fact(
      Type.Array(
        Type.Object(
          {
            principal_id: text,
            principal_type: nullable(text),
            role_definition_id: text,
            scope: text,
            condition: nullable(text),
          },
          closed,
        ),
      ),
    ),
  },
  closed,
);
export type AzureKey = Type.Static<typeof AzureKey>;

const IamPolicy = Type.Array(Type.Object({ role: text, members: Type.Array(text), condition: nullable(text) }, closed));

export const GcpKey = Type.Object(
  {
    provider: Type.Literal('gcp'),
    present,
    purpose: Fact(text),
    algorithm: Fact(nullable(text)),
    /** Null where the key has no primary version. */
    primary: Fact(nullable(Type.Object({ id: text, state: text, destroy_time: nullable(text) }, closed))),
    protection_level: Fact(nullable(text)),
    /** Seconds; null where no rotation is scheduled. */
    rotation_period_seconds: Fact(nullable(Type.Number())),
    import_only: Fact(Type.Boolean()),
    destroy_scheduled_seconds: Fact(nullable(Type.Number())),
    created_at: Fact(text),
    versions: Fact(
      Type.Array(
        Type.Object(
          {
            id: text,
            state: text,
            created_at: nullable(text),
            destroy_time: nullable(text),
            import_job: nullable(text),
          },
          closed,
        ),
      ),
    ),
    /** Names of the key ring's import jobs. */
    import_jobs: Fact(Type.Array(text)),
    policy: Fact(IamPolicy),
    key_ring_policy: Fact(IamPolicy),
  },
  closed,
);
export type GcpKey = Type.Static<typeof GcpKey>;

export const KmsKey = Type.Union([AwsKey, AzureKey, GcpKey]);
export type KmsKey = Type.Static<typeof KmsKey>;

export const Snapshot = Type.Object(
  {
    schema_version: Type.String({ pattern: '^[0-9]+\\.[0-9]+$' }),
    tool: Type.Object({ name: Type.Literal('byok-audit'), version: text }, closed),
    taken_at: Type.String({ format: 'date-time' }),
    confluent: Confluent,
    /** By KMS name (`kms-name.ts`), each KMS key once, however many registrations name it. */
    kms: Type.Record(text, KmsKey),
  },
  { ...closed, $id: 'urn:byok-audit:snapshot:1.0', title: 'byok-audit snapshot' },
);
export type Snapshot = Type.Static<typeof Snapshot>;
