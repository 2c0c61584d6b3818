import { expect, test } from 'vitest';
import type { Holdings } from '../../../../src/clouds/azure/access/grants.ts';
import { holdersOfAzureKey } from '../../../../src/clouds/azure/access/holders.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import type { DirectoryObject } from '../../../../src/clouds/azure/snapshot.ts';
import { type Cause, type Fact, unknown } from '../../../../src/facts/fact.ts';

const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-0000000000b1';
const GROUP = `${SUBSCRIPTION}/resourceGroups/orchard`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/plum`;
const guid = (end: string) => `00000000-0000-4000-8000-${end.padStart(12, '0')}`;
const [TENANT, APPLICATION, CONFLUENT, ME, OTHER_TENANT] = ['c1', 'd1', 'e1', 'e9', 'c2'].map(guid) as [
  string,
  string,
  string,
  string,
  string,
];
const MICROSOFT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '2026-01-01T00:00:00Z' });
const unread = (cause: Cause) => unknown(cause, `${cause} in a test`);

const lists = { actions: [], not_actions: [], data_actions: [], not_data_actions: [] };
const ROLES = {
  owner: { actions: ['*'] },
  contributor: { actions: ['*'], not_actions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'] },
  administrator: { data_actions: ['Microsoft.KeyVault/vaults/*'] },
  user: {
    data_actions: ['read', 'wrap/action', 'unwrap/action'].map((end) => `Microsoft.KeyVault/vaults/keys/${end}`),
  },
  reader: { actions: ['*/read'], data_actions: ['Microsoft.KeyVault/vaults/*/read'] },
  access: { actions: ['*/read', 'Microsoft.Authorization/*'] },
};
type RoleName = keyof typeof ROLES;
const idOf = (role: RoleName | 'unread') => `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;

const assigned = (role: RoleName | 'unread', change: object = {}) => ({
  principal_id: ME,
  principal_type: 'User' as string | null,
  role_definition_id: idOf(role),
  scope: VAULT,
  condition: null as string | null,
  ...change,
});
const found = (change: Partial<DirectoryObject>): Fact<DirectoryObject> =>
  fact({ type: 'user', guest: false, application_id: null, owner_tenant: null, managed_identity: false, ...change });
const service = (change: Partial<DirectoryObject>) => found({ type: 'service_principal', application_id: guid('d9'), ...change });
const denial = (change: object = {}) => ({
  name: 'fence',
  principals: [ME],
  excluded_principals: [] as string[],
  scope: VAULT,
  scope_only: false,
  condition: null as string | null,
  permissions: [{ ...lists, data_actions: ['*'] }],
  ...change,
});
const delegation = (tenant_id = OTHER_TENANT) => ({
  name: 'care',
  tenant_id,
  scope: SUBSCRIPTION,
  roles: [{ principal_id: ME, role_definition_id: idOf('contributor'), eligible: false }],
});
const policy = (keys: string[], change: object = {}) => ({
  tenant_id: TENANT,
  object_id: ME,
  application_id: null as string | null,
  keys,
  ...change,
});

type Change = Omit<Partial<Holdings>, 'vault'> & { vault?: Partial<Holdings['vault']>; me?: Fact<DirectoryObject> };
const key = ({ vault, me = found({}), ...change }: Change = {}): Holdings => ({
  name: parseAzureKeyUrl('https://plum.vault.azure.net/keys/apple', VAULT, 'vault.azure.net'),
  role_assignments: fact([]),
  role_definitions: Object.fromEntries(
    Object.entries(ROLES).map(([name, held]) => [
      idOf(name as RoleName).toLowerCase(),
      fact({ name, permissions: [{ ...lists, ...held }] }),
    ]),
  ),
  deny_assignments: fact([]),
  eligible_roles: fact([]),
  delegations: fact([]),
  principals: { [ME]: me },
  vault: { rbac: fact(true), access_policies: fact([]), tenant_id: fact(TENANT), ...vault },
  ...change,
});
const PRINCIPALS = { [APPLICATION]: { object_id: fact(CONFLUENT), groups: fact([]) } };
const holders = (change: Change, about: object = {}) =>
  holdersOfAzureKey(key(change), PRINCIPALS, { confluent: [APPLICATION], unnamed: null, trusted: null, ...about });
/** Whose the only holder is, and what it may. */
const only = (change: Change, about: object = {}) => {
  const { found: list, undetermined } = holders(change, about);
  expect(undetermined).toEqual([]);
  expect(list).toHaveLength(1);
  const [one] = list;
  return one;
};

test.each<[RoleName, string, string[] | null]>([
  ['owner', VAULT, ['open', 'disable', 'destroy']],
  ['contributor', VAULT, ['disable', 'destroy']],
  ['administrator', VAULT, ['use', 'disable', 'destroy']],
  ['administrator', `${VAULT}/keys/apple`, ['use', 'disable', 'destroy']],
  ['contributor', `${VAULT}/keys/apple`, null],
  ['user', SUBSCRIPTION, ['use']],
  ['access', VAULT, ['open']],
  ['access', '/', ['open']],
  ['reader', VAULT, null],
])('role %s at %s gives %j', (role, scope, may) => {
  const { found: list } = holders({ role_assignments: fact([assigned(role, { scope })]) });
  expect(list.map((one) => one.may)).toEqual(may === null ? [] : [may]);
});

