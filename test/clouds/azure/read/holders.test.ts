import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../../../loopback/clouds.ts';
import { asked } from '../../../collect/stand-ins.ts';
import { readAll, readLemon, SUBSCRIPTION, start, VAULT } from './stand-in.ts';

const guid = (end: string) => `00000000-0000-4000-8000-${end.padStart(12, '0')}`;
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const ROLES = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;
const owner = {
  id: `${ROLES}/${OWNER}`,
  name: OWNER,
  type: 'Microsoft.Authorization/roleDefinitions',
  properties: {
    roleName: 'Owner',
    permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
  },
};
const assigned = (name: string, principalId: string, principalType: string | null, properties: object = {}) => ({
  id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/${name}`,
  properties: { roleDefinitionId: `${ROLES}/${OWNER}`, principalId, principalType, scope: VAULT, ...properties },
});
const authorization = (principalId: string) => ({ principalId, roleDefinitionId: OWNER });
const delegation = (scope: string, change: object = {}) => ({
  id: `${scope}/providers/Microsoft.ManagedServices/registrationAssignments/${guid('a1')}`,
  name: guid('a1'),
  properties: {
    registrationDefinition: {
      properties: {
        registrationDefinitionName: 'Care of the orchard',
        managedByTenantId: guid('c2'),
        authorizations: [authorization(guid('e7'))],
        eligibleAuthorizations: [authorization(guid('e8'))],
        ...change,
      },
    },
  },
});

const startWith = (changes: object) => start({ role_assignments: [], role_definitions: [owner], ...changes });

describe('roles that may be activated', () => {
  test('they are read to the last page, with their definitions', async () => {
    const eligible_roles = [assigned('one', guid('e7'), 'User'), assigned('two', guid('e8'), 'Group', { scope: SUBSCRIPTION })];
    const key = await readLemon(await startWith({ eligible_roles }));
    expect(key.eligible_roles).toMatchObject({
      value: [
        { principal_id: guid('e7'), scope: VAULT },
        { principal_id: guid('e8'), scope: SUBSCRIPTION },
      ],
      source: 'azure:arm:ListEligibleRoles',
    });
    expect(Object.values(key.role_definitions)).toMatchObject([{ value: { name: 'Owner' } }]);
  });

  test('a tenant without a licence for them has none', async () => {
    const clouds = await startWith({});
    const body = { error: { code: 'AadPremiumLicenseRequired', message: 'The tenant needs a licence.' } };
    clouds.fault({ id: /^arm:ListEligibleRoles/, kind: 'replace', replace: () => ({ status: 400, body }) });
    expect((await readLemon(clouds)).eligible_roles).toMatchObject({ value: [] });
  });

  test('a refusal is no empty list', async () => {
    const clouds = await startWith({});
    clouds.fault({ id: /^arm:ListEligibleRoles/, kind: 'deny' });
    expect((await readLemon(clouds)).eligible_roles).toMatchObject({
      unknown: { cause: 'denied', permission: 'Microsoft.Authorization/roleEligibilityScheduleInstances/read' },
    });
  });
});

describe('delegations to other tenants', () => {
  test('those of the subscription and of the resource group are read, each once', async () => {
    const other = `${SUBSCRIPTION}/resourceGroups/meadow`;
    const registration_assignments = [SUBSCRIPTION, `${SUBSCRIPTION}/resourceGroups/orchard`, other].map((at) => delegation(at));
    const clouds = await startWith({ registration_assignments });
    const [lemon] = await readAll(clouds, ['lemon', 'lime']);
    const role_definition_id = `${ROLES}/${OWNER}`;
    expect(lemon?.delegations).toMatchObject({
      value: [SUBSCRIPTION, `${SUBSCRIPTION}/resourceGroups/orchard`].map((scope) => ({
        name: 'Care of the orchard',
        tenant_id: guid('c2'),
        scope,
        roles: [
          { principal_id: guid('e7'), role_definition_id, eligible: false },
          { principal_id: guid('e8'), role_definition_id, eligible: true },
        ],
      })),
    });
    expect(asked(clouds).filter((call) => call.startsWith('arm:ListDelegations'))).toHaveLength(2);
  });

  test.each<[string, unknown]>([
    ['no tenant', delegation(SUBSCRIPTION, { managedByTenantId: undefined })],
    ['a tenant that is no guid', delegation(SUBSCRIPTION, { managedByTenantId: 'meadow' })],
    ['no roles', delegation(SUBSCRIPTION, { authorizations: undefined })],
    ['a role without an id', delegation(SUBSCRIPTION, { authorizations: [{ principalId: guid('e7') }] })],
    ['no definition', { id: `${SUBSCRIPTION}/x`, properties: {} }],
    ['another subscription', delegation('/subscriptions/00000000-0000-4000-8000-0000000000b2')],
  ])('a delegation with %s is malformed', async (_, item) => {
    const clouds = await startWith({});
    clouds.fault({
      id: /^arm:ListDelegations/,
      kind: 'replace',
      replace: ({ status }) => ({ status, body: { value: [item] } }),
    });
    expect((await readLemon(clouds)).delegations).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each(['', '/orchard'])('a refusal at one of the two scopes (%j) leaves the list open', async (end) => {
    const clouds = await startWith({});
    clouds.fault({ id: `arm:ListDelegations 00000000-0000-4000-8000-0000000000b1${end}`, kind: 'deny' });
    expect((await readLemon(clouds)).delegations).toMatchObject({
      unknown: { cause: 'denied', permission: 'Microsoft.ManagedServices/registrationAssignments/read' },
    });
  });
});

describe('whose principals are', () => {
  const directory = {
    users: [
      { object_id: guid('e7'), user_type: 'Member', name: 'picker@orchard.example' },
      { object_id: guid('e8'), user_type: 'Guest', name: 'picker@meadow.example' },
      { object_id: guid('e9'), user_type: 'Member', name: 'picker_meadow.example#EXT#@orchard.example' },
    ],
    service_principals: [
      { app_id: guid('d7'), object_id: guid('ea'), owner_tenant: guid('c2') },
      { app_id: guid('d8'), object_id: guid('eb'), owner_tenant: null, type: 'ManagedIdentity' },
    ],
  };
  const principals = async (role_assignments: object[], prepare: (clouds: Clouds) => void = () => {}) => {
    const clouds = await startWith({ ...directory, role_assignments });
    prepare(clouds);
    const key = await readLemon(clouds);
    return { found: key.principals, calls: asked(clouds).filter((call) => /^graph:Get(User|Principal)/.test(call)) };
  };

  test('users are members or guests, by their type or by their name', async () => {
    const { found, calls } = await principals([
      assigned('one', guid('e7'), 'User'),
      assigned('two', guid('e8'), 'User'),
      assigned('three', guid('e9'), 'User'),
    ]);
    expect(found).toMatchObject({
      [guid('e7')]: { value: { type: 'user', guest: false }, source: 'graph:GetUser' },
      [guid('e8')]: { value: { type: 'user', guest: true } },
      [guid('e9')]: { value: { type: 'user', guest: true } },
    });
    expect(calls).toHaveLength(3);
  });

  test('service principals are of an application of some tenant, or managed identities', async () => {
    const { found } = await principals([
      assigned('one', guid('ea'), 'ServicePrincipal'),
      assigned('two', guid('eb'), 'ServicePrincipal'),
    ]);
    expect(found).toMatchObject({
      [guid('ea')]: { value: { type: 'service_principal', owner_tenant: guid('c2'), managed_identity: false } },
      [guid('eb')]: { value: { type: 'service_principal', owner_tenant: null, managed_identity: true } },
    });
  });

  test('a principal whose type is not said is looked for among both', async () => {
    const { found, calls } = await principals([assigned('one', guid('e8'), null)]);
    expect(found).toMatchObject({ [guid('e8')]: { value: { guest: true } } });
    expect(calls).toEqual([`graph:GetPrincipal ${guid('e8')}`, `graph:GetUser ${guid('e8')}`]);
  });

  test('groups are not asked about, nor those who hold nothing', async () => {
    const reader = { roleDefinitionId: `${ROLES}/21090545-7ca7-4776-b22c-e363652d74d2` };
    const { calls } = await principals([
      assigned('one', guid('e7'), 'Group'),
      assigned('two', guid('e8'), 'ForeignGroup'),
      assigned('three', guid('e9'), 'User', reader),
    ]);
    expect(calls).toEqual([]);
  });

  test.each<[string, object]>([
    ['another id', { id: guid('e9') }],
    ['no name', { userPrincipalName: null }],
    ['a type that is not known', { userType: 'GARBLED' }],
  ])('a reply with %s is malformed', async (_, change) => {
    const { found } = await principals([assigned('one', guid('e7'), 'User')], (clouds) =>
      clouds.fault({
        id: /^graph:GetUser/,
        kind: 'replace',
        replace: ({ status, body }) => ({ status, body: { ...(body as object), ...change } }),
      }),
    );
    expect(found?.[guid('e7')]).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a refusal names the permission', async () => {
    const { found } = await principals([assigned('one', guid('e7'), 'User')], (clouds) =>
      clouds.fault({ id: /^graph:GetUser/, kind: 'deny' }),
    );
    expect(found?.[guid('e7')]).toMatchObject({ unknown: { cause: 'denied', permission: 'User.Read.All' } });
  });
});
