import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../../../loopback/clouds.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import { asked, collection, serve, toRead } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';
import { start } from './stand-in.ts';

const APPLICATION = '00000000-0000-4000-8000-0000000000d1';
const OBJECT = '00000000-0000-4000-8000-0000000000e1';
const PICKERS = '00000000-0000-4000-8000-0000000000a1';
const PACKERS = '00000000-0000-4000-8000-0000000000a2';
const PRINCIPALS = { service_principals: [{ app_id: APPLICATION, object_id: OBJECT, groups: [PICKERS, PACKERS] }] };

const configOf = (clouds: Clouds, changes: object = {}) => ({ ...DEFAULTS.azure, ...clouds.config.azure, ...changes });
type Given = Parameters<typeof readAzure>;
async function principalsIn(settings: Given[1], principals: string[], env: Given[3], by = collection) {
  return (await readAzure(by, settings, { ...toRead<never>([]), principals }, env)).servicePrincipals;
}
async function read(clouds: Clouds, changes: object = {}, application = APPLICATION, env: Record<string, string> = clouds.env) {
  const found = await principalsIn(configOf(clouds, changes), [application], env);
  const principal = found[application.toLowerCase()];
  if (!principal) throw new Error('no principal');
  return principal;
}
/** A Graph of its own making, with the real stand-ins beside it. */
async function readFrom(answer: Parameters<typeof serve>[0], changes: object = {}) {
  return read(await start(), { graph_endpoint: await serve(answer), ...changes });
}

test('the object id of an application is read, and every page of its groups', async () => {
  const clouds = await start(PRINCIPALS);
  expect(await read(clouds)).toMatchObject({
    object_id: { value: OBJECT, source: 'graph:GetServicePrincipal' },
    groups: { value: [PICKERS, PACKERS], source: 'graph:ListGroups' },
  });
  expect(asked(clouds)).toEqual([
    `graph:GetServicePrincipal ${APPLICATION}`,
    `graph:ListGroups ${APPLICATION}`,
    `graph:ListGroups ${APPLICATION}`,
  ]);
});

test('a group that is listed twice counts once', async () => {
  const clouds = await start({
    service_principals: [{ ...PRINCIPALS.service_principals[0], groups: [PICKERS, PACKERS, PICKERS] }],
  });
  expect(await read(clouds)).toMatchObject({ groups: { value: [PICKERS, PACKERS] } });
});

test('an application is looked up once, whatever its spelling', async () => {
  const clouds = await start();
  const both = [APPLICATION, APPLICATION.toUpperCase()];
  const found = await principalsIn(configOf(clouds), both, clouds.env);
  expect(Object.keys(found)).toEqual([APPLICATION]);
  expect(asked(clouds)).toHaveLength(2);
});

test('the object id may come from the configuration, and the groups are still looked up', async () => {
  const clouds = await start(PRINCIPALS);
  const service_principals = { [APPLICATION.toUpperCase()]: OBJECT };
  expect(await read(clouds, { service_principals })).toMatchObject({
    object_id: { value: OBJECT, source: 'configuration', observed_at: collection.now() },
    groups: { value: { length: 2 } },
  });
  expect(asked(clouds).join()).not.toContain('GetServicePrincipal');
});

test('no call is made for a malformed object id in the configuration', async () => {
  const clouds = await start(PRINCIPALS);
  const malformed = { unknown: { cause: 'malformed', detail: expect.stringContaining('azure.service_principals') } };
  expect(await read(clouds, { service_principals: { [APPLICATION]: '../me' } })).toMatchObject({
    object_id: malformed,
    groups: malformed,
  });
  expect(asked(clouds)).toEqual([]);
});

test('of the memberships of a principal only groups are read', async () => {
  const value = [
    { '@odata.type': '#microsoft.graph.directoryRole', id: PACKERS },
    { '@odata.type': '#microsoft.graph.group', id: PICKERS, displayName: null },
  ];
  const { groups } = await readFrom(({ url }) => ({
    body: url?.includes('transitive') ? { value } : { id: OBJECT, appId: APPLICATION },
  }));
  expect(groups).toMatchObject({ value: [PICKERS] });
});

