import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../../../loopback/clouds.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import type { AzureKey } from '../../../../src/clouds/azure/snapshot.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { Secrets } from '../../../../src/input/secrets.ts';
import { toRead } from '../../../collect/stand-ins.ts';

const SUFFIX = 'vault.azure.net';
const GROUP = '/subscriptions/00000000-0000-4000-8000-0000000000b1/resourceGroups/orchard/providers/Microsoft.KeyVault';
const nameOf = (vault: string, key: string) =>
  parseAzureKeyUrl(`https://${vault}.${SUFFIX}/keys/${key}`, `${GROUP}/vaults/${vault}`, SUFFIX);
const LEMON = nameOf('citrus-west', 'lemon');

const collection: Collection = {
  now: () => '2026-11-30T00:00:00Z',
  deadline: new AbortController().signal,
  callTimeout: 5000,
  backoff: 1,
  loopbackOnly: true,
  secrets: new Secrets(),
  onCall: () => {},
};

let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds('fixtures/azure-small');
});
afterEach(() => clouds.close());

async function read(name = LEMON, changes: object = {}, env: Record<string, string> = clouds.env) {
  const config = { ...clouds.config.azure, key_vault_suffix: SUFFIX, graph_endpoint: null, service_principals: {}, ...changes };
  const key = (await readAzure(collection, config, toRead([name]), env)).keys.get(name.name);
  if (!key) throw new Error('no key');
  return key;
}
const asked = () => clouds.requests.map(({ id }) => id);

test('every fact of a key is read from both planes, and every page of its lists', async () => {
  expect(await read()).toMatchObject({
    present: { value: true, source: 'azure:keyvault:GetKey' },
    soft_deleted: { value: false },
    enabled: { value: true },
    not_before: { value: null },
    key_type: { value: 'RSA' },
    operations: { value: ['wrapKey', 'unwrapKey'] },
    versions: { value: { length: 2 } },
    rotation: { value: { rotates: true, after_create: 'P1Y', before_expiry: null, expires_in: null } },
    vault: { location: { value: 'West Europe', source: 'azure:arm:GetVault' }, rbac: { value: true } },
    role_assignments: { value: { length: 2 } },
  });
});

test('the tags of a key come from its vault, and where that refuses from the resource manager', async () => {
  const tagged = (tags: unknown) => ({
    kind: 'replace' as const,
    replace: ({ status, body }: { status: number; body?: unknown }) => ({ status, body: { ...(body as object), tags } }),
  });
  expect((await read()).tags).toMatchObject({ value: {} });
  clouds.fault({ id: 'keyvault:GetKey citrus-west/lemon', ...tagged({ owner: 'orchard' }) });
  expect((await read()).tags).toMatchObject({ value: { owner: 'orchard' }, source: 'azure:keyvault:GetKey' });
  clouds.clearFaults();
  clouds.fault({ id: /^keyvault:/, kind: 'deny' });
  clouds.fault({ id: 'arm:GetKey citrus-west/lemon', ...tagged({ owner: 'garden' }) });
  expect((await read()).tags).toMatchObject({ value: { owner: 'garden' }, source: 'azure:arm:GetKey' });
  clouds.clearFaults();
  clouds.fault({ id: /:GetKey citrus-west\/lemon/, ...tagged({ owner: 7 }) });
  expect((await read()).tags).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('tags') } });
});

test('facts that the vault refuses come from the resource manager', async () => {
  clouds.fault({ id: /^keyvault:/, kind: 'deny' });
  const key = await read();
  expect(key).toMatchObject({
    present: { value: true, source: 'azure:arm:GetKey' },
    soft_deleted: { value: false },
    enabled: { value: true, source: 'azure:arm:GetKey' },
    created_at: { value: '2026-02-01T09:00:00Z' },
    rotation: { value: { rotates: true, after_create: 'P1Y' } },
    versions: { value: { length: 2 }, source: 'azure:arm:ListKeyVersions' },
  });
});

test.each(['ForbiddenByFirewall', 'ForbiddenByConnection'])('a refusal by the network (%s) names no permission', async (code) => {
  const body = { error: { code: 'Forbidden', message: 'no', innererror: { code } } };
  clouds.fault({ id: /^keyvault:/, kind: 'replace', replace: () => ({ status: 403, body }) });
  clouds.fault({ id: /^arm:(GetKey|ListKeyVersions)/, kind: 'deny' });
  const key = await read();
  for (const fact of [key.present, key.enabled, key.versions, key.rotation]) {
    expect(fact).toMatchObject({ unknown: { cause: 'denied', detail: expect.stringContaining('run the scan from a network') } });
    expect(fact).not.toHaveProperty('unknown.permission');
  }
});

