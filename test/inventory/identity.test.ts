import { describe, expect, test } from 'vitest';
import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import { parseGoogleKeyName } from '../../src/clouds/google/name.ts';
import { KmsNameError } from '../../src/clouds/kms-name-error.ts';
import { identity } from '../../src/inventory/identity.ts';
import { GCP_KEY, SUBSCRIPTION, vaultId } from '../subjects/build.ts';

const aws = (arn: string) => identity(parseAwsKeyArn(arn));
const azure = (url: string, vault = 'orchard') => identity(parseAzureKeyUrl(url, vaultId(vault), 'vault.azure.net'));
const gcp = (name: string) => identity(parseGoogleKeyName(name));

describe('two names with the same identity', () => {
  test('an AWS key id in capitals is the same key', () => {
    expect(aws('arn:aws:kms:us-west-2:000000000000:key/ABCD-1234')).toBe(aws('arn:aws:kms:us-west-2:000000000000:key/abcd-1234'));
  });

  test('a multi-Region primary and its replica are the same key', () => {
    expect(aws('arn:aws:kms:us-west-2:000000000000:key/mrk-apple')).toBe(aws('arn:aws:kms:eu-west-1:000000000000:key/mrk-apple'));
  });

  test('an Azure host, key or version in another spelling is the same key', () => {
    const plain = azure('https://orchard.vault.azure.net/keys/plum');
    expect(azure('https://Orchard.Vault.Azure.NET/keys/Plum')).toBe(plain);
    expect(azure('HTTPS://orchard.vault.azure.net:443/keys/plum/')).toBe(plain);
    expect(azure(`https://orchard.vault.azure.net/keys/plum/${'a0'.repeat(16)}`)).toBe(plain);
  });

  test('two Google names are the same key if only one has a version', () => {
    expect(gcp(`${GCP_KEY}/cryptoKeyVersions/7`)).toBe(gcp(GCP_KEY));
    expect(parseGoogleKeyName(`${GCP_KEY}/cryptoKeyVersions/7`)).toMatchObject({ name: GCP_KEY, version: '7' });
  });
});

describe('two names with different identities', () => {
  const apple = aws('arn:aws:kms:us-west-2:000000000000:key/apple');
  test.each([
    ['account', 'arn:aws:kms:us-west-2:000000000001:key/apple'],
    ['region', 'arn:aws:kms:us-east-1:000000000000:key/apple'],
    ['partition', 'arn:aws-us-gov:kms:us-west-2:000000000000:key/apple'],
    ['key id', 'arn:aws:kms:us-west-2:000000000000:key/pear'],
  ])('an AWS name with another %s is another key', (_, arn) => {
    expect(aws(arn)).not.toBe(apple);
  });

  test('multi-Region keys with the same id in two accounts are two keys', () => {
    expect(aws('arn:aws:kms:us-west-2:000000000000:key/mrk-apple')).not.toBe(
      aws('arn:aws:kms:us-west-2:000000000001:key/mrk-apple'),
    );
  });

  test('Azure keys with the same name in two vaults are two keys', () => {
    expect(azure('https://orchard.vault.azure.net/keys/plum')).not.toBe(
      azure('https://garden.vault.azure.net/keys/plum', 'garden'),
    );
  });

  test('a Google project may belong to a domain', () => {
    const name = GCP_KEY.replace(/^projects\/[^/]+/, `projects/${'berries-and-other-fruit.'.repeat(4)}orchard.example:berries`);
    expect(parseGoogleKeyName(name)).toMatchObject({ name, project: expect.stringMatching(/orchard\.example:berries$/) });
  });

  test('Google keys whose names differ in capitals are two keys', () => {
    expect(gcp(GCP_KEY)).not.toBe(gcp(GCP_KEY.replace('/fig', '/Fig')));
  });
});

test.each([
  ['an alias', 'arn:aws:kms:us-west-2:000000000000:alias/apple'],
  ['another service', 'arn:aws:s3:us-west-2:000000000000:key/apple'],
  ['another partition of names', 'urn:aws:kms:us-west-2:000000000000:key/apple'],
  ['a region with dots', 'arn:aws:kms:us-west-2.evil.example:000000000000:key/apple'],
  ['a region with slashes', 'arn:aws:kms:us-west-2/../x:000000000000:key/apple'],
  ['a region with a user', 'arn:aws:kms:evil@us-west-2:000000000000:key/apple'],
  ['no region', 'arn:aws:kms::000000000000:key/apple'],
  ['an account of eleven digits', 'arn:aws:kms:us-west-2:00000000000:key/apple'],
  ['a path behind the key id', 'arn:aws:kms:us-west-2:000000000000:key/apple/pear'],
  ['a line behind the key id', 'arn:aws:kms:us-west-2:000000000000:key/apple\n'],
  ['a bare key id', 'apple'],
  ['nothing', ''],
])('an AWS name is refused if it is or has %s', (_, arn) => {
  expect(() => parseAwsKeyArn(arn)).toThrow(KmsNameError);
});

