import { expect, test } from 'vitest';
import { azureBeyondNeed } from '../../../../src/clouds/azure/access/beyond-need.ts';
import type { AzureGuard } from '../../../../src/clouds/azure/access/guard.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import type { Cause, Fact } from '../../../../src/facts/fact.ts';
import { unknown } from '../../../../src/facts/fact.ts';

type Known<F> = Extract<F, { value: unknown }> extends { value: infer V } ? V : never;
type Assignment = Known<AzureGuard['role_assignments']>[number];
type Policy = Known<AzureGuard['vault']['access_policies']>[number];
type Entry = Known<AzureGuard['role_definitions'][string]>['permissions'][number];

const ME = '10000000-0000-4000-8000-000000000000';
const GROUP = '20000000-0000-4000-8000-000000000000';
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
const VAULT = `${SUBSCRIPTION}/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/plum-vault`;

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '2026-01-01T00:00:00Z' });
const unread = (cause: Cause) => unknown(cause, `${cause} in a test`, { call: 'GET it', permission: 'read it' });
const orUnread = <T>(value: T | Cause): Fact<T> => (typeof value === 'string' ? unread(value as Cause) : fact(value as T));
const entry = (some: Partial<Entry>): Entry => ({
  actions: [],
  not_actions: [],
  data_actions: [],
  not_data_actions: [],
  ...some,
});

const VAULT_READS = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
  'Microsoft.KeyVault/checkNameAvailability/read',
  'Microsoft.KeyVault/deletedVaults/read',
  'Microsoft.KeyVault/locations/*/read',
  'Microsoft.KeyVault/vaults/*/read',
  'Microsoft.KeyVault/operations/read',
];