test.each(['ForbiddenByRbac', 'ForbiddenByPolicy'])('a refusal for want of a role (%s) names the permission', async (code) => {
  const body = { error: { code: 'Forbidden', message: 'no', innererror: { code } } };
  clouds.fault({ id: /^keyvault:/, kind: 'replace', replace: () => ({ status: 403, body }) });
  clouds.fault({ id: /^arm:(GetKey|ListKeyVersions)/, kind: 'deny' });
  expect((await read()).enabled).toMatchObject({
    unknown: { cause: 'denied', permission: 'Microsoft.KeyVault/vaults/keys/read' },
  });
});

test('credentials that Azure does not take are one thing, whatever was to be asked, and no permission', async () => {
  const body = { error: { code: 'InvalidAuthenticationToken', message: 'expired' } };
  clouds.fault({ id: /./, kind: 'replace', replace: () => ({ status: 401, body }) });
  const key = await read();
  for (const fact of [key.present, key.versions, key.vault.location, key.role_assignments, key.deny_assignments])
    expect(fact).toEqual({
      unknown: {
        cause: 'not_collected',
        source: 'azure:credentials',
        call: 'Azure credentials',
        detail: 'Azure does not accept the credentials: HTTP 401, InvalidAuthenticationToken',
      },
    });
});

test('a vault that was moved is found by its name, and judged where it is', async () => {
  const old = parseAzureKeyUrl(
    `https://citrus-west.${SUFFIX}/keys/lemon`,
    `${GROUP.replace('orchard', 'meadow')}/vaults/citrus-west`,
    SUFFIX,
  );
  const key = await read(old);
  expect(key).toMatchObject({
    present: { value: true },
    vault: { id: { value: `${GROUP}/vaults/citrus-west` }, purge_protection: { value: true } },
    role_assignments: { value: { length: 2 } },
  });
});

test('a vault that is nowhere in its subscription, while its host answers, may have been moved', async () => {
  clouds.fault({ id: /^arm:GetVault/, kind: 'not_found' });
  clouds.fault({ id: /^arm:ListVaults/, kind: 'deny' });
  expect((await read()).vault.purge_protection).toMatchObject({
    unknown: {
      cause: 'denied',
      call: expect.stringMatching(/^arm:ListVaults /),
      detail: expect.stringMatching(/^moved\?.*could not be listed/),
    },
  });
});

test('facts that the resource manager refuses come from the vault', async () => {
  clouds.fault({ id: /^arm:/, kind: 'deny' });
  const key = await read();
  expect(key.enabled).toMatchObject({ value: true, source: 'azure:keyvault:GetKey' });
  expect(key.vault.location).toMatchObject({ unknown: { cause: 'denied', permission: 'Microsoft.KeyVault/vaults/read' } });
  expect(key.role_assignments).toMatchObject({
    unknown: { cause: 'denied', call: 'arm:ListRoleAssignments citrus-west/lemon' },
  });
});

test('a soft-deleted key is found with its purge date', async () => {
  expect(await read(nameOf('citrus-north', 'pomelo'))).toMatchObject({
    present: { value: true, source: 'azure:keyvault:GetDeletedKey' },
    soft_deleted: { value: true },
    scheduled_purge: { value: '2027-01-30T11:00:00Z' },
    key_type: { value: 'RSA' },
  });
});

test('a key that is not among the deleted ones either is known to be absent', async () => {
  const key = await read(nameOf('citrus-north', 'fig'));
  expect(key.present).toMatchObject({ value: false });
  expect(key.enabled).toMatchObject({ unknown: { cause: 'not_found' } });
  // the vault is there all the same
  expect(key.vault.sku).toMatchObject({ value: 'premium' });
});

test('whether a key exists is unknown when the deleted keys may not be read', async () => {
  clouds.fault({ id: /^keyvault:GetDeletedKey/, kind: 'deny' });
  const key = await read(nameOf('citrus-north', 'pomelo'));
  expect(key.present).toMatchObject({ unknown: { cause: 'denied', call: 'keyvault:GetDeletedKey citrus-north/pomelo' } });
  expect(key.soft_deleted).toMatchObject({ unknown: { cause: 'denied' } });
});

test('a missing vault is looked up among the deleted ones', async () => {
  const key = await read(nameOf('citrus-east', 'lemon'));
  expect(key.present).toMatchObject({ value: false, source: 'azure:arm:ListDeletedVaults' });
  expect(key.vault.sku).toMatchObject({ unknown: { cause: 'not_found' } });
});

test('a list of deleted vaults that is itself not there proves nothing', async () => {
  clouds.fault({ id: /^arm:ListDeletedVaults/, kind: 'not_found' });
  const key = await read(nameOf('citrus-east', 'lemon'));
  expect(key.present).toMatchObject({ unknown: { cause: 'not_found', source: 'azure:arm:ListDeletedVaults' } });
});

