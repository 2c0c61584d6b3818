import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../../../loopback/clouds.ts';
import { readServicePrincipals } from '../../../../src/clouds/azure/read/graph.ts';
import { asked, collection, serve } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';
import { start } from './stand-in.ts';

const APPLICATION = '00000000-0000-4000-8000-0000000000d1';
const OBJECT = '00000000-0000-4000-8000-0000000000e1';
const PICKERS = '00000000-0000-4000-8000-0000000000a1';
const PACKERS = '00000000-0000-4000-8000-0000000000a2';
const PRINCIPALS = { service_principals: [{ app_id: APPLICATION, object_id: OBJECT, groups: [PICKERS, PACKERS] }] };

const configOf = (clouds: Clouds, changes: object = {}) => ({ ...DEFAULTS.azure, ...clouds.config.azure, ...changes });
async function read(clouds: Clouds, changes: object = {}, application = APPLICATION, env: Record<string, string> = clouds.env) {
  const found = await readServicePrincipals(collection, configOf(clouds, changes), [application], env);
  const principal = found[application.toLowerCase()];
  if (!principal) throw new Error('no principal');
  return principal;
}
/** A Graph of its own making, with the real stand-ins beside it. */
async function readFrom(answer: Parameters<typeof serve>[0], changes: object = {}) {
  return read(await start(), { graph_endpoint: await serve(answer), ...changes });
}

test('reads the object id and, to the end of its pages, the groups', async () => {
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

test('asks once for an application, however it is spelt', async () => {
  const clouds = await start();
  const both = [APPLICATION, APPLICATION.toUpperCase()];
  const found = await readServicePrincipals(collection, configOf(clouds), both, clouds.env);
  expect(Object.keys(found)).toEqual([APPLICATION]);
  expect(asked(clouds)).toHaveLength(2);
});

test('takes the object id from the configuration, and asks for the groups all the same', async () => {
  const clouds = await start(PRINCIPALS);
  const service_principals = { [APPLICATION.toUpperCase()]: OBJECT };
  expect(await read(clouds, { service_principals })).toMatchObject({
    object_id: { value: OBJECT, source: 'configuration', observed_at: collection.now() },
    groups: { value: { length: 2 } },
  });
  expect(asked(clouds).join()).not.toContain('GetServicePrincipal');
});

test('makes no call of an object id in the configuration that is none', async () => {
  const clouds = await start(PRINCIPALS);
  const malformed = { unknown: { cause: 'malformed', detail: expect.stringContaining('azure.service_principals') } };
  expect(await read(clouds, { service_principals: { [APPLICATION]: '../me' } })).toMatchObject({
    object_id: malformed,
    groups: malformed,
  });
  expect(asked(clouds)).toEqual([]);
});

test('takes only groups out of what the principal is in', async () => {
  const value = [
    { '@odata.type': '#microsoft.graph.directoryRole', id: PACKERS },
    { '@odata.type': '#microsoft.graph.group', id: PICKERS, displayName: null },
  ];
  const { groups } = await readFrom(({ url }) => ({
    body: url?.includes('transitive') ? { value } : { id: OBJECT, appId: APPLICATION },
  }));
  expect(groups).toMatchObject({ value: [PICKERS] });
});

describe('what Graph does not tell', () => {
  test('of an unknown application is not found, its groups neither', async () => {
    const not_found = { unknown: { cause: 'not_found', call: `graph:GetServicePrincipal ${PICKERS}` } };
    expect(await read(await start(), {}, PICKERS)).toMatchObject({ object_id: not_found, groups: not_found });
  });

  test.each(['GetServicePrincipal', 'ListGroups'])('is denied when %s is, with the permission', async (operation) => {
    const clouds = await start(PRINCIPALS);
    clouds.fault({ id: `graph:${operation} ${APPLICATION}`, kind: 'deny' });
    const { object_id, groups } = await read(clouds);
    const denied = { cause: 'denied', call: `graph:${operation} ${APPLICATION}`, permission: 'Application.Read.All' };
    expect(groups).toMatchObject({ unknown: denied });
    expect('unknown' in object_id).toBe(operation === 'GetServicePrincipal');
  });

  test.each(['truncate', 'not_json', 'page_loop', 'foreign_next', 'redirect'] as const)(
    'is not made up after %s',
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
  ])('is not taken from the reply %j', async (body) => {
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
  ])('of groups is not taken from %j', async (body) => {
    const service_principals = { [APPLICATION]: OBJECT };
    const { groups } = await readFrom(({ url }) => (url?.includes('transitive') ? { body } : { status: 404, body: {} }), {
      service_principals,
    });
    expect(groups).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('is given up where its pages never end', async () => {
    let page = 0;
    const { groups } = await readFrom(
      () => ({ body: { value: [], '@odata.nextLink': `https://graph.microsoft.com/v1.0/groups?page=${++page}` } }),
      { service_principals: { [APPLICATION]: OBJECT } },
    );
    expect(groups).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('pages') } });
  });

  test('is no 404 of a proxy', async () => {
    expect((await readFrom(() => ({ status: 404, body: '<html>' }))).object_id).toMatchObject({
      unknown: { cause: 'malformed' },
    });
  });
});

test.each([`${APPLICATION}')/owners?x=('`, `${APPLICATION}'`, '../me', '', `${APPLICATION}\n`, '__proto__'])(
  'makes no call of the application id %j',
  async (application) => {
    const clouds = await start(PRINCIPALS);
    const malformed = { unknown: { cause: 'malformed', detail: expect.stringContaining('not an application id') } };
    expect(await read(clouds, {}, application)).toMatchObject({ object_id: malformed, groups: malformed });
    expect(asked(clouds)).toEqual([]);
  },
);

describe('the token', () => {
  test('goes to no other host by a redirect or a link', async () => {
    const [clouds, elsewhere] = [await start(PRINCIPALS), await start(PRINCIPALS)];
    for (const kind of ['redirect', 'foreign_next'] as const) {
      clouds.clearFaults();
      clouds.fault({ id: /^graph:/, kind, to: elsewhere.graph });
      await read(clouds);
    }
    expect(asked(elsewhere)).toEqual([]);
  });

  const notAsked = (detail: string) => ({ unknown: { cause: 'not_collected', detail: expect.stringContaining(detail) } });

  test('of the emulator has to be there', async () => {
    expect((await read(await start(), {}, APPLICATION, {})).object_id).toMatchObject(notAsked('BYOK_AUDIT_AZURE_TOKEN'));
  });

  test.each([null, 'https://graph.microsoft.com', 'http://graph.orchard.invalid'])(
    'goes nowhere with the endpoint %s, and the configuration is named as the way out',
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
    'is not the real one with an emulator of the rest of Azure, but for %j',
    async (changes) => {
      const clouds = await start();
      const config = configOf(clouds, { graph_endpoint: 'https://graph.microsoft.com', ...changes });
      const found = await readServicePrincipals({ ...collection, loopbackOnly: false }, config, [APPLICATION], clouds.env);
      expect(found[APPLICATION]?.object_id).toMatchObject(notAsked('emulator'));
    },
  );
});
