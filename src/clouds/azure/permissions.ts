import type { Call, Permission } from '../../collect/observe.ts';
import { json, type Snippet } from '../../facts/advice.ts';
import { callsBy } from '../calls.ts';
import type { Credentials } from '../cloud.ts';
import type { AzureKmsName } from './name.ts';
import type { AzureTenant } from './settings.ts';

export const AZURE_CREDENTIALS: Credentials = {
  source: 'azure:credentials',
  call: 'Azure credentials',
  remedy:
    'sign in with az login, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or use a managed identity; for a tenant in azure_tenants set AZURE_FEDERATED_TOKEN_FILE, or a secret of its application (docs/configuration.md); for an emulator set BYOK_AUDIT_AZURE_TOKEN',
};

/** What a fact names where these are missing or were refused: one thing, whatever was to be asked. */
export const azureCredentialsOf = (tenant: AzureTenant | null): Pick<Credentials, 'source' | 'call'> =>
  tenant === null ? AZURE_CREDENTIALS : { ...AZURE_CREDENTIALS, call: `${AZURE_CREDENTIALS.call} of tenant ${tenant.id}` };

const DATA_ACTION = ' (data action)';

/**
 * What the collector's identity needs at each vault. The built-in role Key Vault Reader holds all of it but
 * the delegations of Azure Lighthouse and what Microsoft Graph grants.
 */
export const AZURE_PERMISSIONS = [
  {
    permission: 'Microsoft.KeyVault/vaults/read',
    calls: ['azure:arm:GetVault', 'azure:arm:ListVaults'],
    for: 'the vault: location, soft delete, purge protection, permission model, access policies, network; the list of the subscription only where a vault is not at its registered id',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read',
    calls: ['azure:arm:GetKey'],
    for: 'the key by the resource manager, even where the firewall blocks the data plane',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/versions/read',
    calls: ['azure:arm:ListKeyVersions'],
    for: "the key's versions by the resource manager, asked where the vault does not list them",
    where: 'the vault does not list the versions',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read (data action)',
    calls: [
      'azure:keyvault:GetKey',
      'azure:keyvault:ListKeyVersions',
      'azure:keyvault:GetKeyRotationPolicy',
      'azure:keyvault:GetDeletedKey',
    ],
    for: 'the key by its vault: state, versions, rotation policy, whether it is deleted',
  },
  {
    permission: 'Microsoft.Authorization/roleAssignments/read',
    calls: ['azure:arm:ListRoleAssignments'],
    for: 'who may use the key, inherited assignments included',
  },
  {
    permission: 'Microsoft.Authorization/roleDefinitions/read',
    calls: ['azure:arm:GetRoleDefinition'],
    for: 'what the assigned roles permit',
    where: 'a role is assigned on the key or above it',
  },
  {
    permission: 'Microsoft.Authorization/denyAssignments/read',
    calls: ['azure:arm:ListDenyAssignments'],
    for: 'what is denied in spite of a role',
  },
  {
    permission: 'Microsoft.Authorization/roleEligibilityScheduleInstances/read',
    calls: ['azure:arm:ListEligibleRoles'],
    for: 'who may activate a role on the key by Privileged Identity Management',
    optional: 'without it, it stays unknown who may give themselves more than they hold',
  },
  {
    permission: 'Microsoft.ManagedServices/registrationAssignments/read',
    calls: ['azure:arm:ListDelegations'],
    for: 'who of another tenant holds roles by Azure Lighthouse; at the subscription and the resource group',
    optional: 'without it, it stays unknown whether another tenant holds roles on the key',
  },
  {
    permission: 'Microsoft.KeyVault/deletedVaults/read',
    calls: ['azure:arm:ListDeletedVaults'],
    for: 'at the subscription; asked only where a vault was not found',
    where: 'a vault was not found',
    optional: 'without it, it stays unknown whether a missing vault was deleted',
  },
  {
    permission: 'Application.Read.All',
    calls: ['graph:GetServicePrincipal', 'graph:ListGroups', 'graph:GetPrincipal'],
    for: "of Microsoft Graph: the object id and the groups of Confluent's application, and whose application a service principal is of",
    where: 'a registered key names an application, or a service principal holds something on a key',
    optional: 'azure.service_principals in the configuration can name the object id; the groups then stay unknown',
  },
  {
    permission: 'User.Read.All',
    calls: ['graph:GetUser'],
    for: 'of Microsoft Graph: whether a user who holds something on a key is a guest',
    where: 'a user holds something on a key',
    optional: 'without it, users are listed in trusted_principals.azure, or it stays unknown whose they are',
  },
] as const satisfies readonly Permission[];

