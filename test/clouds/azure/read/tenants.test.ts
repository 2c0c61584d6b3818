import { expect, test } from 'vitest';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import { byTenant } from '../../../../src/clouds/azure/read/tenants.ts';
import { secretVariable } from '../../../../src/clouds/azure/secret-variable.ts';
import { collection, toRead } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';

const [APPLE, PEAR] = ['00000000-0000-4000-8000-00000000aaaa', '00000000-0000-4000-8000-00000000aaab'];
const CLIENT = '00000000-0000-4000-8000-00000000bbb1';
const SETTINGS = { ...DEFAULTS.azure, tenants: { [APPLE.toUpperCase()]: { client_id: CLIENT } } };
const APPLICATION = '00000000-0000-4000-8000-0000000000d1';

const SUFFIX = 'vault.azure.net';
const nameOf = (key: string) => parseAzureKeyUrl(`https://orchard.${SUFFIX}/keys/${key}`, 'of no vault', SUFFIX);
const [LEMON, KIWI] = [nameOf('lemon'), nameOf('kiwi')];
const inTenant = (tenant: string, { name }: { name: string }) => ({ tenant, name, principals: [APPLICATION] });

const partsOf = (...tenancies: ReturnType<typeof inTenant>[]) =>
  byTenant(SETTINGS, { ...toRead([LEMON, KIWI]), principals: tenancies.flatMap((one) => one.principals), tenancies }).map(
    ({ tenant, toRead: { names, principals } }) => [tenant?.id ?? null, names.map(({ key }) => key), principals.length],
  );

test('a key is read with the credential of its tenant, all others with the default ones', () => {
  expect(partsOf(inTenant(APPLE, LEMON), inTenant(PEAR, KIWI))).toEqual([
    [null, ['kiwi'], 2],
    [APPLE, ['lemon'], 1],
  ]);
  expect(partsOf()).toEqual([[null, ['lemon', 'kiwi'], 0]]);
});

test('a key whose registrations name two tenants is read with the default credentials', () => {
  expect(partsOf(inTenant(APPLE, LEMON), inTenant(PEAR, LEMON))).toEqual([
    [null, ['lemon', 'kiwi'], 2],
    [APPLE, [], 1],
  ]);
});

test('for want of the credentials of a tenant nothing is asked, and what is unknown names the tenant', async () => {
  const all = { ...toRead([LEMON]), principals: [APPLICATION], tenancies: [inTenant(APPLE, LEMON)] };
  const { keys, servicePrincipals } = await readAzure({ ...collection, loopbackOnly: false }, SETTINGS, all, {});
  const unknown = {
    cause: 'not_collected',
    source: 'azure:credentials',
    call: `Azure credentials of tenant ${APPLE}`,
    detail: `no Azure credentials, for tenant ${APPLE}, as application ${CLIENT}, neither ${secretVariable(CLIENT)} nor AZURE_FEDERATED_TOKEN_FILE is set`,
  };
  expect(keys.get(LEMON.name)?.enabled).toEqual({ unknown });
  expect(servicePrincipals[`${APPLE}/${APPLICATION}`]).toEqual({ object_id: { unknown }, groups: { unknown } });
});