test.each([
  ['a host that is not the vault of its resource id', 'https://orchard.vault.azure.net/keys/plum', vaultId('garden')],
  ['a foreign suffix', 'https://orchard.vault.evil.example/keys/plum', vaultId('orchard')],
  ['the suffix of another cloud', 'https://orchard.vault.azure.cn/keys/plum', vaultId('orchard')],
  ['the suffix as a part of a longer one', 'https://orchard.vault.azure.net.evil.example/keys/plum', vaultId('orchard')],
  ['a host in front of the suffix', 'https://orchard.evil.vault.azure.net/keys/plum', vaultId('orchard')],
  ['the managed HSM suffix of another cloud', 'https://orchard.managedhsm.azure.cn/keys/plum', vaultId('orchard', 'managedHSMs')],
  ['a user', 'https://orchard.vault.azure.net@evil.example/keys/plum', vaultId('orchard')],
  ['a user in front of the right host', 'https://evil@orchard.vault.azure.net/keys/plum', vaultId('orchard')],
  ['a user and password', 'https://orchard:x@orchard.vault.azure.net/keys/plum', vaultId('orchard')],
  ['a port', 'https://orchard.vault.azure.net:8443/keys/plum', vaultId('orchard')],
  ['plain http', 'http://orchard.vault.azure.net/keys/plum', vaultId('orchard')],
  ['a backslash', 'https://orchard.vault.azure.net\\@evil.example/keys/plum', vaultId('orchard')],
  ['a fragment', 'https://evil.example#.vault.azure.net/keys/plum', vaultId('evil')],
  ['a query', 'https://orchard.vault.azure.net/keys/plum?x=https://evil.example', vaultId('orchard')],
  ['a secret instead of a key', 'https://orchard.vault.azure.net/secrets/plum', vaultId('orchard')],
  ['a climbing path', 'https://orchard.vault.azure.net/keys/../secrets/plum', vaultId('orchard')],
  ['a malformed version', 'https://orchard.vault.azure.net/keys/plum/latest', vaultId('orchard')],
  ['a dot that stands for any character', 'https://orchard.vaultxazure.net/keys/plum', vaultId('orchard')],
  ['a letter that only folds to one of ours', 'https://orchard.vault.azure.net/\u212Aeys/plum', vaultId('orchard')],
  [
    'the resource id of a managed HSM beside a vault host',
    'https://orchard.vault.azure.net/keys/plum',
    vaultId('orchard', 'managedHSMs'),
  ],
])('an Azure name is refused if it is or has %s', (_, url, vault) => {
  expect(() => parseAzureKeyUrl(url, vault, 'vault.azure.net')).toThrow(KmsNameError);
});

test.each([
  ['no resource id', ''],
  ['the resource id of another provider', vaultId('orchard').replace('KeyVault', 'Storage')],
  ['a resource id with text after its end', `${vaultId('orchard')}/keys/plum`],
  ['a resource id that climbs', vaultId('orchard').replace(/resourceGroups\/[^/]+/, 'resourceGroups/..')],
  ['a resource id with a query', vaultId('orchard').replace(/resourceGroups\/[^/]+/, 'resourceGroups/a?b')],
])('%s leaves it known which key it is, and nothing is asked at it', (_, id) => {
  expect(parseAzureKeyUrl('https://orchard.vault.azure.net/keys/plum', id, 'vault.azure.net')).toMatchObject({
    name: 'https://orchard.vault.azure.net/keys/plum',
    subscription: null,
    resource_group: null,
  });
});

test.each(['rg-nøgler', '果樹園-鍵', 'сад_ключи', 'מטע', 'rg-(keys).prod_1'])('a resource group may be called %s', (group) => {
  const id = vaultId('orchard').replace(/resourceGroups\/[^/]+/, `resourceGroups/${group}`);
  expect(parseAzureKeyUrl('https://orchard.vault.azure.net/keys/plum', id, 'vault.azure.net')).toMatchObject({
    resource_group: group,
  });
});

test('a managed HSM is distinguished from a vault', () => {
  const hsm = parseAzureKeyUrl(
    'https://orchard.managedhsm.azure.net/keys/plum',
    vaultId('orchard', 'managedHSMs'),
    'vault.azure.net',
  );
  expect(hsm).toMatchObject({ managed_hsm: true, host: 'orchard.managedhsm.azure.net' });
  expect(parseAzureKeyUrl('https://orchard.vault.azure.net/keys/plum', vaultId('orchard'), 'vault.azure.net')).toMatchObject({
    managed_hsm: false,
    subscription: SUBSCRIPTION,
    resource_group: 'orchard',
    version: null,
  });
});

test('the vault suffix of a sovereign cloud is accepted where it is configured', () => {
  expect(parseAzureKeyUrl('https://orchard.vault.azure.cn/keys/plum', vaultId('Orchard'), 'vault.azure.cn').host).toBe(
    'orchard.vault.azure.cn',
  );
});

test.each([
  ['no key', 'projects/orchard/locations/us-central1/keyRings/basket'],
  ['a location with dots', 'projects/orchard/locations/us.central1/keyRings/basket/cryptoKeys/fig'],
  ['a location with a slash', 'projects/orchard/locations/us/../x/keyRings/basket/cryptoKeys/fig'],
  ['a project that climbs', 'projects/../locations/us/keyRings/basket/cryptoKeys/fig'],
  ['a version that is no number', `${GCP_KEY}/cryptoKeyVersions/latest`],
  ['a host in front', `//cloudkms.googleapis.com/${GCP_KEY}`],
  ['a query', `${GCP_KEY}?alt=media`],
  ['a line behind it', `${GCP_KEY}\n`],
])('a Google name is refused if it has %s', (_, name) => {
  expect(() => parseGoogleKeyName(name)).toThrow(KmsNameError);
});
