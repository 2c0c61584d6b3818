import Type from 'typebox';
import { Fact } from '../facts/fact.ts';
import { closed, nullable } from '../input/shapes.ts';

const text = Type.String();
const flag = Type.Boolean();
const texts = Type.Array(text);

const oneOf = <const L extends string[]>(...values: L) => Type.Enum(values, { type: 'string' });

/** Kinds of subjects, in the order in which reports show them. */
export const SUBJECT_TYPES = ['organization', 'environment', 'cluster', 'key'] as const;

const parameters = Type.Record(
  text,
  Type.Union([Type.Number(), text, flag, Type.Array(text), Type.Record(text, Type.Array(text))]),
);

/** True, or unknown with the reason why the population is not known to be whole. */
const whole = Fact(Type.Literal(true));

const common = {
  id: text,
  /** What the policy judges by: as in the configuration, else each rule's default. */
  parameters,
  /** The judging clock, RFC 3339 in UTC. */
  as_of: text,
};

export const OrganizationSubject = Type.Object(
  {
    type: Type.Literal('organization'),
    ...common,
    name: nullable(text),
    quota: Type.Object(
      {
        /** Applied limit of `byok.max_keys.per_org`; at least 1. */
        limit: Fact(Type.Integer()),
        /** As many were seen to be used at least, whatever could not be read. */
        at_least: Fact(Type.Integer()),
        /** The larger of what Confluent counts and what its key list holds. */
        used: Fact(Type.Integer()),
        /** What Confluent counts, less what its key list holds. */
        difference: Fact(Type.Integer()),
        /** Keys that can still be registered. */
        remaining: Fact(Type.Integer()),
      },
      closed,
    ),
  },
  closed,
);
export type OrganizationSubject = Type.Static<typeof OrganizationSubject>;

export const EnvironmentSubject = Type.Object(
  {
    type: Type.Literal('environment'),
    ...common,
    name: nullable(text),
    /** Ids of the environment's clusters that are seen to be on a self-managed key, sorted. */
    byok_clusters: Fact(texts),
    /** Whether every cluster of the environment was seen, and of each whether it is on a self-managed key. */
    all_clusters_seen: whole,
    /** What works on Kafka data beside the clusters, each with its kind: "Flink compute pool lfcp-1". */
    consumers: Fact(texts),
    all_consumers_seen: whole,
  },
  closed,
);
export type EnvironmentSubject = Type.Static<typeof EnvironmentSubject>;

export const ClusterSubject = Type.Object(
  {
    type: Type.Literal('cluster'),
    ...common,
    name: nullable(text),
    environment: text,
    environment_name: nullable(text),
    production: Fact(flag),
    cloud: Fact(text),
    region: Fact(text),
    kind: Fact(text),
    phase: Fact(text),
    deletion_protection: Fact(flag),
    /** byok: a key registered with Confluent; legacy: a KMS key named on the cluster itself; confluent: none of the customer's. */
    encryption: Fact(Type.Union([Type.Literal('byok'), Type.Literal('legacy'), Type.Literal('confluent')])),
    key: Type.Object(
      {
        /** Confluent's id of the key, or the KMS name of a legacy key. */
        id: Fact(text),
        kms_name: Fact(text),
        provider: Fact(oneOf('aws', 'azure', 'gcp')),
        /** Whether the organization's key list holds the id. */
        registered: Fact(flag),
        /** The KMS name that the configuration declares for the cluster; null where it declares none. */
        expected: Fact(nullable(text)),
        /** Whether that is the key, by KMS name without version. */
        as_expected: Fact(flag),
        /** Where the KMS keeps the key, spelt as Confluent spells regions. */
        region: Fact(text),
        /** Ids of the other clusters seen on the same KMS key, sorted. */
        other_clusters: Fact(texts),
        /** Whether every cluster that could use the key was seen, together with the key that it uses. */
        all_users_seen: whole,
        /** Clusters that were on the KMS key before and are gone, each with its dates and who says so. */
        earlier_clusters: Fact(texts),
        /** Whether it is proven that no cluster was on the KMS key before. */
        never_used_before: Fact(flag),
      },
      closed,
    ),
  },
  closed,
);
export type ClusterSubject = Type.Static<typeof ClusterSubject>;

/**
 * One word for what the three services call by different names. `expired` and `not_yet_valid`: an Azure key outside its
 * validity window; `destroyed` and `no_primary`: of a Google key's primary version.
 */
export const KeyState = oneOf(
  'enabled',
  'disabled',
  'pending_deletion',
  'pending_import',
  'unavailable',
  'expired',
  'not_yet_valid',
  'destroyed',
  'no_primary',
);
export type KeyState = Type.Static<typeof KeyState>;

