import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../../../loopback/clouds.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { roleCall } from '../../../../src/clouds/google/permissions.ts';
import { googleServices } from '../../../../src/clouds/google/read/client.ts';
import { readGoogleKeys } from '../../../../src/clouds/google/read/read.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { asked, collection, serve, startChanged, toRead } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';

const PROJECT = 'projects/orchard-tropics';
const RING = `${PROJECT}/locations/us-central1/keyRings/tropics/cryptoKeys`;
const [DURIAN, LYCHEE, FIG] = [`${RING}/durian`, `${RING}/lychee`, `${RING}/fig`];
const GROUP = 'cck-durian@confluent.io';
const PICKER = `${PROJECT}/roles/picker`;
const POLICY_CALL = `resourcemanager:GetIamPolicy ${PROJECT}`;

const binding = (role: string, ...members: string[]) => ({ role, members });
const start = (bindings: object[] = [], roles: object[] = []) =>
  startChanged('gcp-small', 'gcp.yaml', { projects: [{ id: 'orchard-tropics', policy: { bindings } }], roles });

async function readAll(clouds: Clouds, names: string[], changes: object = {}, over: Partial<Collection> = {}) {
  const config = { ...clouds.config.gcp, ...changes };
  const groups = new Map([[DURIAN, [GROUP]]]);
  const { keys } = await readGoogleKeys(
    { ...collection, ...over },
    config,
    toRead(names.map(parseGoogleKeyName), groups),
    clouds.env,
  );
  return names.map((name) => {
    const found = keys.get(name);
    if (!found) throw new Error('no key');
    return found;
  });
}
async function read(clouds: Clouds, changes: object = {}, over: Partial<Collection> = {}) {
  const [key] = await readAll(clouds, [DURIAN], changes, over);
  if (!key) throw new Error('no key');
  return key;
}
const rolesAsked = (clouds: Clouds) => asked(clouds).filter((id) => id.startsWith('iam:'));

