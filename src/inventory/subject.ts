import Type from 'typebox';
import { Fact } from '../snapshot/fact.ts';

const closed = { additionalProperties: false };
const text = Type.String();
const flag = Type.Boolean();
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

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

export const EnvironmentSubject = Type.Object({ type: Type.Literal('environment'), ...common, name: nullable(text) }, closed);
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
    /** byok: a key registered with Confluent; legacy: a KMS key named on the cluster itself; confluent: none of the customer's. */
    encryption: Fact(Type.Union([Type.Literal('byok'), Type.Literal('legacy'), Type.Literal('confluent')])),
    key: Type.Object(
      {
        /** Confluent's id of the key, or the KMS name of a legacy key. */
        id: Fact(text),
        kms_name: Fact(text),
        /** Where the KMS keeps the key, spelt as Confluent spells regions. */
        region: Fact(text),
        /** Ids of the other clusters seen on the same KMS key, sorted. */
        other_clusters: Fact(Type.Array(text)),
        /** Whether every cluster that could use the key was seen, together with the key that it uses. */
        all_users_seen: whole,
      },
      closed,
    ),
  },
  closed,
);
export type ClusterSubject = Type.Static<typeof ClusterSubject>;

const oneOf = <const L extends string[]>(...values: L) => Type.Enum(values, { type: 'string' });

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
    kms_name: Fact(text),
    /** False for a legacy key, which Confluent's key list does not hold. */
    registered: flag,
    /** Whether a production cluster uses it; null where none uses it or it cannot be told. */
    production: nullable(flag),
    /** Ids of the visible clusters on this KMS key, sorted. */
    clusters: Fact(Type.Array(text)),
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
