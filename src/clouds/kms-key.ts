import Type from 'typebox';
import { Fact } from '../facts/fact.ts';
import { closed, nullable } from '../input/shapes.ts';

const text = Type.String();
const count = Type.Integer();
const texts = Type.Array(text);

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
  },
  closed,
);
export type AwsKey = Type.Static<typeof AwsKey>;

/** What a role, or a deny assignment, names: patterns of control and of data operations. */
const AzurePermissions = Type.Array(
  Type.Object({ actions: texts, not_actions: texts, data_actions: texts, not_data_actions: texts }, closed),
);

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
        /** Read where the vault does not use Azure RBAC. `keys` as Azure spells them: get, wrapKey, all. */
        access_policies: Fact(
          Type.Array(Type.Object({ tenant_id: text, object_id: text, application_id: nullable(text), keys: texts }, closed)),
        ),
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
    /** By the id that assignments name, in lower case; each definition is a call of its own. */
    role_definitions: Type.Record(text, Fact(Type.Object({ name: text, permissions: AzurePermissions }, closed))),
    deny_assignments: Fact(
      Type.Array(
        Type.Object(
          {
            name: text,
            /** Object ids; the empty guid stands for everyone. */
            principals: texts,
            excluded_principals: texts,
            scope: text,
            /** Not inherited by what is below the scope. */
            scope_only: Type.Boolean(),
            condition: nullable(text),
            permissions: AzurePermissions,
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
    policy: Fact(IamPolicy),
    key_ring_policy: Fact(IamPolicy),
    project_policy: Fact(IamPolicy),
    /**
     * Permissions of the roles that the three policies give to Confluent's group or to everyone, by the role's name;
     * each is a call of its own. Basic roles and those of Cloud KMS are left out: a table holds what they permit.
     */
    roles: Type.Record(text, Fact(texts)),
  },
  closed,
);
export type GcpKey = Type.Static<typeof GcpKey>;

export const KmsKey = Type.Union([AwsKey, AzureKey, GcpKey]);
export type KmsKey = Type.Static<typeof KmsKey>;
