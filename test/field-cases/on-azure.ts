import type { AzureFixture, Fixture, Raw } from '../../loopback/fixture.ts';
import {
  type ClusterChange,
  cluster,
  organization,
  type Part,
  type RegistrationChange,
  registration,
  uuidOf,
} from './organization.ts';

export const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-0000000000b1';
export const TENANT = '00000000-0000-4000-8000-0000000000c1';
/** Confluent's application, and its service principal in the tenant. */
export const APPLICATION = '00000000-0000-4000-8000-0000000000d1';
export const CONFLUENT = '00000000-0000-4000-8000-0000000000e1';
const DEFINITIONS = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;
export const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
export const READER = '21090545-7ca7-4776-b22c-e363652d74d2';

type Version = AzureFixture['vaults'][number]['keys'][number]['versions'][number];

/** What differs from a well-kept key of one cluster. Null leaves a part out. */
export type AzureChange = {
  name?: string;
  resource_group?: string;
  location?: string;
  region?: string;
  /** Of the vault. */
  properties?: Raw;
  key?: Raw;
  versions?: Version[];
  rotation_policy?: Raw | null;
  deleted?: { deletedDate: string; scheduledPurgeDate: string };
  /** In the place of Confluent's two roles on the vault. */
  assignments?: Raw[];
  more?: Partial<AzureFixture>;
  cluster?: ClusterChange | null;
  registration?: RegistrationChange | null;
  kms?: null;
};

export const vaultIdOf = ({ name = 'apricot', resource_group = 'orchard' }: AzureChange = {}): string =>
  `${SUBSCRIPTION}/resourceGroups/${resource_group}/providers/Microsoft.KeyVault/vaults/kv-${name}`;

export const version = (number: number, created: string, attributes: Raw = {}): Version => ({
  id: String(number).padStart(32, '0'),
  attributes: { enabled: true, created, updated: created, recoveryLevel: 'Recoverable', recoverableDays: 90, ...attributes },
});

/** One role of a principal at a scope; what differs is set in its properties. */
export function assignment(role: string, scope: string, principalId: string = CONFLUENT, properties: Raw = {}): Raw {
  // six letters of a name are in its id: those that tell assignments apart
  const name = uuidOf(`${role.slice(0, 2)}${scope.slice(-2)}${principalId.slice(-2)}`);
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${DEFINITIONS}/${role}`,
      principalId,
      principalType: 'ServicePrincipal',
      scope,
      condition: null,
      conditionVersion: null,
      ...properties,
    },
  };
}

export const well = (scope: string): Raw[] => [assignment(ENCRYPTION_USER, scope), assignment(READER, scope)];

export const role = (name: string, permission: Raw, roleName = 'Orchard role'): Raw => ({
  id: `/providers/Microsoft.Authorization/roleDefinitions/${name}`,
  name,
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName,
    type: 'CustomRole',
    assignableScopes: [SUBSCRIPTION],
    permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
  },
});

export const ROTATES = {
  lifetimeActions: [{ trigger: { timeAfterCreate: 'P180D' }, action: { type: 'Rotate' } }],
  attributes: { expiryTime: null },
};

export function onAzure(change: AzureChange = {}): Part {
  const { name = 'apricot', location = 'westeurope', region = 'westeurope', rotation_policy = ROTATES } = change;
  const id = vaultIdOf(change);
  const host = `https://kv-${name}.vault.azure.net`;
  const vault = {
    arm: {
      id,
      name: `kv-${name}`,
      type: 'Microsoft.KeyVault/vaults',
      location,
      tags: {},
      properties: {
        tenantId: TENANT,
        sku: { family: 'A', name: 'premium' },
        vaultUri: `${host}/`,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        enableRbacAuthorization: true,
        accessPolicies: [],
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
        publicNetworkAccess: 'Enabled',
        provisioningState: 'Succeeded',
        ...change.properties,
      },
    },
    keys: [
      {
        name,
        key: {
          kty: 'RSA',
          key_ops: ['decrypt', 'encrypt', 'sign', 'unwrapKey', 'verify', 'wrapKey'],
          n: 'AQAB',
          e: 'AQAB',
          ...change.key,
        },
        versions: change.versions ?? [version(1, '2026-03-01T09:00:00Z'), version(2, '2026-08-28T09:00:00Z')],
        ...(rotation_policy === null ? {} : { rotation_policy }),
        ...(change.deleted === undefined ? {} : { deleted: change.deleted }),
      },
    ],
  };
  const key = {
    kind: 'AzureKey',
    key_id: `${host}/keys/${name}`,
    key_vault_id: id,
    tenant_id: TENANT,
    application_id: APPLICATION,
  };
  const registered =
    change.registration === null ? null : registration({ name, provider: 'Azure', region, key }, change.registration);
  const used =
    change.cluster === null
      ? null
      : cluster({ name, cloud: 'AZURE', region, key: registered ? String(registered.id) : null }, change.cluster);
  return {
    clusters: used === null ? [] : [used],
    registrations: registered === null ? [] : [registered],
    azure: {
      ...change.more,
      vaults: change.kms === null ? [] : [vault],
      role_assignments: change.assignments ?? (change.kms === null ? [] : well(id)),
      service_principals: change.more?.service_principals ?? [{ app_id: APPLICATION, object_id: CONFLUENT }],
    },
  };
}

export const azure = (change: AzureChange = {}): Fixture => organization(onAzure(change));
