import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https, { type AgentOptions, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startClouds } from '../../../../loopback/clouds.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import { azureCallers } from '../../../../src/clouds/azure/read/caller.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import { secretVariable } from '../../../../src/clouds/azure/secret-variable.ts';
import type { AzureKey } from '../../../../src/clouds/azure/snapshot.ts';
import type { Tenancy } from '../../../../src/clouds/cloud.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { emptyFolder } from '../../../cli/command.ts';
import { collection, toRead } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';
import { authority } from '../../../proxy/certificates.ts';
import { internet, NAMES } from '../../../proxy/internet.ts';

const [APPLE, PEAR, HOME] = ['a', 'b', 'c'].map((letter) => `00000000-0000-4000-8000-00000000aaa${letter}`) as [
  string,
  string,
  string,
];
const [CLIENT_OF_APPLE, CLIENT_OF_PEAR] = ['1', '2'].map((digit) => `00000000-0000-4000-8000-00000000bbb${digit}`) as [
  string,
  string,
];
const TENANTS = { [APPLE.toUpperCase()]: { client_id: CLIENT_OF_APPLE }, [PEAR]: { client_id: CLIENT_OF_PEAR } };
const APPLICATION = '00000000-0000-4000-8000-0000000000d1';

const certificates = authority(NAMES);
const clouds = await startClouds('fixtures/azure-small');
const services = await internet(clouds, certificates.valid);
afterAll(async () => {
  services.close();
  await clouds.close();
});

/** Connects to the services at loopback under their real names. */
class Loopback extends https.Agent {
  override createConnection(options: RequestOptions) {
    return super.createConnection({ ...options, host: '127.0.0.1', port: services.port, servername: `${options.host}` });
  }
}
const ca = readFileSync(certificates.file, 'utf8');
const connections: Collection['connections'] = { http: new http.Agent(), https: new Loopback({ ca } satisfies AgentOptions) };
const by: Collection = { ...collection, loopbackOnly: false, connections };

const folder = emptyFolder();
const token_file = join(folder, 'token.jwt');
writeFileSync(token_file, 'eyJhbGciOiJub25lIn0.e30.workload-token-not-real');

beforeEach(() => {
  services.signIns.length = 0;
  services.azureCalls.length = 0;
  services.closedTenants.clear();
  // the default chain reads the environment of the process
  vi.stubEnv('AZURE_TENANT_ID', HOME);
  vi.stubEnv('AZURE_CLIENT_ID', 'apple');
  vi.stubEnv('AZURE_CLIENT_SECRET', 'fig-azure-secret');
});
afterEach(() => vi.unstubAllEnvs());

const SUFFIX = 'vault.azure.net';
const nameOf = (group: string, vault: string, key: string) => {
  const id = `/subscriptions/00000000-0000-4000-8000-0000000000b1/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${vault}`;
  return parseAzureKeyUrl(`https://${vault}.${SUFFIX}/keys/${key}`, id, SUFFIX);
};
const LEMON = nameOf('orchard', 'citrus-west', 'lemon');
const ORANGE = nameOf('orchard', 'citrus-north', 'orange');
const KIWI = nameOf('grove', 'grove-west', 'kiwi');
const LEMON_IN_APPLE: Tenancy = { tenant: APPLE, name: LEMON.name, principals: [APPLICATION] };
const ORANGE_IN_PEAR: Tenancy = { tenant: PEAR, name: ORANGE.name, principals: [APPLICATION] };
const KIWI_AT_HOME: Tenancy = { tenant: HOME, name: KIWI.name, principals: [APPLICATION] };
const ALL = {
  ...toRead([KIWI, LEMON, ORANGE]),
  principals: [APPLICATION, APPLICATION, APPLICATION],
  tenancies: [LEMON_IN_APPLE, ORANGE_IN_PEAR, KIWI_AT_HOME],
};
const SETTINGS = { ...DEFAULTS.azure, tenants: TENANTS };
const ENV = { [secretVariable(CLIENT_OF_APPLE)]: 'plum-secret-not-real', AZURE_FEDERATED_TOKEN_FILE: token_file };

const read = (env: Record<string, string> = ENV) => readAzure(by, SETTINGS, ALL, env);
const enabled = (key: AzureKey | undefined) => key?.enabled;
/** Who asked a host. */
const askedAt = (host: RegExp) =>
  [...new Set(services.azureCalls.flatMap((one) => (host.test(one.host) ? one.tenant : [])))].sort();
const signInsOf = (tenant: string) => services.signIns.filter((one) => one.tenant === tenant).map(({ form }) => form);

