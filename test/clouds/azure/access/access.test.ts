import { expect, test } from 'vitest';
import { azureAccess } from '../../../../src/clouds/azure/access/access.ts';
import { azureBeyondNeed } from '../../../../src/clouds/azure/access/beyond-need.ts';
import type { AzureGuard } from '../../../../src/clouds/azure/access/guard.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import type { ServicePrincipal } from '../../../../src/clouds/azure/snapshot.ts';
import type { Cause, Fact } from '../../../../src/facts/fact.ts';
import { unknown } from '../../../../src/facts/fact.ts';

type Known<F> = Extract<F, { value: unknown }> extends { value: infer V } ? V : never;
type Assignment = Known<AzureGuard['role_assignments']>[number];
type Deny = Known<AzureGuard['deny_assignments']>[number];
type Policy = Known<AzureGuard['vault']['access_policies']>[number];
type Permissions = Deny['permissions'];

const APPLICATION = 'a0000000-0000-4000-8000-000000000000';
const ME = '10000000-0000-4000-8000-000000000000';
const GROUP = '20000000-0000-4000-8000-000000000000';
const OTHER = '30000000-0000-4000-8000-000000000000';
const EVERYONE = '00000000-0000-0000-0000-000000000000';

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
const RESOURCE_GROUP = `${SUBSCRIPTION}/resourceGroups/Orchard`;
const VAULT = `${RESOURCE_GROUP}/providers/Microsoft.KeyVault/vaults/plum-vault`;
const KEY = `${VAULT}/keys/apple`;
const MANAGEMENT_GROUP = '/providers/Microsoft.Management/managementGroups/farm';

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '2026-01-01T00:00:00Z' });
const unread = (cause: Cause) => unknown(cause, `${cause} in a test`, { call: 'GET it', permission: 'read it' });
const permissions = (some: Partial<Permissions[number]>): Permissions => [
  { actions: [], not_actions: [], data_actions: [], not_data_actions: [], ...some },
];