export const KeySubject = Type.Object(
  {
    type: Type.Literal('key'),
    ...common,
    name: nullable(text),
    provider: Fact(oneOf('aws', 'azure', 'gcp')),
    /** What Confluent calls the provider, in its own spelling; the key's kind decides what it is. */
    stated_provider: Fact(text),
    kms_name: Fact(text),
    /**
     * The name's parts by their names, for commands that want them one by one: account, region, key_id; vault,
     * resource_group, subscription, key_name; project, location, key_ring, key_name. Empty where the name is not known.
     */
    name_parts: Type.Record(text, text),
    /** Whom Confluent uses the key as: role ARNs; the application id; the Google group. Never empty. */
    principals: Fact(texts),
    /** False for a legacy key, which Confluent's key list does not hold. */
    registered: flag,
    /** Whether a production cluster uses it; null where none uses it or it cannot be told. */
    production: nullable(flag),
    /** Ids of the visible clusters on this KMS key, sorted. */
    clusters: Fact(texts),
    /** Kinds of those clusters (Dedicated, Enterprise ...), sorted, each once. */
    cluster_kinds: Fact(texts),
    all_kinds_known: whole,
    /** Whether every cluster that could use the key was seen, together with the key that it uses. */
    all_users_seen: whole,
    /** Confluent's own word on the registration; a legacy key is in use. */
    confluent_state: Fact(oneOf('AVAILABLE', 'IN_USE')),
    /** Whole days between registration and `as_of`. */
    days_since_registration: Fact(Type.Integer()),
    release: Type.Object(
      {
        /** Days since a cluster was last seen on the key, and since the first whole scan that saw none. */
        days_gone: Fact(Type.Number()),
        days_free: Fact(Type.Number()),
        /** Whether Confluent should have released the key by now; unknown/ambiguous between the two. */
        overdue: Fact(flag),
      },
      closed,
    ),
    /** False: nothing depends on the key. Confluent calls it (and each twin registration) available and no visible cluster uses it. */
    in_use: Fact(flag),
    validation: Type.Object(
      {
        phase: Fact(oneOf('VALID', 'INVALID', 'INITIALIZING')),
        since: Fact(text),
        message: Fact(text),
        /** Between registration and `as_of`. */
        hours_since_registration: Fact(Type.Number()),
      },
      closed,
    ),
    kms: Type.Object(
      {
        /** Where the key is kept, by its name. */
        service: Fact(oneOf('aws_kms', 'azure_key_vault', 'azure_managed_hsm', 'google_cloud_kms')),
        /** Whether the KMS has the key, in whatever state. */
        present: Fact(flag),
        state: Fact(KeyState),
        region: Fact(text),
        /** When the key or its primary version is destroyed; null where nothing is scheduled. */
        deletion_date: Fact(nullable(text)),
        /** Whole days from `as_of` to the deletion date, rounded down; null where nothing is scheduled. */
        days_to_deletion: Fact(nullable(Type.Integer())),
        /** generated in the KMS; imported; external: kept outside by design (an external key store). */
        material: Fact(oneOf('generated', 'imported', 'external')),
        /** The service's own words for where the material comes from. */
        origin: Fact(text),
        /** Whether the KMS itself could rotate a key of this origin. */
        rotatable: Fact(flag),
        rotation_enabled: Fact(flag),
        /** Days between rotations; null while rotation is off. */
        rotation_period_days: Fact(nullable(Type.Number())),
        /** AWS: KeySpec; Azure: kty; Google: the algorithm. */
        key_type: Fact(text),
        /** AWS: KeyUsage; Azure: key operations; Google: the purpose. */
        uses: Fact(texts),
        /** Who manages the key, CUSTOMER or AWS; of AWS alone. */
        manager: Fact(text),
        /** The version that the registered name pins; null where it pins none. */
        pinned_version: Fact(nullable(text)),
        /** Versions that may hold a current cluster's data and are not enabled, each with its state. */
        broken_versions: Fact(texts),
        /** Whether the versions that may hold a current cluster's data are all known. */
        versions_decided: whole,
        /** Google: days between the order to destroy a version and its destruction. */
        destroy_delay_days: Fact(Type.Number()),
      },
      closed,
    ),
    /** Of Azure alone. */
    vault: Type.Object(
      {
        rbac: Fact(flag),
        soft_delete: Fact(flag),
        purge_protection: Fact(flag),
        /** Enabled or Disabled. */
        public_network: Fact(oneOf('Enabled', 'Disabled')),
        network_default: Fact(oneOf('Allow', 'Deny')),
        network_bypass: Fact(oneOf('AzureServices', 'None')),
      },
      closed,
    ),
    /** What the key's own policies give; the lists are proven by what was read, `*_decided` says that nothing is missing from them. */
    access: Type.Object(
      {
        /** What each principal of Confluent's holds, and by what. */
        granted: Fact(texts),
        /** What a principal of Confluent's needs and is proven not to hold. */
        lacking: Fact(texts),
        decided: whole,
        /** What a principal of Confluent's holds beyond its need. */
        excess: Fact(texts),
        excess_decided: whole,
        /** What everybody holds. */
        public: Fact(texts),
        public_decided: whole,
        /** What a reader should know beside the verdict. */
        remarks: Fact(texts),
      },
      closed,
    ),
  },
  closed,
);
export type KeySubject = Type.Static<typeof KeySubject>;

export const Subject = Type.Union([OrganizationSubject, EnvironmentSubject, ClusterSubject, KeySubject]);
/** A subject document: all that any rule may read about one subject, and the evidence kept for it. */
export type Subject = Type.Static<typeof Subject>;

/** The schema of each subject type; the policies are type-checked against these. */
export const SUBJECT_SCHEMAS = {
  organization: OrganizationSubject,
  environment: EnvironmentSubject,
  cluster: ClusterSubject,
  key: KeySubject,
} as const;