test('each tenant is signed in to as its application, and its token goes to its vaults and to its own view of the rest', async () => {
  const { keys, servicePrincipals } = await read();
  expect([...keys.keys()]).toEqual([KIWI.name, LEMON.name, ORANGE.name]);
  for (const key of keys.values()) expect(enabled(key)).toMatchObject({ value: true });

  const [apple, pear, home] = [APPLE, PEAR, HOME].map((tenant) => signInsOf(tenant)[0]);
  expect([apple?.get('client_id'), apple?.get('client_secret')]).toEqual([CLIENT_OF_APPLE, 'plum-secret-not-real']);
  expect([pear?.get('client_id'), pear?.get('client_assertion')]).toEqual([CLIENT_OF_PEAR, readFileSync(token_file, 'utf8')]);
  expect([home?.get('client_id'), home?.get('client_secret')]).toEqual(['apple', 'fig-azure-secret']);

  expect(askedAt(/^citrus-west\./)).toEqual([APPLE]);
  expect(askedAt(/^citrus-north\./)).toEqual([PEAR]);
  expect(askedAt(/^grove-west\./)).toEqual([HOME]);
  for (const host of [/^management\./, /^graph\./]) expect(askedAt(host)).toEqual([APPLE, PEAR, HOME]);
  const atManagement = services.azureCalls.filter(({ host }) => host === 'management.azure.com');
  for (const [vault, tenant] of [
    ['citrus-west', APPLE],
    ['citrus-north', PEAR],
    ['grove-west', HOME],
  ] as const)
    expect([...new Set(atManagement.flatMap((one) => (one.path.includes(`/${vault}`) ? one.tenant : [])))]).toEqual([tenant]);

  expect(Object.keys(servicePrincipals).sort()).toEqual(
    [APPLICATION, `${APPLE}/${APPLICATION}`, `${PEAR}/${APPLICATION}`].sort(),
  );
});

test('what is unknown for want of the credentials of one tenant names that tenant, and the rest is read', async () => {
  const { keys, servicePrincipals } = await read({ [secretVariable(CLIENT_OF_APPLE)]: 'plum-secret-not-real' });
  expect(enabled(keys.get(LEMON.name))).toMatchObject({ value: true });
  const unknown = {
    cause: 'not_collected',
    source: 'azure:credentials',
    call: `Azure credentials of tenant ${PEAR}`,
    detail: expect.stringContaining(
      `no Azure credentials, for tenant ${PEAR}, as application ${CLIENT_OF_PEAR}, neither BYOK_AUDIT_AZURE_`,
    ),
  };
  expect(enabled(keys.get(ORANGE.name))).toMatchObject({ unknown });
  expect(servicePrincipals[`${PEAR}/${APPLICATION}`]).toMatchObject({ object_id: { unknown }, groups: { unknown } });
  expect(signInsOf(PEAR)).toEqual([]);
  // and nobody else's token was used in its place
  expect(askedAt(/^citrus-north\./)).toEqual([]);
});

test('a tenant that refuses its credentials is named, and the secret is not', async () => {
  services.closedTenants.add(APPLE);
  const { keys } = await read();
  expect(enabled(keys.get(LEMON.name))).toMatchObject({
    unknown: {
      cause: 'not_collected',
      detail: expect.stringContaining(`Azure refused the credentials, for tenant ${APPLE}, as application`),
    },
  });
  expect(enabled(keys.get(ORANGE.name))).toMatchObject({ value: true });
  expect(JSON.stringify([...keys])).not.toContain('plum-secret-not-real');
});

test('the secret in the names of the default chain is that of its own application only', async () => {
  const own = { AZURE_CLIENT_ID: CLIENT_OF_APPLE.toUpperCase(), AZURE_CLIENT_SECRET: 'quince-secret-not-real' };
  const { keys } = await read(own);
  expect(signInsOf(APPLE)[0]?.get('client_secret')).toBe('quince-secret-not-real');
  expect(signInsOf(PEAR)).toEqual([]);
  expect([LEMON, ORANGE].map(({ name }) => Object.keys(enabled(keys.get(name)) ?? {})[0])).toEqual(['value', 'unknown']);
});

test('an application may have a certificate in place of a secret, and says by it who it is', async () => {
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=fig'],
    {
      cwd: folder,
      stdio: 'pipe',
    },
  );
  const certificate = join(folder, 'own.pem');
  writeFileSync(certificate, ['key.pem', 'cert.pem'].map((file) => readFileSync(join(folder, file), 'utf8')).join(''));
  const { keys } = await read({ AZURE_CLIENT_ID: CLIENT_OF_PEAR, AZURE_CLIENT_CERTIFICATE_PATH: certificate });
  expect(enabled(keys.get(ORANGE.name))).toMatchObject({ value: true });
  const [form] = signInsOf(PEAR);
  expect([form?.get('client_id'), form?.get('client_secret')]).toEqual([CLIENT_OF_PEAR, null]);
  const claims = JSON.parse(Buffer.from(form?.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ iss: CLIENT_OF_PEAR, sub: CLIENT_OF_PEAR });
});

test('as whom keys are read is said of each tenant that has some', async () => {
  const who = await azureCallers(by, SETTINGS, { ...ALL, names: [LEMON, KIWI] }, ENV);
  expect(who.map(({ of }) => of)).toEqual([`keys in tenant ${APPLE}`, 'keys in other tenants']);
  expect(new Set(services.signIns.map(({ tenant }) => tenant))).toEqual(new Set([APPLE, HOME]));
});