/** As Azure defines them. */
const BUILT_IN: Record<string, Entry> = {
  Owner: entry({ actions: ['*'] }),
  Contributor: entry({
    actions: ['*'],
    not_actions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
      'Microsoft.Blueprint/blueprintAssignments/write',
      'Microsoft.Blueprint/blueprintAssignments/delete',
      'Microsoft.Compute/galleries/share/action',
      'Microsoft.Purview/consents/write',
      'Microsoft.Purview/consents/delete',
      'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
    ],
  }),
  'Key Vault Administrator': entry({ actions: VAULT_READS, data_actions: ['Microsoft.KeyVault/vaults/*'] }),
  'Key Vault Contributor': entry({
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.KeyVault/*',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Support/*',
    ],
    not_actions: [
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/hsmPools/*',
      'Microsoft.KeyVault/managedHsms/*',
    ],
  }),
  'Key Vault Crypto Officer': entry({
    actions: VAULT_READS,
    data_actions: ['Microsoft.KeyVault/vaults/keys/*', 'Microsoft.KeyVault/vaults/keyrotationpolicies/*'],
  }),
  'Key Vault Crypto User': entry({
    data_actions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/update/action',
      'Microsoft.KeyVault/vaults/keys/backup/action',
      'Microsoft.KeyVault/vaults/keys/encrypt/action',
      'Microsoft.KeyVault/vaults/keys/decrypt/action',
      'Microsoft.KeyVault/vaults/keys/wrap/action',
      'Microsoft.KeyVault/vaults/keys/unwrap/action',
      'Microsoft.KeyVault/vaults/keys/sign/action',
      'Microsoft.KeyVault/vaults/keys/verify/action',
    ],
  }),
  Reader: entry({ actions: ['*/read'] }),
};

const roleId = (name: string) => `/providers/Microsoft.Authorization/roleDefinitions/${name}`;
const assigned = (role: string, some: Partial<Assignment> = {}): Assignment => ({
  principal_id: ME,
  principal_type: 'ServicePrincipal',
  role_definition_id: roleId(role),
  scope: VAULT,
  condition: null,
  ...some,
});
const policy = (keys: string[], some: Partial<Policy> = {}): Policy => ({
  tenant_id: 'tenant',
  object_id: ME,
  application_id: null,
  keys,
  ...some,
});

type Some = {
  roles?: Assignment[] | Cause;
  custom?: Entry[] | Cause;
  rbac?: boolean | Cause;
  policies?: Policy[] | Cause;
  me?: Cause;
  groups?: string[] | Cause;
};

function beyondNeed({ roles = [assigned('Custom')], custom = [], rbac = true, policies = [], me, groups = [] }: Some) {
  const built_in = Object.entries(BUILT_IN).map(([name, held]) => [
    roleId(name).toLowerCase(),
    fact({ name, permissions: [held] }),
  ]);
  const definition = typeof custom === 'string' ? unread(custom) : fact({ name: 'Custom', permissions: custom });
  const guard: AzureGuard = {
    name: parseAzureKeyUrl('https://plum-vault.vault.azure.net/keys/apple', VAULT, 'vault.azure.net'),
    role_assignments: orUnread(roles),
    role_definitions: { ...Object.fromEntries(built_in), [roleId('Custom').toLowerCase()]: definition },
    deny_assignments: fact([]),
    vault: { rbac: orUnread(rbac), access_policies: orUnread(policies) },
  };
  return azureBeyondNeed(guard, 'application', { object_id: me === undefined ? fact(ME) : unread(me), groups: orUnread(groups) });
}

const role = (name: string, what: string, where = 'the vault') => `role "${name}" at ${where} gives ${what}`;
const keys = (operation: string) => `Microsoft.KeyVault/vaults/keys/${operation}`;
const does = (...actions: string[]): Some => ({ custom: [entry({ actions })] });
const toGroup = { principal_id: GROUP, principal_type: 'Group' };

test.each<[string, Some, string[], Cause[]]>([
  ['no role at all', { roles: [] }, [], []],
  ['Owner', { roles: [assigned('Owner', { scope: SUBSCRIPTION })] }, [role('Owner', '*', 'the subscription')], []],
  ['Contributor', { roles: [assigned('Contributor')] }, [role('Contributor', '*')], []],
  [
    'Key Vault Administrator',
    { roles: [assigned('Key Vault Administrator')] },
    [role('Key Vault Administrator', 'Microsoft.KeyVault/vaults/*')],
    [],
  ],
  [
    'Key Vault Contributor',
    { roles: [assigned('Key Vault Contributor')] },
    [role('Key Vault Contributor', 'Microsoft.KeyVault/*')],
    [],
  ],
  [
    'Crypto Officer',
    { roles: [assigned('Key Vault Crypto Officer')] },
    [
      role('Key Vault Crypto Officer', 'Microsoft.KeyVault/vaults/keyrotationpolicies/*'),
      role('Key Vault Crypto Officer', keys('*')),
    ],
    [],
  ],
  [
    'Crypto User, but for what Confluent needs',
    { roles: [assigned('Key Vault Crypto User')] },
    ['backup', 'decrypt', 'encrypt', 'sign', 'update', 'verify'].map((verb) =>
      role('Key Vault Crypto User', keys(`${verb}/action`)),
    ),
    [],
  ],
  ['Reader reads everything, and only that', { roles: [assigned('Reader')] }, [], []],
  [
    'purging',
    does('Microsoft.KeyVault/locations/deletedVaults/purge/action'),
    [role('Custom', 'Microsoft.KeyVault/locations/deletedVaults/purge/action')],
    [],
  ],
  ['writing the vault', does('Microsoft.KeyVault/vaults/write'), [role('Custom', 'Microsoft.KeyVault/vaults/write')], []],
  ['deleting the vault', does('microsoft.keyvault/vaults/DELETE'), [role('Custom', 'microsoft.keyvault/vaults/DELETE')], []],
  [
    'giving roles',
    does('Microsoft.Authorization/roleAssignments/write'),
    [role('Custom', 'Microsoft.Authorization/roleAssignments/write')],
    [],
  ],
  ['deleting locks', does('Microsoft.Authorization/locks/delete'), [role('Custom', 'Microsoft.Authorization/locks/delete')], []],
  ['writing anything', does('*/write'), [role('Custom', '*/write')], []],
  ['writing whatever begins alike', does('Microsoft.Key*/write'), [role('Custom', 'Microsoft.Key*/write')], []],
  ['reading anything', does('*/read', 'Microsoft.KeyVault/vaults/*/READ'), [], []],
  ['things of other services', does('Microsoft.Storage/*', 'Microsoft.Support/*', 'Microsoft.KeyVaultish/*'), [], []],
  [
    'wrapping is needed of data, and is nothing known of the vault',
    does(keys('wrap/action')),
    [role('Custom', keys('wrap/action'))],
    [],
  ],
  [
    'needed permissions in any case',
    { custom: [entry({ data_actions: [keys('WRAP/action').toUpperCase(), keys('unwrap/action')] })] },
    [],
    [],
  ],
  [
    'a pattern that covers more than what is needed',
    { custom: [entry({ data_actions: [keys('*wrap/action')] })] },
    [role('Custom', keys('*wrap/action'))],
    [],
  ],
  [
    'a pattern of which everything is excepted',
    {
      custom: [
        entry({
          actions: ['*'],
          not_actions: ['Microsoft.KeyVault/*', 'microsoft.authorization/*', 'Microsoft.Resources/*', 'Microsoft.Subscription/*'],
        }),
      ],
    },
    [],
    [],
  ],
  [
    'what deletes the container with the key',
    { custom: [entry({ actions: ['*'], not_actions: ['Microsoft.KeyVault/*', 'microsoft.authorization/*'] })] },
    [role('Custom', '*')],
    [],
  ],
  [
    'deleting resource groups',
    { custom: [entry({ actions: ['Microsoft.Resources/subscriptions/resourceGroups/*'] })] },
    [role('Custom', 'Microsoft.Resources/subscriptions/resourceGroups/*')],
    [],
  ],
  [
    'a pattern of which only one namespace is excepted',
    { custom: [entry({ actions: ['*'], not_actions: ['Microsoft.KeyVault/*'] })] },
    [role('Custom', '*')],
    [],
  ],
  [
    'writing anything, but for what matters',
    { custom: [entry({ actions: ['*/write'], not_actions: ['Microsoft.KeyVault/*/write', 'Microsoft.Authorization/*'] })] },
    [],
    [],
  ],
  [
    'an exception of another entry',
    { custom: [entry({ actions: ['*'] }), entry({ not_actions: ['*'] })] },
    [role('Custom', '*')],
    [],
  ],
  [
    'an exception of the other plane',
    { custom: [entry({ actions: ['*'], not_data_actions: ['*'] })] },
    [role('Custom', '*')],
    [],
  ],
  ['a role of another principal', { roles: [assigned('Owner', { principal_id: GROUP })] }, [], []],
  ['a role at another vault', { roles: [assigned('Owner', { scope: `${VAULT}2` })] }, [], []],
  [
    'a role of its group',
    { roles: [assigned('Owner', toGroup)], groups: [GROUP] },
    [`role "Owner" at the vault, given to group ${GROUP}, gives *`],
    [],
  ],
  ['a role of what may be its group', { roles: [assigned('Owner', toGroup)], groups: 'denied' }, [], ['denied']],
  ['a harmless role of what may be its group', { roles: [assigned('Reader', toGroup)], groups: 'denied' }, [], []],
  ['groups unread, and no role of any', { roles: [assigned('Reader')], groups: 'denied' }, [], []],
  ['assignments unread', { roles: 'denied' }, [], ['denied']],
  ['a definition unread', { custom: 'throttled' }, [], ['throttled']],
  [
    'what is found stays found',
    { roles: [assigned('Custom'), assigned('Owner')], custom: 'throttled' },
    [role('Owner', '*')],
    ['throttled'],
  ],
  ['the service principal unknown', { me: 'not_collected' }, [], ['not_collected']],
  [
    'the permission model unread: roles over the vault count',
    { roles: [assigned('Owner'), assigned('Key Vault Crypto User')], rbac: 'timeout' },
    [role('Owner', '*')],
    ['timeout'],
  ],
  [
    'an access policy of all',
    { rbac: false, roles: [], policies: [policy(['all'])] },
    ['the access policy gives the key permission all'],
    [],
  ],
  [
    'an access policy beyond need',
    { rbac: false, roles: [], policies: [policy(['get', 'purge', 'Delete', 'wrapKey'])] },
    ['the access policy gives the key permission Delete', 'the access policy gives the key permission purge'],
    [],
  ],
  [
    'an access policy that only reads beyond need',
    { rbac: false, roles: [], policies: [policy(['Get', 'List', 'WrapKey', 'UnwrapKey', 'GetRotationPolicy'])] },
    [],
    [],
  ],
  [
    'the access policy of another principal',
    { rbac: false, roles: [], policies: [policy(['all'], { object_id: GROUP })] },
    [],
    [],
  ],
  [
    'the access policy of a compound identity',
    { rbac: false, roles: [], policies: [policy(['all'], { application_id: 'application' })] },
    [],
    [],
  ],
  [
    'the access policy of its group',
    { rbac: false, roles: [], policies: [policy(['all'], { object_id: GROUP })], groups: [GROUP] },
    [`the access policy of group ${GROUP} gives the key permission all`],
    [],
  ],
  [
    'the access policy of what may be its group',
    { rbac: false, roles: [], policies: [policy(['all'], { object_id: GROUP })], groups: 'denied' },
    [],
    ['denied'],
  ],
  [
    'in a vault of access policies, who may write the vault',
    { rbac: false, roles: [assigned('Contributor')] },
    [role('Contributor', '*')],
    [],
  ],
  [
    'in a vault of access policies data actions mean nothing',
    { rbac: false, roles: [assigned('Key Vault Crypto Officer')] },
    [],
    [],
  ],
  ['access policies unread', { rbac: false, roles: [], policies: 'denied' }, [], ['denied']],
  ['in a vault of roles access policies mean nothing', { roles: [], policies: [policy(['all'])] }, [], []],
])('permissions beyond need on Azure: %s', (_, some, found, causes) => {
  expect(beyondNeed(some)).toEqual({ found, undetermined: causes.map((cause) => unread(cause).unknown) });
});

test('a condition matters only on permissions that go beyond need, and leaves those in doubt', () => {
  const why = unknown('ambiguous', 'role "Owner" is assigned at the vault, but counts only without a condition: weekday').unknown;
  expect(beyondNeed({ roles: [assigned('Owner', { condition: 'weekday' })] })).toEqual({ found: [], undetermined: [why] });
  expect(beyondNeed({ roles: [assigned('Reader', { condition: 'weekday' })] })).toEqual({ found: [], undetermined: [] });
});
