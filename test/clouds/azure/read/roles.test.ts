import { describe, expect, test } from 'vitest';
import { guidOfRoleDefinition } from '../../../../src/clouds/azure/read/authorization.ts';
import { asked } from '../../../collect/stand-ins.ts';
import { readAll, readLemon, SUBSCRIPTION, start, VAULT } from './stand-in.ts';

const ROLES = '/providers/Microsoft.Authorization/roleDefinitions';
const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
const READER = '21090545-7ca7-4776-b22c-e363652d74d2';
const PICKER = '00000000-0000-4000-8000-00000000f001';

const PIP = '00000000-0000-4000-8000-00000000e001';
const assignment = (roleDefinitionId: string, properties: object = {}) => ({
  id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000a001`,
  properties: { roleDefinitionId, principalId: PIP, principalType: 'ServicePrincipal', scope: VAULT, ...properties },
});
const LISTS = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
/** The one role that is assigned, `PICKER`, as the resource manager answers it. */
const startWithRole = (properties: object, about: object = {}) =>
  start({
    role_assignments: [assignment(`${SUBSCRIPTION}${ROLES}/${PICKER}`)],
    role_definitions: [
      { id: `${ROLES}/${PICKER}`, name: PICKER, type: 'Microsoft.Authorization/roleDefinitions', properties, ...about },
    ],
  });
const picker = (key: Awaited<ReturnType<typeof readLemon>>) =>
  key.role_definitions[`${SUBSCRIPTION}${ROLES}/${PICKER}`.toLowerCase()];
describe('the definitions of assigned roles', () => {
  test('role definitions are read by the id that the assignments name', async () => {
    const { role_definitions } = await readLemon(await start());
    expect(role_definitions).toMatchObject({
      [`${SUBSCRIPTION}${ROLES}/${ENCRYPTION_USER}`.toLowerCase()]: {
        value: {
          name: 'Key Vault Crypto Service Encryption User',
          permissions: [{ data_actions: expect.arrayContaining(['Microsoft.KeyVault/vaults/keys/wrap/action']) }],
        },
        source: 'azure:arm:GetRoleDefinition',
      },
      [`${SUBSCRIPTION}${ROLES}/${READER}`.toLowerCase()]: { value: { name: 'Key Vault Reader' } },
    });
  });

  test('a role definition is read once, however many keys and assignments name it', async () => {
    const clouds = await start();
    const [lemon, lime] = await readAll(clouds, ['lemon', 'lime']);
    expect(lime?.role_definitions).toEqual(lemon?.role_definitions);
    const definitions = asked(clouds).filter((id) => id.startsWith('arm:GetRoleDefinition'));
    expect(definitions.sort()).toEqual([`arm:GetRoleDefinition ${READER}`, `arm:GetRoleDefinition ${ENCRYPTION_USER}`]);
  });

  test('when one role definition is refused, the others are still read', async () => {
    const clouds = await start();
    clouds.fault({ id: `arm:GetRoleDefinition ${READER}`, kind: 'deny' });
    const facts = Object.values((await readLemon(clouds)).role_definitions);
    expect(facts.filter((fact) => 'unknown' in fact)).toMatchObject([
      {
        unknown: {
          cause: 'denied',
          call: `arm:GetRoleDefinition ${READER}`,
          permission: 'Microsoft.Authorization/roleDefinitions/read',
        },
      },
    ]);
  });

  test('no role definition is read when the assignments may not be read', async () => {
    const clouds = await start();
    clouds.fault({ id: /^arm:ListRoleAssignments/, kind: 'deny' });
    expect((await readLemon(clouds)).role_definitions).toEqual({});
    expect(asked(clouds).join()).not.toContain('GetRoleDefinition');
  });

  test('a deleted role definition is not found', async () => {
    const clouds = await start({ role_assignments: [assignment(`${SUBSCRIPTION}${ROLES}/${PICKER}`)] });
    expect(picker(await readLemon(clouds))).toMatchObject({ unknown: { cause: 'not_found' } });
  });

  test.each([
    [{ permissions: [LISTS] }],
    [{ roleName: 'Picker' }],
    [{ roleName: 7, permissions: [LISTS] }],
    [{ roleName: '', permissions: [LISTS] }],
    [{ roleName: 'Picker', permissions: [] }],
    [{ roleName: 'Picker', permissions: [{}] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, actions: undefined }] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, actions: '*' }] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, dataActions: [7] }] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, dataActions: [''] }] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, dataActions: ['pick'] }] }],
    [{ roleName: 'Picker', permissions: [{ ...LISTS, condition: '' }] }],
    [{ roleName: 'Picker', permissions: ['*'] }],
  ])('a role definition with %j is malformed', async (properties) => {
    expect(picker(await readLemon(await startWithRole(properties)))).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each([{ id: `${ROLES}/${READER}` }, { name: READER }, { type: 'Microsoft.Authorization/roleAssignments' }])(
    'a reply about another role, by %j, is malformed',
    async (about) => {
      const clouds = await startWithRole({ roleName: 'Picker', permissions: [LISTS] });
      clouds.fault({
        id: `arm:GetRoleDefinition ${PICKER}`,
        kind: 'replace',
        replace: ({ status, body }) => ({ status, body: { ...(body as object), ...about } }),
      });
      expect(picker(await readLemon(clouds))).toMatchObject({ unknown: { cause: 'malformed' } });
    },
  );

  test.each([
    { principalId: '' },
    { principalId: 'pip' },
    { scope: '' },
    { scope: `${SUBSCRIPTION}/resourceGroups/meadow` },
    { condition: '' },
  ])('assignments with %j are malformed', async (properties) => {
    const clouds = await start();
    const body = { value: [assignment(`${ROLES}/${READER}`, properties)] };
    clouds.fault({ id: /^arm:ListRoleAssignments/, kind: 'replace', replace: ({ status }) => ({ status, body }) });
    expect((await readLemon(clouds)).role_assignments).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a list that holds an assignment twice is malformed', async () => {
    const clouds = await start();
    const body = { value: [assignment(`${ROLES}/${READER}`), assignment(`${ROLES}/${ENCRYPTION_USER}`)] };
    clouds.fault({ id: /^arm:ListRoleAssignments/, kind: 'replace', replace: ({ status }) => ({ status, body }) });
    expect((await readLemon(clouds)).role_assignments).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a role definition keeps the condition that any of its permissions is under', async () => {
    const permissions = [
      { ...LISTS, actions: ['*'] },
      { ...LISTS, actions: ['Orchard/pick'], condition: 'on a sunny day' },
    ];
    expect(picker(await readLemon(await startWithRole({ roleName: 'Picker', permissions })))).toMatchObject({
      value: { name: 'Picker', condition: 'on a sunny day' },
    });
  });

  test.each([
    `${ROLES}/../../../subscriptions`,
    `/subscriptions/../..${ROLES}/${PICKER}`,
    `${SUBSCRIPTION}/resourceGroups/..${ROLES}/${PICKER}`,
    `//orchard.invalid${ROLES}/${PICKER}`,
    `https://orchard.invalid${ROLES}/${PICKER}`,
    `${ROLES}/${PICKER}?api-version=1`,
    `${ROLES}/${PICKER}/..`,
    `${ROLES}/${PICKER}\n`,
    `${ROLES}/%2e%2e`,
    '__proto__',
  ])('no call is made for the malformed role id %j', async (id) => {
    const clouds = await start({ role_assignments: [assignment(id)] });
    const { role_definitions } = await readLemon(clouds);
    expect(Object.entries(role_definitions)).toMatchObject([[id.toLowerCase(), { unknown: { cause: 'malformed' } }]]);
    expect(asked(clouds).filter((call) => /GetRoleDefinition|Unknown/.test(call))).toEqual([]);
  });

  test.each([
    ROLES,
    `${SUBSCRIPTION}${ROLES}`,
    `${SUBSCRIPTION}/resourceGroups/Orchard(1)${ROLES}`,
    `/providers/Microsoft.Management/managementGroups/orchard-root${ROLES}`,
    `/SUBSCRIPTIONS/00000000-0000-4000-8000-0000000000B1${ROLES.toUpperCase()}`,
  ])('a role definition may be located under %s', (prefix) => {
    expect(guidOfRoleDefinition(`${prefix}/${PICKER.toUpperCase()}`)).toBe(PICKER);
  });
});

test('for a deleted key, no fact about access counts as read', async () => {
  const clouds = await start();
  const [fig] = await readAll(clouds, ['fig']);
  expect(fig).toMatchObject({
    present: { value: false },
    role_definitions: {},
    deny_assignments: { unknown: { cause: 'not_found' } },
  });
});