describe('facts that Graph does not give', () => {
  test('an unknown application is not found, and neither are its groups', async () => {
    const not_found = { unknown: { cause: 'not_found', call: `graph:GetServicePrincipal ${PICKERS}` } };
    expect(await read(await start(), {}, PICKERS)).toMatchObject({ object_id: not_found, groups: not_found });
  });

  test.each(['GetServicePrincipal', 'ListGroups'])(
    'the fact is denied when %s is, and names the permission',
    async (operation) => {
      const clouds = await start(PRINCIPALS);
      clouds.fault({ id: `graph:${operation} ${APPLICATION}`, kind: 'deny' });
      const { object_id, groups } = await read(clouds);
      const denied = { cause: 'denied', call: `graph:${operation} ${APPLICATION}`, permission: 'Application.Read.All' };
      expect(groups).toMatchObject({ unknown: denied });
      expect('unknown' in object_id).toBe(operation === 'GetServicePrincipal');
    },
  );

  test.each(['truncate', 'not_json', 'page_loop', 'foreign_next', 'redirect'] as const)(
    'nothing is concluded from Graph after %s',
    async (kind) => {
      const clouds = await start(PRINCIPALS);
      clouds.fault({ id: /^graph:ListGroups/, kind });
      expect(await read(clouds)).toMatchObject({ object_id: { value: OBJECT }, groups: { unknown: { cause: 'malformed' } } });
    },
  );

  test.each([
    [{ id: OBJECT, appId: PICKERS }],
    [{ id: OBJECT }],
    [{ appId: APPLICATION }],
    [{ id: '../../me', appId: APPLICATION }],
    [[]],
    [null],
  ])('the object id is not taken from the malformed reply %j', async (body) => {
    expect((await readFrom(() => ({ body }))).object_id).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each([
    [{}],
    [{ value: {} }],
    [{ value: [{ id: PICKERS }] }],
    [{ value: [{ '@odata.type': '#microsoft.graph.group' }] }],
    [{ value: [], '@odata.nextLink': 7 }],
    [{ value: [], '@odata.nextLink': `https://graph.microsoft.com.orchard.invalid/v1.0/groups` }],
    [{ value: [], '@odata.nextLink': 'http://graph.microsoft.com/v1.0/groups' }],
    [{ value: [], '@odata.nextLink': 'https://graph.microsoft.com//orchard.invalid/v1.0/groups' }],
  ])('groups are not taken from the malformed reply %j', async (body) => {
    const service_principals = { [APPLICATION]: OBJECT };
    const { groups } = await readFrom(({ url }) => (url?.includes('transitive') ? { body } : { status: 404, body: {} }), {
      service_principals,
    });
    expect(groups).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a list of groups whose pages never end is given up', async () => {
    let page = 0;
    const { groups } = await readFrom(
      () => ({ body: { value: [], '@odata.nextLink': `https://graph.microsoft.com/v1.0/groups?page=${++page}` } }),
      { service_principals: { [APPLICATION]: OBJECT } },
    );
    expect(groups).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('pages') } });
  });

  test('a 404 from a proxy does not mean that an application is absent', async () => {
    expect((await readFrom(() => ({ status: 404, body: '<html>' }))).object_id).toMatchObject({
      unknown: { cause: 'malformed' },
    });
  });
});

test.each([`${APPLICATION}')/owners?x=('`, `${APPLICATION}'`, '../me', '', `${APPLICATION}\n`, '__proto__'])(
  'no call is made for the malformed application id %j',
  async (application) => {
    const clouds = await start(PRINCIPALS);
    const malformed = { unknown: { cause: 'malformed', detail: expect.stringContaining('not an application id') } };
    expect(await read(clouds, {}, application)).toMatchObject({ object_id: malformed, groups: malformed });
    expect(asked(clouds)).toEqual([]);
  },
);

describe('the token for Graph', () => {
  test('the token is not sent to another host after a redirect or a link', async () => {
    const [clouds, elsewhere] = [await start(PRINCIPALS), await start(PRINCIPALS)];
    for (const kind of ['redirect', 'foreign_next'] as const) {
      clouds.clearFaults();
      clouds.fault({ id: /^graph:/, kind, to: elsewhere.graph });
      await read(clouds);
    }
    expect(asked(elsewhere)).toEqual([]);
  });

  const notAsked = (detail: string) => ({ unknown: { cause: 'not_collected', detail: expect.stringContaining(detail) } });

  test('the emulator requires a token', async () => {
    expect((await read(await start(), {}, APPLICATION, {})).object_id).toMatchObject(notAsked('BYOK_AUDIT_AZURE_TOKEN'));
  });

  test.each([null, 'https://graph.microsoft.com', 'http://graph.orchard.invalid'])(
    'no token is sent to the endpoint %s, and the message names the configuration to change',
    async (graph_endpoint) => {
      const clouds = await start();
      const { object_id, groups } = await read(clouds, { graph_endpoint });
      expect(object_id).toMatchObject(notAsked('azure.graph_endpoint'));
      expect(object_id).toMatchObject(notAsked('azure.service_principals'));
      expect(groups).toEqual(object_id);
      const configured = await read(clouds, { graph_endpoint, service_principals: { [APPLICATION]: OBJECT } });
      expect(configured).toMatchObject({ object_id: { value: OBJECT }, groups: notAsked('azure.graph_endpoint') });
    },
  );

  test.each([{ key_vault_endpoint: null }, { resource_manager_endpoint: 'https://management.azure.com' }])(
    'the real token is not used when the rest of Azure is emulated, except with %j',
    async (changes) => {
      const clouds = await start();
      const config = configOf(clouds, { graph_endpoint: 'https://graph.microsoft.com', ...changes });
      const found = await principalsIn(config, [APPLICATION], clouds.env, { ...collection, loopbackOnly: false });
      expect(found[APPLICATION]?.object_id).toMatchObject(notAsked('emulator'));
    },
  );
});