describe('the policy of the project', () => {
  test('the policy of a project is read once for all its keys, with its conditions', async () => {
    const condition = { title: 'sunny', expression: 'sun.shines' };
    const clouds = await start([{ ...binding('roles/cloudkms.viewer', `group:${GROUP}`), condition }]);
    const [durian, lychee] = await readAll(clouds, [DURIAN, LYCHEE]);
    expect(durian?.project_policy).toMatchObject({
      value: [{ role: 'roles/cloudkms.viewer', members: [`group:${GROUP}`], condition: 'sun.shines' }],
      source: 'gcp:resourcemanager:GetIamPolicy',
    });
    expect(lychee?.project_policy).toEqual(durian?.project_policy);
    expect(asked(clouds).filter((id) => id === POLICY_CALL)).toHaveLength(1);
  });

  test('when the policy of the project is refused, nothing else is lost', async () => {
    const clouds = await start();
    clouds.fault({ id: POLICY_CALL, kind: 'deny' });
    const key = await read(clouds);
    expect(key.project_policy).toMatchObject({
      unknown: { cause: 'denied', call: POLICY_CALL, permission: 'resourcemanager.projects.getIamPolicy' },
    });
    expect(key.key_ring_policy).toMatchObject({ value: { length: 1 } });
  });

  test.each(['truncate', 'not_json', 'redirect'] as const)('the policy of the project is not believed after %s', async (kind) => {
    const clouds = await start();
    clouds.fault({ id: POLICY_CALL, kind });
    expect((await read(clouds)).project_policy).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each([
    [[]],
    [{}],
    [{ etag: 'BwYABCDEFGH=', version: 2 }],
    [{ etag: 'BwYABCDEFGH=', version: '1' }],
    [{ etag: '', version: 1 }],
    [{ version: 1, bindings: [binding('roles/viewer', 'allUsers')] }],
    [{ etag: 'BwYABCDEFGH=', bindings: {} }],
    ...[
      7,
      {},
      { role: 7, members: [] },
      { role: '', members: ['allUsers'] },
      { role: 'roles/viewer' },
      { role: 'roles/viewer', members: 'allUsers' },
      { role: 'roles/viewer', members: [] },
      { role: 'roles/viewer', members: [''] },
      { role: 'roles/viewer', members: ['GARBLED'] },
      { role: 'roles/viewer', members: ['user:'] },
      { role: 'roles/viewer', members: ['allUsers'], condition: 'sunny' },
      { role: 'roles/viewer', members: ['allUsers'], condition: {} },
      { role: 'roles/viewer', members: ['allUsers'], condition: { expression: '' } },
    ].map((bound): [object] => [{ etag: 'BwYABCDEFGH=', version: 3, bindings: [bound] }]),
  ])('the policy of the project %j is malformed', async (body) => {
    const resource_manager_endpoint = await serve(() => ({ body }));
    expect((await read(await start(), { resource_manager_endpoint })).project_policy).toMatchObject({
      unknown: { cause: 'malformed' },
    });
  });

  test('a policy that binds nobody is known by its tag', async () => {
    const resource_manager_endpoint = await serve(() => ({ body: { etag: 'ACAB' } }));
    expect((await read(await start(), { resource_manager_endpoint })).project_policy).toMatchObject({ value: [] });
  });

  test('reading the policy of the project is given up when its time runs out', async () => {
    const clouds = await start();
    clouds.fault({ id: POLICY_CALL, kind: 'hang' });
    expect((await read(clouds, {}, { callTimeout: 100 })).project_policy).toMatchObject({ unknown: { cause: 'timeout' } });
  });

  test('the policy of the project is not read for a key that does not exist', async () => {
    const clouds = await start();
    const [fig] = await readAll(clouds, [FIG]);
    expect(fig).toMatchObject({ present: { value: false }, project_policy: { unknown: { cause: 'not_found' } }, roles: {} });
    expect(asked(clouds)).not.toContain(POLICY_CALL);
  });
});

describe('the names of the project', () => {
  const NUMBERED = 'serviceAccount:481516234201-compute@developer.gserviceaccount.com';
  const GET = `resourcemanager:GetProject ${PROJECT}`;
  const startNamed = (member: string) =>
    startChanged('gcp-small', 'gcp.yaml', {
      projects: [{ id: 'orchard-tropics', number: '481516234201', policy: { bindings: [binding('roles/editor', member)] } }],
    });

  test('a project is asked for its number once where a policy names a principal by it', async () => {
    const clouds = await startNamed(NUMBERED);
    const [durian, lychee] = await readAll(clouds, [DURIAN, LYCHEE]);
    expect(durian?.project).toMatchObject({ value: { id: 'orchard-tropics', number: '481516234201' } });
    expect(lychee?.project).toEqual(durian?.project);
    expect(asked(clouds).filter((id) => id === GET)).toHaveLength(1);
  });

  test('it is not asked where no policy does', async () => {
    const clouds = await startNamed('serviceAccount:app@orchard-tropics.iam.gserviceaccount.com');
    expect((await read(clouds)).project).toMatchObject({ unknown: { cause: 'not_collected' } });
    expect(asked(clouds)).not.toContain(GET);
  });

  test.each([
    [{ status: 200, body: {} }],
    [{ status: 200, body: { name: 'projects/1', projectId: 'market' } }],
    [{ status: 200, body: { name: 'orchard-tropics', projectId: 'orchard-tropics' } }],
    [{ status: 200, body: { name: 'projects/481516234201' } }],
  ])('the reply %j is not the project', async (reply) => {
    const clouds = await startNamed(NUMBERED);
    clouds.fault({ id: GET, kind: 'replace', replace: () => reply });
    expect((await read(clouds)).project).toMatchObject({ unknown: { cause: 'malformed', call: GET } });
  });

  test('a refusal names the permission', async () => {
    const clouds = await startNamed(NUMBERED);
    clouds.fault({ id: GET, kind: 'deny' });
    expect((await read(clouds)).project).toMatchObject({
      unknown: { cause: 'denied', permission: 'resourcemanager.projects.get' },
    });
  });
});

describe('a role', () => {
  test('every role that is bound is read, whoever has it, custom and predefined ones', async () => {
    const clouds = await start(
      [
        binding(PICKER, 'user:pip@orchard.example', `group:${GROUP.toUpperCase()}`),
        binding('roles/storage.viewer', 'allUsers'),
        binding('organizations/123/roles/packer', 'allAuthenticatedUsers'),
        binding('roles/browser', 'group:pickers@orchard.example'),
      ],
      [
        { name: PICKER, includedPermissions: ['cloudkms.cryptoKeys.get'] },
        { name: 'roles/storage.viewer' },
        { name: 'roles/browser', includedPermissions: ['resourcemanager.projects.get'] },
        { name: 'organizations/123/roles/packer', includedPermissions: ['orchard.crates.pack'], deleted: true },
      ],
    );
    expect((await read(clouds)).roles).toMatchObject({
      [PICKER]: { value: ['cloudkms.cryptoKeys.get'], source: 'gcp:iam:GetRole' },
      'roles/storage.viewer': { value: [] },
      'roles/browser': { value: ['resourcemanager.projects.get'] },
      'organizations/123/roles/packer': { value: [] },
    });
    expect(rolesAsked(clouds)).toHaveLength(4);
  });

  test('a role that is in the built-in table is not read', async () => {
    const known = ['roles/owner', 'roles/editor', 'roles/viewer', 'roles/cloudkms.admin'];
    const clouds = await start(known.map((role) => binding(role, `group:${GROUP}`)));
    expect((await read(clouds)).roles).toEqual({});
    expect(rolesAsked(clouds)).toEqual([]);
  });

  test('a role of Cloud KMS that is newer than the table is read', async () => {
    const name = 'roles/cloudkms.gardener';
    const clouds = await start([binding(name, 'allUsers')], [{ name, includedPermissions: ['cloudkms.cryptoKeys.get'] }]);
    expect((await read(clouds)).roles).toMatchObject({ [name]: { value: ['cloudkms.cryptoKeys.get'] } });
  });

  test('a role that was disabled gives nothing', async () => {
    const role = { name: PICKER, includedPermissions: ['cloudkms.cryptoKeys.get'], stage: 'DISABLED' };
    expect((await read(await start([binding(PICKER, 'allUsers')], [role]))).roles[PICKER]).toMatchObject({ value: [] });
  });

  test('a role is read once for all keys', async () => {
    const clouds = await start([binding(PICKER, 'allUsers'), binding('roles/browser', `group:${GROUP}`)]);
    const [durian, lychee] = await readAll(clouds, [DURIAN, LYCHEE]);
    expect(Object.keys(durian?.roles ?? {})).toEqual([PICKER, 'roles/browser']);
    expect(lychee?.roles).toEqual(durian?.roles);
    expect(rolesAsked(clouds)).toHaveLength(2);
  });

  test('a role that may not be read is denied, and one that does not exist is not found', async () => {
    const clouds = await start([binding(PICKER, 'allUsers'), binding('roles/browser', 'allUsers')]);
    clouds.fault({ id: `iam:GetRole ${PICKER}`, kind: 'deny' });
    expect((await read(clouds)).roles).toMatchObject({
      [PICKER]: { unknown: { cause: 'denied', call: `iam:GetRole ${PICKER}`, permission: 'iam.roles.get' } },
      'roles/browser': { unknown: { cause: 'not_found' } },
    });
  });

  test.each([
    [[]],
    [{}],
    [{ name: 'roles/viewer', includedPermissions: ['cloudkms.cryptoKeys.get'] }],
    [{ name: PICKER, includedPermissions: 'cloudkms.cryptoKeys.get' }],
    [{ name: PICKER, includedPermissions: [7] }],
    [{ name: PICKER, includedPermissions: [''] }],
    [{ name: PICKER, includedPermissions: ['GARBLED'] }],
    [{ name: PICKER, includedPermissions: ['cloudkms.cryptoKeys.get'], deleted: 'no' }],
    [{ name: PICKER, includedPermissions: ['cloudkms.cryptoKeys.get'], stage: 7 }],
  ])('the role %j is malformed', async (body) => {
    const iam_endpoint = await serve(() => ({ body }));
    const { roles } = await read(await start([binding(PICKER, 'allUsers')]), { iam_endpoint });
    expect(roles[PICKER]).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each([
    'roles/../projects',
    'roles/',
    'roles/a/b',
    'roles/browser?x=1',
    'roles/%2e%2e',
    `${PROJECT}/roles/../../x`,
    'projects/../roles/picker',
    'organizations/orchard/roles/picker',
    'folders/1/roles/picker',
    'https://orchard.invalid/roles/picker',
    '//orchard.invalid/roles/picker',
    'roles/browser\n',
    '__proto__',
  ])('no call is made for the malformed role name %j', async (role) => {
    const clouds = await start([binding(role, 'allUsers')]);
    expect(Object.entries((await read(clouds)).roles)).toMatchObject([[role, { unknown: { cause: 'malformed' } }]]);
    expect(rolesAsked(clouds)).toEqual([]);
  });
});

describe('the tokens', () => {
  test('the token is sent to no other host after a redirect', async () => {
    const bindings = [binding(PICKER, 'allUsers')];
    const [clouds, elsewhere] = [await start(bindings), await start(bindings)];
    clouds.fault({ id: /^iam:/, kind: 'redirect', to: elsewhere.gcp_iam });
    expect((await read(clouds)).roles[PICKER]).toMatchObject({
      unknown: { cause: 'malformed', detail: expect.stringContaining('redirects') },
    });
    clouds.fault({ id: /^resourcemanager:/, kind: 'redirect', to: elsewhere.gcp_resource_manager });
    await read(clouds);
    expect(asked(elsewhere)).toEqual([]);
  });

  test.each([true, false])(
    'the token is sent to no real service while Cloud KMS is emulated (clock set by hand: %s)',
    async (loopbackOnly) => {
      const clouds = await start();
      const real = {
        resource_manager_endpoint: 'https://cloudresourcemanager.googleapis.com',
        iam_endpoint: 'https://iam.googleapis.com',
      };
      const key = await read(clouds, real, { loopbackOnly });
      expect(key.project_policy).toMatchObject({
        unknown: {
          cause: 'not_collected',
          call: POLICY_CALL,
          detail: expect.stringContaining('gcp.resource_manager_endpoint'),
        },
      });
      expect(key.policy).toHaveProperty('value');
    },
  );

  test('the token is not sent over an unencrypted connection', async () => {
    const config = { ...DEFAULTS.gcp, resource_manager_endpoint: 'http://orchard.invalid' };
    const open = googleServices({ ...collection, loopbackOnly: false }, config, {});
    const service = await open('resource_manager_endpoint', 'orchard-tropics');
    expect('closed' in service && service.closed(roleCall('roles/owner'))).toMatchObject({
      unknown: { cause: 'not_collected', detail: expect.stringContaining('neither https nor') },
    });
  });
});