test('a Managed HSM is not called', async () => {
  const name = parseAzureKeyUrl('https://citrus.managedhsm.azure.net/keys/lemon', `${GROUP}/managedHSMs/citrus`, SUFFIX);
  expect((await read(name)).present).toMatchObject({ unknown: { cause: 'unsupported' } });
  expect(asked()).toEqual([]);
});

test('a throttled call is retried, unless the requested wait is too long', async () => {
  clouds.fault({ id: /^arm:GetVault/, kind: 'throttle', times: 2 });
  clouds.fault({ id: /^keyvault:ListKeyVersions/, kind: 'throttle', retryAfter: 300 });
  clouds.fault({ id: /^arm:ListKeyVersions/, kind: 'deny' });
  const key = await read();
  expect(key.vault.location).toMatchObject({ value: 'West Europe' });
  expect(key.versions).toMatchObject({ unknown: { cause: 'throttled', detail: expect.stringContaining('300 s') } });
});

test.each(['truncate', 'reset_body', 'not_json', 'page_loop', 'foreign_next', 'reset', 'server_error'] as const)(
  'a reply is not taken as complete after %s',
  async (kind) => {
    clouds.fault({ id: /^keyvault:ListKeyVersions/, kind });
    clouds.fault({ id: /^arm:ListKeyVersions/, kind: 'deny' });
    const cause = kind === 'reset' || kind === 'server_error' ? 'unreachable' : 'malformed';
    expect((await read()).versions).toMatchObject({ unknown: { cause } });
  },
);

test('the token is sent to no other host, neither by a redirect nor by a link to the next page', async () => {
  const elsewhere = await startClouds('fixtures/azure-small');
  clouds.fault({ id: /./, kind: 'redirect', to: elsewhere.azure_vault });
  expect((await read()).present).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('redirects') } });
  clouds.clearFaults();
  clouds.fault({ id: /ListKeyVersions/, kind: 'foreign_next', to: elsewhere.azure_vault });
  expect((await read()).versions).toMatchObject({ unknown: { detail: expect.stringContaining('another host') } });
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

test('a missing token for the emulator is reported, and no real host is called while the clock is set by hand', async () => {
  const none = await read(LEMON, {}, {});
  for (const fact of [none.present, none.enabled, none.versions, none.rotation, none.vault.location, none.role_assignments])
    expect(fact).toEqual({
      unknown: {
        cause: 'not_collected',
        source: 'azure:credentials',
        call: 'Azure credentials',
        detail: 'an emulator at a loopback address is asked with a token, and BYOK_AUDIT_AZURE_TOKEN is not set',
      },
    });
  const real = { key_vault_endpoint: null, resource_manager_endpoint: 'https://management.azure.com' };
  const key = await read(LEMON, real);
  expect(key.present).toMatchObject({ unknown: { cause: 'not_collected', call: 'keyvault:GetKey citrus-west/lemon' } });
  expect(key.vault.rbac).toMatchObject({ unknown: { cause: 'not_collected', call: 'arm:GetVault citrus-west' } });
  expect(asked()).toEqual([]);
});

/** The reply to one call with some of its fields changed, by dotted path; undefined leaves a field out. */
const change = (id: RegExp, changes: Record<string, unknown>) =>
  clouds.fault({
    id,
    kind: 'replace',
    replace: ({ status, body }) => {
      for (const [path, value] of Object.entries(changes)) {
        const steps = path.split('.');
        const last = steps.pop() ?? '';
        const parent = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, body as Record<string, unknown>);
        parent[last] = value;
      }
      return { status, body };
    },
  });
const other = 'https://citrus-north.vault.azure.net';

describe('the vault', () => {
  const malformed = { unknown: { cause: 'malformed', call: 'arm:GetVault citrus-west' } };

  test.each<[string, Record<string, unknown>]>([
    ['another id', { id: `${GROUP}/vaults/citrus-north` }],
    ['another name', { name: 'citrus-north' }],
    ['another type', { type: 'Microsoft.KeyVault/managedHSMs' }],
    ['another host', { 'properties.vaultUri': `${other}/` }],
    ['no properties', { properties: {} }],
    ['no tenant', { 'properties.tenantId': undefined }],
  ])('a reply with %s gives no facts about it', async (_, changes) => {
    change(/^arm:GetVault/, changes);
    const { vault } = await read();
    for (const fact of [vault.location, vault.purge_protection, vault.soft_delete, vault.network_default, vault.access_policies])
      expect(fact).toMatchObject(malformed);
  });

  test.each<[string, keyof AzureKey['vault'], unknown, object]>([
    ['location', 'location', '', malformed],
    ['properties.networkAcls', 'network_default', 'GARBLED', malformed],
    ['properties.networkAcls', 'network_bypass', [], malformed],
    ['properties.networkAcls', 'network_default', {}, { unknown: { cause: 'not_collected' } }],
    ['properties.networkAcls', 'network_bypass', {}, { value: 'AzureServices' }],
    ['properties.networkAcls', 'network_default', undefined, { value: 'Allow' }],
    ['properties.networkAcls', 'network_bypass', undefined, { value: 'AzureServices' }],
    ['properties.publicNetworkAccess', 'public_network', undefined, { value: 'Enabled' }],
    ['properties.publicNetworkAccess', 'public_network', '', malformed],
    ['properties.enableSoftDelete', 'soft_delete', undefined, { value: true }],
    ['properties.enableSoftDelete', 'soft_delete', 'yes', malformed],
    ['properties.enablePurgeProtection', 'purge_protection', undefined, { value: false }],
    ['properties.enableRbacAuthorization', 'rbac', undefined, { unknown: { cause: 'ambiguous' } }],
    ['properties.accessPolicies', 'access_policies', undefined, { unknown: { cause: 'not_collected' } }],
    ['properties.sku.name', 'sku', 7, malformed],
  ])('%s: the fact %s of %j is as documented', async (path, name, value, expected) => {
    change(/^arm:GetVault/, { [path]: value });
    expect((await read()).vault[name]).toMatchObject(expected);
  });
});

