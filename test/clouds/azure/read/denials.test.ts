import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../../../loopback/clouds.ts';
import { asked, collection, serve } from '../../../collect/stand-ins.ts';
import { readLemon, SUBSCRIPTION, start, VAULT } from './stand-in.ts';

const LISTS = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const GARDENER = '00000000-0000-4000-8000-00000000e002';
const denial = (name: string, properties: object = {}) => ({
  id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/${name}`,
  properties: {
    denyAssignmentName: name,
    permissions: [{ ...LISTS, actions: ['*'], notActions: ['*/read'] }],
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [],
    doNotApplyToChildScopes: false,
    scope: SUBSCRIPTION,
    ...properties,
  },
});

describe('deny assignments', () => {
  const denyAssignments = async (clouds: Clouds) => (await readLemon(clouds)).deny_assignments;

  test('deny assignments are read to the last page, including those above the key', async () => {
    const frost = denial('frost', {
      excludePrincipals: [{ id: GARDENER }],
      doNotApplyToChildScopes: true,
      condition: 'in winter',
      permissions: [{ ...LISTS, dataActions: ['*'] }],
    });
    const elsewhere = denial('hail', { scope: '/subscriptions/00000000-0000-4000-8000-0000000000b2' });
    const fact = await denyAssignments(await start({ deny_assignments: [denial('fence'), elsewhere, frost] }));
    const everyone = ['00000000-0000-0000-0000-000000000000'];
    expect(fact).toEqual({
      source: 'azure:arm:ListDenyAssignments',
      observed_at: collection.now(),
      value: [
        {
          name: 'fence',
          principals: everyone,
          excluded_principals: [],
          scope: SUBSCRIPTION,
          scope_only: false,
          condition: null,
          permissions: [{ actions: ['*'], not_actions: ['*/read'], data_actions: [], not_data_actions: [] }],
        },
        {
          name: 'frost',
          principals: everyone,
          excluded_principals: [GARDENER],
          scope: SUBSCRIPTION,
          scope_only: true,
          condition: 'in winter',
          permissions: [{ actions: [], not_actions: [], data_actions: ['*'], not_data_actions: [] }],
        },
      ],
    });
  });

  test('a deny assignment is under the condition of its permissions too', async () => {
    const permissions = [{ ...LISTS, actions: ['*'], condition: 'in winter' }];
    expect(await denyAssignments(await start({ deny_assignments: [denial('frost', { permissions })] }))).toMatchObject({
      value: [{ condition: 'in winter' }],
    });
  });

  test('when deny assignments are refused, nothing else is lost', async () => {
    const clouds = await start();
    clouds.fault({ id: /^arm:ListDenyAssignments/, kind: 'deny' });
    const key = await readLemon(clouds);
    expect(key.deny_assignments).toMatchObject({
      unknown: {
        cause: 'denied',
        call: 'arm:ListDenyAssignments citrus-west/lemon',
        permission: 'Microsoft.Authorization/denyAssignments/read',
      },
    });
    expect(key.role_assignments).toMatchObject({ value: { length: 2 } });
  });

  test.each([
    { denyAssignmentName: null },
    { permissions: null },
    { permissions: [] },
    { permissions: [{ actions: ['*'] }] },
    { permissions: [{ ...LISTS, actions: 7 }] },
    { principals: [] },
    { excludePrincipals: undefined },
    { scope: `${SUBSCRIPTION}/resourceGroups/meadow` },
    { principals: undefined },
    { principals: [{ type: 'User' }] },
    { excludePrincipals: 'gardener' },
    { scope: 7 },
    { doNotApplyToChildScopes: 'yes' },
    { condition: {} },
  ])('a deny assignment with %j is malformed', async (properties) => {
    const clouds = await start({ deny_assignments: [denial('fence', { scope: VAULT })] });
    const changed = denial('fence', properties);
    const url = await serve(({ url }) => ({ body: url?.includes('denyAssignments') ? { value: [changed] } : { value: [] } }));
    expect((await readLemon(clouds, { resource_manager_endpoint: url })).deny_assignments).toMatchObject({
      unknown: { cause: 'malformed' },
    });
  });

  test.each(['truncate', 'not_json', 'page_loop', 'foreign_next', 'redirect'] as const)(
    'the list of deny assignments is not taken as complete after %s',
    async (kind) => {
      const clouds = await start({ deny_assignments: [denial('fence'), denial('frost')] });
      clouds.fault({ id: /^arm:ListDenyAssignments/, kind });
      expect(await denyAssignments(clouds)).toMatchObject({ unknown: { cause: 'malformed' } });
    },
  );

  test('the token for deny assignments is sent to no other host', async () => {
    const [clouds, elsewhere] = [await start({ deny_assignments: [denial('fence'), denial('frost')] }), await start()];
    for (const kind of ['redirect', 'foreign_next'] as const) {
      clouds.clearFaults();
      clouds.fault({ id: /^arm:(ListDenyAssignments|GetRoleDefinition)/, kind, to: elsewhere.azure_arm });
      await readLemon(clouds);
    }
    expect(asked(elsewhere)).toEqual([]);
  });
});

describe('access policies', () => {
  const LEMON = {
    name: 'lemon',
    key: { kty: 'RSA', key_ops: [] },
    versions: [{ id: '1'.repeat(32), attributes: { enabled: true } }],
  };
  const [GROVE, PIT, PRESS] = ['1', '2', '3'].map((end) => `00000000-0000-4000-8000-00000000e00${end}`);
  const readWithPolicies = async (accessPolicies: unknown) => {
    const vaultUri = 'https://citrus-west.vault.azure.net/';
    const properties = { enableRbacAuthorization: false, tenantId: GROVE, vaultUri, sku: { name: 'premium' }, accessPolicies };
    const arm = { id: VAULT, name: 'citrus-west', type: 'Microsoft.KeyVault/vaults', location: 'West Europe', properties };
    return readLemon(await start({ vaults: [{ arm, keys: [LEMON] }] }));
  };

  test('access policies are read from the vault', async () => {
    const { vault } = await readWithPolicies([
      { tenantId: GROVE, objectId: GARDENER, permissions: { keys: ['get', 'wrapKey'], secrets: ['list'] } },
      { tenantId: GROVE, objectId: PIT, applicationId: PRESS, permissions: {} },
    ]);
    expect(vault.access_policies).toMatchObject({
      value: [
        { tenant_id: GROVE, object_id: GARDENER, application_id: null, keys: ['get', 'wrapKey'] },
        { tenant_id: GROVE, object_id: PIT, application_id: PRESS, keys: [] },
      ],
      source: 'azure:arm:GetVault',
    });
  });

  test.each([
    [undefined, 'not_collected'],
    [[{ objectId: GARDENER, permissions: { keys: ['get'] } }], 'malformed'],
    [[{ tenantId: GROVE, objectId: GARDENER, permissions: { keys: [7] } }], 'malformed'],
    [[{ tenantId: GROVE, objectId: GARDENER }], 'malformed'],
    [[{ tenantId: GROVE, objectId: GARDENER, permissions: { garbled: true } }], 'malformed'],
    [[{ tenantId: GROVE, objectId: GARDENER, permissions: { keys: ['pick'] } }], 'malformed'],
    [[{ tenantId: GROVE, objectId: 'pip', permissions: { keys: ['get'] } }], 'malformed'],
    ['none', 'malformed'],
  ])('access policies with %j are malformed', async (accessPolicies, cause) => {
    expect((await readWithPolicies(accessPolicies)).vault.access_policies).toMatchObject({ unknown: { cause } });
  });
});