test('deleting the resource group is given at the group, and not at the vault', () => {
  const definition = fact({ name: 'tidy', permissions: [{ ...lists, actions: ['Microsoft.Resources/subscriptions/*'] }] });
  const role_definitions = { [idOf('owner').toLowerCase()]: definition };
  const at = (scope: string) => holders({ role_definitions, role_assignments: fact([assigned('owner', { scope })]) }).found;
  expect(at(GROUP)).toMatchObject([{ may: ['destroy'] }]);
  expect(at(VAULT)).toEqual([]);
});

const OWNER = { role_assignments: fact([assigned('owner')]) };
test.each<[string, Change, object, object]>([
  ['a user of the tenant', {}, {}, { whose: 'untold', doubt: { cause: 'unsupported' }, declare: ME }],
  ['a guest', { me: found({ guest: true }) }, {}, { whose: 'foreign', doubt: null, declare: ME }],
  ['a managed identity', { me: service({ managed_identity: true }) }, {}, { whose: 'own' }],
  ['an application of the tenant', { me: service({ owner_tenant: TENANT }) }, {}, { whose: 'own' }],
  ['an application of another tenant', { me: service({ owner_tenant: OTHER_TENANT }) }, {}, { whose: 'foreign' }],
  ['an application of Microsoft', { me: service({ owner_tenant: MICROSOFT }) }, {}, { whose: 'service' }],
  ['an application without a tenant', { me: service({}) }, {}, { whose: 'untold', doubt: { cause: 'unsupported' } }],
  [
    "Confluent's application",
    { me: service({ application_id: APPLICATION, owner_tenant: OTHER_TENANT }) },
    {},
    { whose: 'confluent' },
  ],
  [
    'an application of another tenant, while Confluent may use others',
    { me: service({ owner_tenant: OTHER_TENANT }) },
    { unnamed: { cause: 'unsupported', detail: 'a cluster names the key itself' } },
    { whose: 'untold', doubt: { cause: 'unsupported' } },
  ],
  ['nobody that the directory knows', { me: unread('not_found') }, {}, { whose: 'untold', doubt: { cause: 'unsupported' } }],
  ['a principal that Graph does not show', { me: unread('denied') }, {}, { whose: 'untold', doubt: { cause: 'denied' } }],
  ['a principal that was not asked for', { principals: {} }, {}, { whose: 'untold', doubt: { cause: 'not_collected' } }],
  ['a declared guest', { me: found({ guest: true }) }, { trusted: [ME.toUpperCase()] }, { whose: 'trusted' }],
  ['a user whom the list leaves out', {}, { trusted: [] }, { whose: 'untold', doubt: { cause: 'unsupported' } }],
  ['a declared principal that Graph does not show', { me: unread('denied') }, { trusted: [ME] }, { whose: 'trusted' }],
  [
    'an application, while the tenant of the vault is unread',
    { me: service({ owner_tenant: OTHER_TENANT }), vault: { tenant_id: unread('denied') } },
    {},
    { whose: 'untold', doubt: { cause: 'denied' } },
  ],
])('%s who holds a role is named for what it is', (_, change, about, expected) => {
  expect(only({ ...OWNER, ...change }, about)).toMatchObject({ principal: ME, ...expected });
});

test.each([
  ['Group', 'untold'],
  ['ForeignGroup', 'foreign'],
])('a principal of type %s is %s, without a look into the directory', (principal_type, whose) => {
  expect(only({ role_assignments: fact([assigned('owner', { principal_type })]), principals: {} })).toMatchObject({ whose });
});

test('a declared group covers its members, as it is the group that holds the role', () => {
  const role_assignments = fact([assigned('owner', { principal_type: 'Group' })]);
  expect(only({ role_assignments }, { trusted: [ME] })).toMatchObject({ whose: 'trusted', declare: null });
});

test("Confluent's own service principal is known by the registrations", () => {
  const role_assignments = fact([assigned('user', { principal_id: CONFLUENT, principal_type: 'ServicePrincipal' })]);
  expect(only({ role_assignments, principals: {} })).toMatchObject({ whose: 'confluent', may: ['use'], declare: null });
});

test('a role that may be activated counts, and is said to be such', () => {
  const guest = { eligible_roles: fact([assigned('administrator')]), me: found({ guest: true }) };
  expect(only(guest)).toMatchObject({ whose: 'foreign', by: expect.stringContaining('may be activated') });
});