describe('the key', () => {
  test.each<[RegExp, string]>([
    [/^keyvault:GetKey /, 'key.kid'],
    [/^arm:GetKey/, 'id'],
    [/^arm:GetKey/, 'properties.keyUri'],
    [/^arm:GetKey/, 'properties.keyUriWithVersion'],
  ])('what %s says by %s of another key is not taken for this one', async (id, path) => {
    change(id, { [path]: `${other}/keys/orange/00000000000000000000000000000005` });
    const [refused] = [/^keyvault:GetKey /, /^arm:GetKey/].filter((one) => String(one) !== String(id));
    if (refused) clouds.fault({ id: refused, kind: 'deny' });
    const key = await read();
    // where the vault's own reply is of no use, the other plane was refused: what it says is kept as the reason
    expect(key.present).toMatchObject({ unknown: {} });
    expect(key.enabled).toMatchObject({ unknown: {} });
  });

  test('a deleted key is the one that was asked for', async () => {
    change(/^keyvault:GetDeletedKey/, { 'key.kid': `${other}/keys/orange/00000000000000000000000000000005` });
    expect((await read(nameOf('citrus-north', 'pomelo'))).soft_deleted).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each<[string, keyof AzureKey, unknown]>([
    ['key.key_ops', 'operations', ['']],
    ['key.key_ops', 'operations', []],
    ['attributes', 'expires', { garbled: true }],
    ['key.kty', 'key_type', ''],
    ['attributes.enabled', 'enabled', 'true'],
    ['attributes.created', 'created_at', -1],
    ['attributes.created', 'created_at', 253402300799],
    ['attributes.exp', 'expires', 17],
    ['attributes.nbf', 'not_before', 'GARBLED'],
  ])('%s: the fact %s of %j is malformed', async (path, name, value) => {
    change(/^keyvault:GetKey /, { [path]: value });
    clouds.fault({ id: /^arm:GetKey/, kind: 'deny' });
    expect((await read())[name]).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  const versions = (value: unknown) => {
    clouds.fault({ id: /ListKeyVersions/, kind: 'replace', replace: ({ status }) => ({ status, body: { value } }) });
    clouds.fault({ id: /^arm:ListKeyVersions/, kind: 'deny' });
  };
  const item = (version: string, at = 'https://citrus-west.vault.azure.net/keys/lemon') => ({
    kid: `${at}/${version}`,
    attributes: { enabled: true, created: 1738400400 },
  });
  const [OLD, NEW] = ['00000000000000000000000000000001', '00000000000000000000000000000002'];

  test.each([
    ['none', []],
    ['the newest missing', [item(OLD)]],
    ['one twice', [item(OLD), item(NEW), item(OLD)]],
    ['one of another key', [item(NEW), item(OLD, `${other}/keys/orange`)]],
    ['one without attributes', [item(NEW), { ...item(OLD), attributes: { garbled: true } }]],
    ['one without an id', [item(NEW), { attributes: { enabled: true } }]],
  ])('a list of versions with %s is malformed', async (_, value) => {
    versions(value);
    expect((await read()).versions).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test.each([
    ['another key', { id: `${other}/keys/orange/rotationpolicy` }],
    ['an action that is not known', { 'lifetimeActions.0.action.type': 'Prune' }],
    ['an action without a type', { 'lifetimeActions.0.action': {} }],
  ])('a rotation policy of %s is malformed', async (_, changes) => {
    change(/^keyvault:GetKeyRotationPolicy/, changes);
    clouds.fault({ id: /^arm:GetKey/, kind: 'deny' });
    expect((await read()).rotation).toMatchObject({ unknown: { cause: 'malformed' } });
  });
});
