import Type from 'typebox';
import { observed } from '../../facts/declare.ts';
import { byName, enumeration, flag, nullable, object, text, texts } from '../../input/shapes.ts';

/** A key is looked for on both planes, and where it is deleted, among the deleted keys and vaults. */
const KEY = [
  'azure:keyvault:GetKey',
  'azure:keyvault:GetDeletedKey',
  'azure:arm:GetKey',
  'azure:arm:GetVault',
  'azure:arm:ListDeletedVaults',
];
const VAULT = ['azure:arm:GetVault', 'azure:arm:ListVaults'];

/** What a role, or a deny assignment, names: patterns of control and of data operations. */
const AzurePermissions = Type.Array(object({ actions: texts, not_actions: texts, data_actions: texts, not_data_actions: texts }));

const RoleAssignment = object({
  principal_id: text,
  principal_type: nullable(text),
  role_definition_id: text,
  scope: text,
  condition: nullable(text),
});
export type RoleAssignment = Type.Static<typeof RoleAssignment>;

/** An Azure Lighthouse delegation: principals of another tenant hold roles here, which no list of role assignments shows. */
const Delegation = object({
  name: text,
  /** The tenant that the principals belong to. */
  tenant_id: text,
  /** The subscription or resource group that is delegated. */
  scope: text,
  roles: Type.Array(object({ principal_id: text, role_definition_id: text, eligible: flag })),
});
export type Delegation = Type.Static<typeof Delegation>;

/** A principal as Microsoft Graph knows it in the customer's directory. */
const DirectoryObject = object({
  type: enumeration('user', 'service_principal'),
  /** Of a user: whether it is a guest. */
  guest: flag,
  /** Of a service principal: its application, and the tenant that this is registered in, where Graph names one. */
  application_id: nullable(text),
  owner_tenant: nullable(text),
  managed_identity: flag,
});
export type DirectoryObject = Type.Static<typeof DirectoryObject>;

const DenyAssignment = object({
  name: text,
  /** Object ids; the empty guid stands for everyone. */
  principals: texts,
  excluded_principals: texts,
  scope: text,
  /** Not inherited by what is below the scope. */
  scope_only: flag,
  condition: nullable(text),
  permissions: AzurePermissions,
});
export type DenyAssignment = Type.Static<typeof DenyAssignment>;

const Version = object({
  id: text,
  enabled: nullable(flag),
  created_at: nullable(text),
  /** Null where it does not expire; absent from snapshots of formats before 1.2. */
  expires: Type.Optional(nullable(text)),
  /** Null where it is valid from the beginning; absent from snapshots of formats before 1.2. */
  not_before: Type.Optional(nullable(text)),
});

const Rotation = object({
  /** Whether any lifetime action is Rotate. */
  rotates: flag,
  /** ISO 8601 durations, as Azure spells them. */
  after_create: nullable(text),
  before_expiry: nullable(text),
  expires_in: nullable(text),
});

/** A key of Azure Key Vault and its vault, as they were read. */
export const AzureKey = object({
  provider: Type.Literal('azure'),
  /** Whether the KMS has the key in whatever state; where it has not, every other fact is unknown/not_found. */
  present: observed(flag, KEY),
  /** Soft-deleted keys are present, with their purge date in `scheduled_purge`. */
  soft_deleted: observed(flag, KEY),
  scheduled_purge: observed(nullable(text), KEY),
  enabled: observed(flag, KEY),
  not_before: observed(nullable(text), KEY),
  expires: observed(nullable(text), KEY),
  created_at: observed(text, KEY),
  key_type: observed(text, KEY),
  operations: observed(texts, KEY),
  tags: observed(byName(text), KEY, { since: '1.4' }),
  versions: observed(Type.Array(Version), ['azure:keyvault:ListKeyVersions', 'azure:arm:ListKeyVersions']),
  rotation: observed(Rotation, ['azure:keyvault:GetKeyRotationPolicy', 'azure:arm:GetKey'], {
    unknown: {
      ambiguous: {
        text: 'Write the times of the rotation policy as ISO 8601 durations of years, months or days, such as P90D (az keyvault key rotation-policy show shows them), or attest how often the key is rotated.',
        paste: 'attestation',
      },
    },
  }),
  vault: object({
    /** Where the vault is: another resource id than the registered one where it was moved. */
    id: observed(text, VAULT, { since: '1.2' }),
    location: observed(text, VAULT),
    tenant_id: observed(text, VAULT, { since: '1.2' }),
    sku: observed(text, VAULT),
    soft_delete: observed(flag, VAULT),
    purge_protection: observed(flag, VAULT),
    rbac: observed(flag, VAULT),
    /** Allow or Deny. */
    network_default: observed(text, VAULT),
    /** AzureServices or None. */
    network_bypass: observed(text, VAULT),
    /** Enabled, Disabled or SecuredByPerimeter. */
    public_network: observed(text, VAULT),
    /** Read where the vault does not use Azure RBAC. `keys` as Azure spells them: get, wrapKey, all. */
    access_policies: observed(
      Type.Array(object({ tenant_id: text, object_id: text, application_id: nullable(text), keys: texts })),
      VAULT,
      { since: '1.1' },
    ),
  }),
  role_assignments: observed(Type.Array(RoleAssignment), ['azure:arm:ListRoleAssignments'], {
    unknown: {
      ambiguous: {
        text: "A role or deny assignment is under a condition, or to a group, which is not evaluated. Assign the role to Confluent's service principal itself and without a condition; except it from the deny assignment; or attest what it comes to.",
        paste: 'attestation',
      },
    },
  }),
  /** By the id that assignments name, in lower case; each definition is a call of its own. */
  role_definitions: byName(
    observed(
      object({
        name: text,
        permissions: AzurePermissions,
        /** That any of its permissions is under; absent from formats before 1.2, to which such a role was ambiguous. */
        condition: Type.Optional(nullable(text)),
      }),
      ['azure:arm:GetRoleDefinition'],
    ),
  ),
  deny_assignments: observed(Type.Array(DenyAssignment), ['azure:arm:ListDenyAssignments'], { since: '1.1' }),
  /** Roles that a principal may activate by Privileged Identity Management, and does not hold until then. */
  eligible_roles: observed(Type.Array(RoleAssignment), ['azure:arm:ListEligibleRoles'], { since: '1.2' }),
  delegations: observed(Type.Array(Delegation), ['azure:arm:ListDelegations'], { since: '1.2' }),
  /** By object id in lower case, those who hold something on the key and are no groups; absent from formats before 1.2. */
  principals: Type.Optional(byName(observed(DirectoryObject, ['graph:GetPrincipal', 'graph:GetUser']))),
});
export type AzureKey = Type.Static<typeof AzureKey>;

/** The service principal of an application in the customer's directory. */
export const ServicePrincipal = object({
  object_id: observed(text, ['graph:GetServicePrincipal']),
  /** Object ids of the groups that it is in, directly or through others. */
  groups: observed(texts, ['graph:ListGroups']),
});
export type ServicePrincipal = Type.Static<typeof ServicePrincipal>;