test('a Lighthouse delegation to another tenant is foreign, unless its principal is declared', () => {
  const delegations = fact([delegation()]);
  expect(only({ delegations })).toMatchObject({
    whose: 'foreign',
    may: ['disable', 'destroy'],
    why: expect.stringContaining(OTHER_TENANT),
  });
  expect(only({ delegations }, { trusted: [ME] })).toMatchObject({ whose: 'trusted' });
  expect(only({ delegations: fact([delegation(TENANT)]) })).toMatchObject({ whose: 'untold' });
  expect(only({ delegations, vault: { tenant_id: unread('denied') } })).toMatchObject({ doubt: { cause: 'denied' } });
});

const GUEST = { ...OWNER, me: found({ guest: true }) };
const ADMINISTRATOR = { role_assignments: fact([assigned('administrator')]), me: found({ guest: true }) };
test('a deny assignment takes away what it names, and leaves the rest', () => {
  expect(holders({ ...ADMINISTRATOR, deny_assignments: fact([denial()]) })).toEqual({ found: [], undetermined: [] });
  const keys = 'Microsoft.KeyVault/vaults/keys';
  const permissions = [{ ...lists, data_actions: [`${keys}/delete`, `${keys}/purge/action`, `${keys}/update/action`] }];
  expect(only({ ...ADMINISTRATOR, deny_assignments: fact([denial({ permissions })]) })).toMatchObject({
    whose: 'foreign',
    may: ['use'],
  });
});

test.each<[string, Change, Cause]>([
  ['deny assignments are unread', { deny_assignments: unread('denied') }, 'denied'],
  ['a deny assignment is under a condition', { deny_assignments: fact([denial({ condition: 'in winter' })]) }, 'ambiguous'],
  ['a deny assignment names a group', { deny_assignments: fact([denial({ principals: [guid('f1')] })]) }, 'ambiguous'],
])('a stranger who may be denied what a role gives is not proven while %s', (_, change, cause) => {
  expect(only({ ...ADMINISTRATOR, ...change })).toMatchObject({ whose: 'untold', doubt: { cause } });
});

test('what is the own stays the own, whatever is in doubt about it', () => {
  const me = service({ managed_identity: true });
  expect(only({ ...ADMINISTRATOR, me, deny_assignments: unread('denied') })).toMatchObject({ whose: 'own', doubt: null });
});

test('a role under a condition proves nothing, and leaves it open', () => {
  const role_assignments = fact([assigned('owner', { condition: 'in spring' })]);
  expect(only({ ...GUEST, role_assignments })).toMatchObject({
    whose: 'untold',
    doubt: { cause: 'ambiguous', detail: expect.stringContaining('in spring') },
  });
});

test.each<[string, Change]>([
  ['role assignments', { role_assignments: unread('denied') }],
  ['roles that may be activated', { eligible_roles: unread('denied') }],
  ['delegations', { delegations: unread('denied') }],
  ['the permission model', { vault: { rbac: unread('denied') } }],
  ['access policies', { vault: { rbac: fact(false), access_policies: unread('denied') } }],
  [
    'the definition of a role',
    {
      role_assignments: fact([assigned('unread')]),
      role_definitions: { [idOf('unread').toLowerCase()]: unread('denied') },
    },
  ],
])('who holds what is not known to be all while %s are unread', (_, change) => {
  expect(holders(change).undetermined).toMatchObject([{ cause: 'denied' }]);
});

test('a role that was not read does not matter to whom everything may be given', () => {
  const role_assignments = fact([assigned('unread')]);
  const role_definitions = { [idOf('unread').toLowerCase()]: unread('denied') };
  expect(holders({ role_assignments, role_definitions }, { trusted: [ME] })).toMatchObject({
    found: [{ principal: ME, whose: 'trusted', may: [], by: expect.stringContaining('not read') }],
    undetermined: [],
  });
});

const byPolicies = (policies: ReturnType<typeof policy>[]): Change => ({
  vault: { rbac: fact(false), access_policies: fact(policies) },
});
test.each([
  [['get', 'list'], null],
  [['wrapKey'], ['use']],
  [
    ['update', 'Delete'],
    ['disable', 'destroy'],
  ],
  [['all'], ['use', 'disable', 'destroy']],
])('an access policy with %j gives %j', (keys, may) => {
  const { found: list } = holders({ ...byPolicies([policy(keys)]), me: found({ guest: true }) });
  expect(list.map((one) => [one.whose, one.may])).toEqual(may === null ? [] : [['foreign', may]]);
});

test('where a vault goes by access policies, data actions give nothing, and writing the vault opens the key', () => {
  const role_assignments = fact([assigned('administrator'), assigned('contributor', { principal_id: guid('e8') })]);
  const principals = { [ME]: found({}), [guid('e8')]: found({ guest: true }) };
  expect(holders({ ...byPolicies([]), role_assignments, principals }).found).toMatchObject([
    { principal: guid('e8'), whose: 'foreign', may: ['open', 'disable', 'destroy'] },
  ]);
});

test("an access policy of another tenant than the vault's is left open", () => {
  const policies = byPolicies([policy(['all'], { tenant_id: OTHER_TENANT })]);
  expect(only({ ...policies, me: found({ guest: true }) })).toMatchObject({ whose: 'untold', doubt: { cause: 'ambiguous' } });
});