/** As Azure defines the two roles that Confluent asks for. */
const ENCRYPTION_USER = permissions({
  actions: [
    'Microsoft.EventGrid/eventSubscriptions/write',
    'Microsoft.EventGrid/eventSubscriptions/read',
    'Microsoft.EventGrid/eventSubscriptions/delete',
  ],
  data_actions: [
    'Microsoft.KeyVault/vaults/keys/read',
    'Microsoft.KeyVault/vaults/keys/wrap/action',
    'Microsoft.KeyVault/vaults/keys/unwrap/action',
  ],
});
const READER = permissions({
  actions: [
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
  ],
  data_actions: ['Microsoft.KeyVault/vaults/*/read', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
});
const ALL = permissions({ actions: ['*'], data_actions: ['*'] });

const roleId = (name: string) => `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
const assigned = (role: string, some: Partial<Assignment> = {}): Assignment => ({
  principal_id: ME,
  principal_type: 'ServicePrincipal',
  role_definition_id: roleId(role),
  scope: VAULT,
  condition: null,
  ...some,
});
const USER = assigned('Encryption User');
const READ = assigned('Reader');
const denied = (some: Partial<Deny> = {}): Deny => ({
  name: 'locked',
  principals: [ME],
  excluded_principals: [],
  scope: VAULT,
  scope_only: false,
  condition: null,
  permissions: permissions({ data_actions: ['Microsoft.KeyVault/vaults/keys/unwrap/action'] }),
  ...some,
});
const policy = (some: Partial<Policy> = {}): Policy => ({
  tenant_id: 'tenant',
  object_id: ME,
  application_id: null,
  keys: ['get', 'wrapKey', 'unwrapKey'],
  ...some,
});

type Some = {
  roles?: Assignment[] | Cause;
  definitions?: Record<string, Permissions | Cause | undefined>;
  deny?: Deny[] | Cause;
  rbac?: boolean | Cause;
  policies?: Policy[] | Cause;
  me?: Cause;
  groups?: string[] | Cause;
};

const orUnread = <T>(value: T | Cause): Fact<T> => (typeof value === 'string' ? unread(value as Cause) : fact(value as T));

/** A vault where Confluent's application has both roles, unless stated otherwise. */
function situation({ roles = [USER, READ], definitions = {}, deny = [], rbac = true, policies = [], me, groups = [] }: Some) {
  const all = { 'Encryption User': ENCRYPTION_USER, Reader: READER, All: ALL, ...definitions };
  const role_definitions = Object.fromEntries(
    Object.entries(all).flatMap(([name, held]) => {
      if (held === undefined) return [];
      const definition = typeof held === 'string' ? unread(held) : fact({ name, permissions: held });
      return [[roleId(name).toLowerCase(), definition]];
    }),
  );
  const guard: AzureGuard = {
    name: parseAzureKeyUrl('https://plum-vault.vault.azure.net/keys/Apple', VAULT, 'vault.azure.net'),
    role_assignments: orUnread(roles),
    role_definitions,
    deny_assignments: orUnread(deny),
    vault: { rbac: orUnread(rbac), access_policies: orUnread(policies) },
  };
  const who: ServicePrincipal = { object_id: me === undefined ? fact(ME) : unread(me), groups: orUnread(groups) };
  return { guard, who };
}

function decided(some: Some) {
  const { guard, who } = situation(some);
  return azureAccess(guard, APPLICATION, who).map(({ decision }) => decision);
}

/** + granted, - not granted, ? undetermined: reading, wrapping, unwrapping, reading the vault; or get, wrapKey, unwrapKey. */
const signs = (some: Some) =>
  decided(some)
    .map(({ effect }) => ({ granted: '+', not_granted: '-', undetermined: '?' })[effect])
    .join('');

const everywhere = (scope: string) => [assigned('Encryption User', { scope }), assigned('Reader', { scope })];
const toGroup = { principal_id: GROUP, principal_type: 'Group' };
const one = (some: Partial<Permissions[number]>) => ({ roles: [assigned('Custom')], definitions: { Custom: permissions(some) } });
const keys = (operation: string) => `Microsoft.KeyVault/vaults/keys/${operation}`;

test.each<[string, Some, string]>([
  ['the two documented roles, at the vault, are enough', {}, '++++'],
  ['one role that holds everything is enough', { roles: [assigned('All')] }, '++++'],
  ['Encryption User alone does not read the vault', { roles: [USER] }, '+++-'],
  ['Reader alone neither wraps nor unwraps', { roles: [READ] }, '+--+'],
  ['no principal has a role', { roles: [] }, '----'],
  ['roles at the resource group are inherited', { roles: everywhere(RESOURCE_GROUP) }, '++++'],
  ['roles at the subscription are inherited', { roles: everywhere(SUBSCRIPTION) }, '++++'],
  ['roles at a management group are inherited', { roles: everywhere(MANAGEMENT_GROUP) }, '++++'],
  ['roles at the root are inherited', { roles: everywhere('/') }, '++++'],
  ['roles at the key reach the key, but not the vault above it', { roles: everywhere(KEY) }, '+++-'],
  ['a key is known by its id in any case', { roles: everywhere(KEY.toUpperCase()) }, '+++-'],
  ['a vault is known by its id in any case', { roles: everywhere(VAULT.toUpperCase()) }, '++++'],
  ['a slash at the end of a scope means nothing', { roles: everywhere(`${VAULT}/`) }, '++++'],
  ['roles at another key are not for this one', { roles: everywhere(`${VAULT}/keys/pear`) }, '----'],
  ['roles at a vault whose name only begins alike are not for this one', { roles: everywhere(`${VAULT}2`) }, '----'],
  ['roles at a resource group whose name only begins alike are not either', { roles: everywhere(`${RESOURCE_GROUP}s`) }, '----'],
  ['an empty scope is not the root', { roles: everywhere('') }, '----'],
  ['object ids are compared in any case', { roles: [USER, READ].map((a) => ({ ...a, principal_id: ME.toUpperCase() })) }, '++++'],
  ["another principal's roles do not count", { roles: [USER, { ...READ, principal_id: OTHER }] }, '+++-'],
  ['the roles of a group that it is in count', { roles: [USER, { ...READ, ...toGroup }], groups: [GROUP] }, '++++'],
  ['the roles of a group that it is not in do not', { roles: [USER, { ...READ, ...toGroup }], groups: [OTHER] }, '+++-'],
  [
    'of a group whose members are unread only what its role gives is open',
    { roles: [USER, { ...READ, ...toGroup }], groups: 'denied' },
    '+++?',
  ],
  [
    'a principal of no known type may be a group',
    { roles: [USER, { ...READ, principal_id: GROUP, principal_type: null }], groups: 'denied' },
    '+++?',
  ],
  ['groups do not matter where the roles are its own', { groups: 'denied' }, '++++'],
  ['a user or service principal is no group', { roles: [USER, { ...READ, principal_id: OTHER }], groups: 'denied' }, '+++-'],
  ['a condition leaves open what the role gives', { roles: [USER, { ...READ, condition: 'weekday' }] }, '+++?'],
  ['a second assignment without a condition settles it', { roles: [USER, { ...READ, condition: 'weekday' }, READ] }, '++++'],
  ['a role whose definition was refused may give anything', { definitions: { Reader: 'denied' } }, '+++?'],
  ['a role whose definition is missing may give anything', { definitions: { Reader: undefined } }, '+++?'],
  ['assignments unread', { roles: 'denied' }, '????'],
  ['the permission model unread', { rbac: 'denied' }, '????'],
  ['the service principal unknown', { me: 'not_collected' }, '????'],
  ['actions do not give data actions', one({ actions: [keys('*')] }), '----'],
  ['data actions do not give actions', one({ data_actions: ['*'] }), '+++-'],
  ['patterns match in any case', one({ data_actions: ['MICROSOFT.KEYVAULT/VAULTS/KEYS/*/ACTION'] }), '-++-'],
  ['a star covers slashes', one({ data_actions: ['Microsoft.KeyVault/*/action'] }), '-++-'],
  ['a star may stand for part of a segment', one({ data_actions: [keys('*wrap/action')] }), '-++-'],
  ['a star between slashes may stand for nothing', one({ actions: ['Microsoft.KeyVault/vaults/*/read'] }), '---+'],
  ['a star does not swallow the end', one({ actions: ['Microsoft.KeyVault/*/write'] }), '----'],
  ['what comes before and after a star does not overlap', one({ data_actions: [keys('wrap/action*/action')] }), '----'],
  ['a pattern without a star is the whole name', one({ data_actions: ['Microsoft.KeyVault/vaults/keys'] }), '----'],
  ['an exception takes away', one({ data_actions: [keys('*')], not_data_actions: [keys('unwrap/action')] }), '++--'],
  ['an exception of the other plane does not', one({ data_actions: [keys('*')], not_actions: [keys('unwrap/action')] }), '+++-'],
  [
    'what one role excepts another may give',
    {
      roles: [assigned('Custom'), USER, READ],
      definitions: { Custom: permissions({ actions: ['*'], not_actions: ['*/read'] }) },
    },
    '++++',
  ],
  [
    'what one entry of a role excepts another may give',
    {
      roles: [assigned('Custom')],
      definitions: {
        Custom: [
          ...permissions({ data_actions: ['*'], not_data_actions: [keys('*')] }),
          ...permissions({ data_actions: [keys('wrap/action')] }),
        ],
      },
    },
    '-+--',
  ],
  ['a deny assignment wins', { deny: [denied()] }, '++-+'],
  ['a deny assignment for everyone wins', { deny: [denied({ principals: [EVERYONE] })] }, '++-+'],
  ['a deny assignment for a group that it is in wins', { deny: [denied({ principals: [GROUP] })], groups: [GROUP] }, '++-+'],
  ['a deny assignment for others does not count', { deny: [denied({ principals: [OTHER] })] }, '++++'],
  [
    'a deny assignment that excludes it does not count',
    { deny: [denied({ principals: [EVERYONE], excluded_principals: [ME] })] },
    '++++',
  ],
  [
    'a deny assignment that excludes its group does not count',
    { deny: [denied({ principals: [EVERYONE], excluded_principals: [GROUP] })], groups: [GROUP] },
    '++++',
  ],
  [
    'with groups unread a deny assignment for others may apply',
    { deny: [denied({ principals: [OTHER] })], groups: 'denied' },
    '++?+',
  ],
  [
    'with groups unread it may be excluded',
    { deny: [denied({ principals: [EVERYONE], excluded_principals: [OTHER] })], groups: 'denied' },
    '++?+',
  ],
  ['a deny assignment under a condition may apply', { deny: [denied({ condition: 'weekend' })] }, '++?+'],
  ['a deny assignment that applies outweighs one that may', { deny: [denied({ condition: 'weekend' }), denied()] }, '++-+'],
  ['a deny assignment is inherited', { deny: [denied({ scope: SUBSCRIPTION })] }, '++-+'],
  ['unless it says that it is not', { deny: [denied({ scope: SUBSCRIPTION, scope_only: true })] }, '++++'],
  ['at the key itself it holds nevertheless', { deny: [denied({ scope: KEY, scope_only: true })] }, '++-+'],
  [
    'not inherited, at the vault, it takes away reading the vault',
    { deny: [denied({ scope_only: true, permissions: ALL })] },
    '+++-',
  ],
  ['a deny assignment at the key leaves the vault', { deny: [denied({ scope: KEY, permissions: ALL })] }, '---+'],
  ['a deny assignment at another vault does not count', { deny: [denied({ scope: `${VAULT}2` })] }, '++++'],
  [
    'a deny assignment does not deny what it excepts',
    { deny: [denied({ permissions: permissions({ data_actions: ['*'], not_data_actions: [keys('*')] }) })] },
    '++++',
  ],
  ['deny assignments that may not be read leave open what roles give', { deny: 'denied' }, '????'],
  ['deny assignments unread for another reason leave open what roles give', { roles: [USER], deny: 'timeout' }, '???-'],
  ['a deny assignment that applies settles it though assignments are unread', { roles: 'denied', deny: [denied()] }, '??-?'],
  ['an access policy, where the vault goes by those', { rbac: false, policies: [policy()], roles: [] }, '+++'],
  [
    'its permissions are compared in any case',
    { rbac: false, policies: [policy({ keys: ['Get', 'WRAPKEY', 'unwrapkey'] })] },
    '+++',
  ],
  ['`all` is every permission', { rbac: false, policies: [policy({ keys: ['All'] })] }, '+++'],
  ['an access policy that lacks one', { rbac: false, policies: [policy({ keys: ['get', 'wrapKey'] })] }, '++-'],
  [
    'several access policies add up',
    { rbac: false, policies: [policy({ keys: ['get'] }), policy({ keys: ['wrapKey', 'unwrapKey'] })] },
    '+++',
  ],
  ['roles do not count in a vault of access policies', { rbac: false, policies: [] }, '---'],
  ['access policies do not count in a vault of roles', { roles: [], policies: [policy()] }, '----'],
  ['a compound identity is not the application', { rbac: false, policies: [policy({ application_id: APPLICATION })] }, '---'],
  [
    'the access policy of a group that it is in counts',
    { rbac: false, policies: [policy({ object_id: GROUP })], groups: [GROUP] },
    '+++',
  ],
  ['the access policy of another principal does not', { rbac: false, policies: [policy({ object_id: OTHER })] }, '---'],
  [
    'with groups unread it may be the policy of a group',
    { rbac: false, policies: [policy({ object_id: OTHER, keys: ['get'] })], groups: 'denied' },
    '?--',
  ],
  ['access policies unread', { rbac: false, policies: 'denied' }, '???'],
  ['the service principal unknown, in a vault of access policies', { rbac: false, policies: [policy()], me: 'denied' }, '???'],
])('access on Azure is decided correctly: %s', (_, some, expected) => {
  expect(signs(some)).toBe(expected);
});

test('each permission is named with the application and the reason for the decision', () => {
  const { guard, who } = situation({
    roles: [USER, assigned('Reader', { scope: SUBSCRIPTION, ...toGroup })],
    groups: [GROUP],
    deny: [denied()],
  });
  expect(azureAccess(guard, APPLICATION, who)).toEqual([
    {
      principal: APPLICATION,
      object_id: ME,
      permission: keys('read'),
      decision: { effect: 'granted', by: 'role "Encryption User" assigned at the vault' },
    },
    {
      principal: APPLICATION,
      object_id: ME,
      permission: keys('wrap/action'),
      decision: { effect: 'granted', by: 'role "Encryption User" assigned at the vault' },
    },
    {
      principal: APPLICATION,
      object_id: ME,
      permission: keys('unwrap/action'),
      decision: { effect: 'not_granted', by: 'deny assignment "locked" at the vault', because: 'denied' },
    },
    {
      principal: APPLICATION,
      object_id: ME,
      permission: 'Microsoft.KeyVault/vaults/read',
      decision: { effect: 'granted', by: `role "Reader" assigned at the subscription, to group ${GROUP}` },
    },
  ]);
});

test('of several roles that decide, the nearest is named, whatever their order', () => {
  const roles = [assigned('All', { scope: '/' }), USER, READ, assigned('All', { scope: KEY })];
  const by = ['role "All" assigned at the key', 'role "Reader" assigned at the vault'];
  for (const order of [roles, roles.toReversed()])
    expect(decided({ roles: order }).map((decision) => 'by' in decision && decision.by)).toEqual([by[0], by[0], by[0], by[1]]);
});

test('the reason says when nothing gives a permission', () => {
  expect(decided({ roles: [] }).slice(2)).toEqual([
    { effect: 'not_granted', by: 'no role assigned at the key, the vault or above gives it', because: 'not_given' },
    { effect: 'not_granted', by: 'no role assigned at the vault or above gives it', because: 'not_given' },
  ]);
  expect(decided({ rbac: false })[0]).toEqual({
    effect: 'not_granted',
    by: 'no access policy of the vault gives it',
    because: 'not_given',
  });
});

test('for a fact that was not read, its cause, call and permission are kept', () => {
  const why = (cause: Cause) => ({ effect: 'undetermined', why: unread(cause).unknown });
  expect(decided({ roles: 'denied' })[0]).toEqual(why('denied'));
  expect(decided({ definitions: { Reader: 'throttled' } })[3]).toEqual(why('throttled'));
  expect(decided({ deny: 'timeout' })[0]).toEqual(why('timeout'));
  expect(decided({ me: 'not_collected' })[0]).toEqual(why('not_collected'));
  expect(decided({ rbac: false, policies: 'malformed' })[0]).toEqual(why('malformed'));
});

test('the reason names the condition, or the role that was not collected', () => {
  expect(decided({ roles: [USER, { ...READ, condition: 'weekday' }] })[3]).toEqual({
    effect: 'undetermined',
    why: unknown('ambiguous', 'role "Reader" is assigned at the vault, but counts only without a condition: weekday').unknown,
  });
  expect(decided({ definitions: { Reader: undefined } })[3]).toEqual({
    effect: 'undetermined',
    why: unknown('not_collected', 'the definition of role Reader was not collected').unknown,
  });
});

test('the two documented roles give nothing beyond need, wherever they are inherited from', () => {
  for (const scope of [VAULT, SUBSCRIPTION, '/']) {
    const { guard, who } = situation({ roles: everywhere(scope) });
    expect(azureBeyondNeed(guard, APPLICATION, who)).toEqual({ found: [], undetermined: [] });
  }
});

test('the access policy that Confluent asks for gives nothing beyond need', () => {
  const { guard, who } = situation({ rbac: false, policies: [policy()], roles: [] });
  expect(azureBeyondNeed(guard, APPLICATION, who)).toEqual({ found: [], undetermined: [] });
});
