import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../../../loopback/clouds.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import { azureCalls } from '../../../../src/clouds/azure/permissions.ts';
import { azureKeyOf } from '../../../../src/clouds/azure/read/key.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { unknown } from '../../../../src/facts/fact.ts';
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

test('facts that the vault refuses come from the resource manager', async () => {
  clouds.fault({ id: /^keyvault:/, kind: 'deny' });
  const key = await read();
  expect(key).toMatchObject({
    present: { value: true, source: 'azure:arm:GetKey' },
    soft_deleted: { value: false },
    enabled: { value: true, source: 'azure:arm:GetKey' },
    created_at: { value: '2026-02-01T09:00:00Z' },
    rotation: { value: { rotates: true, after_create: 'P1Y' } },
    versions: { unknown: { cause: 'denied', call: 'keyvault:ListKeyVersions citrus-west/lemon' } },
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

test('a Managed HSM is not called', async () => {
  const name = parseAzureKeyUrl('https://citrus.managedhsm.azure.net/keys/lemon', `${GROUP}/managedHSMs/citrus`, SUFFIX);
  expect((await read(name)).present).toMatchObject({ unknown: { cause: 'unsupported' } });
  expect(asked()).toEqual([]);
});

test('a throttled call is retried, unless the requested wait is too long', async () => {
  clouds.fault({ id: /^arm:GetVault/, kind: 'throttle', times: 2 });
  clouds.fault({ id: /^keyvault:ListKeyVersions/, kind: 'throttle', retryAfter: 300 });
  const key = await read();
  expect(key.vault.location).toMatchObject({ value: 'West Europe' });
  expect(key.versions).toMatchObject({ unknown: { cause: 'throttled', detail: expect.stringContaining('300 s') } });
});

test.each(['truncate', 'not_json', 'page_loop', 'foreign_next', 'reset', 'server_error'] as const)(
  'a reply is not taken as complete after %s',
  async (kind) => {
    clouds.fault({ id: /^keyvault:ListKeyVersions/, kind });
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
  expect(none.enabled).toMatchObject({
    unknown: { cause: 'not_collected', detail: expect.stringContaining('BYOK_AUDIT_AZURE_TOKEN') },
  });
  const real = { key_vault_endpoint: null, resource_manager_endpoint: 'https://management.azure.com' };
  const key = await read(LEMON, real);
  expect(key.present).toMatchObject({ unknown: { cause: 'not_collected', call: 'keyvault:GetKey citrus-west/lemon' } });
  expect(key.vault.rbac).toMatchObject({ unknown: { cause: 'not_collected', call: 'arm:GetVault citrus-west' } });
  expect(asked()).toEqual([]);
});

test('absent vault properties have the defaults that Azure documents, and those of a wrong type are not trusted', () => {
  const calls = azureCalls(LEMON);
  const none = unknown('denied', 'refused', calls.key);
  const properties = { sku: { name: 7 }, enableSoftDelete: 'yes' };
  const vault = { value: { location: 'northeurope', properties }, source: 'azure:arm:GetVault', observed_at: '' };
  const unread = { key: none, versions: none, rotation: none, armKey: none, role_assignments: none, deny_assignments: none };
  const key = azureKeyOf({ ...unread, deleted: null, vault, deletedVault: null, role_definitions: {} }, calls);
  expect(key.vault).toMatchObject({
    sku: { unknown: { cause: 'malformed' } },
    soft_delete: { unknown: { cause: 'malformed' } },
    purge_protection: { value: false },
    rbac: { unknown: { cause: 'ambiguous' } },
    network_default: { value: 'Allow' },
    network_bypass: { value: 'AzureServices' },
    public_network: { value: 'Enabled' },
    access_policies: { unknown: { cause: 'not_collected' } },
  });
});

test('a reply without properties gives no facts about the vault', () => {
  const calls = azureCalls(LEMON);
  const none = unknown('denied', 'refused', calls.key);
  const unread = { key: none, versions: none, rotation: none, armKey: none, role_assignments: none, deny_assignments: none };
  for (const value of [{}, { location: 'northeurope' }, { properties: null }, null]) {
    const vault = { value, source: 'azure:arm:GetVault', observed_at: '' };
    const key = azureKeyOf({ ...unread, deleted: null, vault, deletedVault: null, role_definitions: {} }, calls);
    for (const fact of [key.vault.location, key.vault.purge_protection, key.vault.soft_delete, key.vault.public_network])
      expect(fact).toMatchObject({ unknown: { cause: 'malformed', call: calls.vault.call } });
  }
});