const call = callsBy(AZURE_PERMISSIONS, (source) => source.replace('azure:', ''));

export const roleDefinitionCall = (guid: string): Call => call('azure:arm:GetRoleDefinition', guid);

/** Least privilege for each; of a group only its id and type are read, which needs no right to groups. */
export const graphCall = (
  operation: 'GetServicePrincipal' | 'ListGroups' | 'GetPrincipal' | 'GetUser',
  applicationOrObject: string,
): Call => call(`graph:${operation}`, applicationOrObject);

/** Lighthouse delegates a subscription, or a resource group of it. */
export const delegationsCall = (scope: string): Call => call('azure:arm:ListDelegations', scope);

/** Every call about one key. */
export function azureCalls({ vault, key, subscription }: AzureKmsName) {
  const target = `${vault}/${key}`;
  const data = (operation: 'GetKey' | 'ListKeyVersions' | 'GetKeyRotationPolicy' | 'GetDeletedKey'): Call => ({
    ...call(`azure:keyvault:${operation}`, target),
    permission: 'Microsoft.KeyVault/vaults/keys/read',
  });
  return {
    key: data('GetKey'),
    versions: data('ListKeyVersions'),
    rotation: data('GetKeyRotationPolicy'),
    deleted: data('GetDeletedKey'),
    vault: call('azure:arm:GetVault', vault),
    armKey: call('azure:arm:GetKey', target),
    armVersions: call('azure:arm:ListKeyVersions', target),
    vaults: call('azure:arm:ListVaults', subscription ?? 'unknown'),
    roles: call('azure:arm:ListRoleAssignments', target),
    denials: call('azure:arm:ListDenyAssignments', target),
    eligible: call('azure:arm:ListEligibleRoles', target),
    delegations: delegationsCall(subscription ?? 'unknown'),
    deletedVaults: call('azure:arm:ListDeletedVaults', subscription ?? 'unknown'),
  };
}
export type AzureCalls = ReturnType<typeof azureCalls>;

const sorted = (granted: readonly Permission[], fits: (permission: string) => boolean): string[] =>
  granted
    .map(({ permission }) => permission)
    .filter(fits)
    .sort();

/** The role definition, as `az role definition create` takes it, to be assigned at each subscription with vaults. */
export const azureRole = (granted: readonly Permission[], scopes = ['/subscriptions/SUBSCRIPTION_ID']) => ({
  Name: 'byok-audit',
  IsCustom: true,
  Description: 'Reads what an audit of self-managed keys needs, and no secret.',
  Actions: sorted(granted, (permission) => permission.startsWith('Microsoft.') && !permission.endsWith(DATA_ACTION)),
  NotActions: [],
  DataActions: sorted(granted, (permission) => permission.endsWith(DATA_ACTION)).map((name) =>
    name.slice(0, -DATA_ACTION.length),
  ),
  NotDataActions: [],
  AssignableScopes: scopes,
});

/** What the application needs of Microsoft Graph, which knows roles of its own. */
export const graphPermissions = (granted: readonly Permission[]): string[] =>
  sorted(granted, (permission) => !permission.startsWith('Microsoft.'));

/** The role for the subscriptions of these keys. */
export function azureDocument(granted: readonly Permission[], names: readonly AzureKmsName[]): Snippet | null {
  const scopes = new Set(names.flatMap(({ subscription }) => (subscription === null ? [] : `/subscriptions/${subscription}`)));
  const role = azureRole(granted, scopes.size === 0 ? undefined : [...scopes].sort());
  return role.Actions.length + role.DataActions.length > 0 ? json(role) : null;
}

export function howToGrantOnAzure(granted: readonly Permission[]): string {
  const graph = graphPermissions(granted)
    .map((permission) => `\`${permission}\``)
    .join(', ');
  return `Credentials come from the default chain (\`DefaultAzureCredential\`); for vaults in other tenants, name the application of each in the configuration
(\`azure_tenants\`, [how it signs in](configuration.md#vaults-in-several-tenants-of-azure)) and give it these permissions there. Where one plane denies access, facts of the other are used. Save the
definition as \`role.json\` and create it with \`az role definition create --role-definition role.json\`. In a vault without Azure RBAC
the caller also needs an access policy with the key permissions \`get\`, \`list\` and \`getrotationpolicy\`.

\`\`\`json
${azureDocument(granted, [])?.text}
\`\`\`

Microsoft Graph gives the service principal of Confluent's application; grant the application permission ${graph}, or name the object ids in the configuration (\`azure.service_principals\`).
`;
}
