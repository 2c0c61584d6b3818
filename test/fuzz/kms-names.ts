import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import { onHost } from '../../src/clouds/azure/read/wire.ts';
import { parseGoogleKeyName } from '../../src/clouds/google/name.ts';
import { CLOUDS, KMS_NAME_PATTERN, parseName } from '../../src/clouds/index.ts';
import { KmsNameError } from '../../src/clouds/kms-name-error.ts';
import { vaultId } from '../subjects/build.ts';
import { changedText } from './documents.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

type Case = { name: string; vault_id: string; suffix: string };

const NAMES = [
  'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  'https://orchard.vault.azure.net/keys/plum',
  'https://Orchard.vault.azure.net:443/keys/Plum/0123456789abcdef0123456789ABCDEF',
  'https://xn--a.vault.azure.net/keys/plum',
  'https://orchard.managedhsm.azure.net/keys/plum/',
  'projects/orchard/locations/us-central1/keyRings/basket/cryptoKeys/fig',
  'projects/example.com:orchard/locations/global/keyRings/b_1/cryptoKeys/f-1/cryptoKeyVersions/12',
  'projects/123456789012/locations/europe-west1/keyRings/basket/cryptoKeys/fig',
];
const VAULTS = [vaultId('orchard'), vaultId('orchard', 'managedHSMs'), ''];
const PIECES = [
  ...[
    '/',
    '//',
    '/..',
    '/../',
    '..',
    '.',
    '?',
    '?x=1',
    '#',
    '#x',
    '%2f',
    '%2e%2e',
    '%',
    ':',
    ':443',
    ':8443',
    '@',
    'u:p@',
    '\\',
    ';',
    ',',
    ' ',
  ],
  ...[
    '\n',
    '\r',
    '\t',
    '\u0000',
    '\u2028',
    'xn--',
    'xn--a',
    '-',
    '--',
    '_',
    '*',
    '0',
    '0x7f',
    '127.0.0.1',
    '[::1]',
    'evil.example',
    '.evil.example',
  ],
  ...[
    'ſ',
    '\u212a',
    'é',
    '。',
    '／',
    '\u200b',
    'A',
    'Z',
    'KEYS',
    'HTTPS',
    'http:',
    'keys',
    'key',
    'mrk-',
    'alias/',
    'arn:',
    'vault',
    'managedhsm',
  ],
  'a'.repeat(300),
];

const cases = fc.record<Case>({
  name: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 8, arbitrary: changedText(NAMES, PIECES) },
    { weight: 1, arbitrary: hostileText },
  ),
  vault_id: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...VAULTS) }, { weight: 1, arbitrary: changedText(VAULTS, PIECES) }),
  suffix: fc.constantFrom('vault.azure.net', 'vault.azure.net', 'vault.azure.cn'),
});

/** As a schema has it. */
const PATTERN = new RegExp(KMS_NAME_PATTERN, 'u');

function check({ name: text, vault_id, suffix }: Case): Outcome {
  const name = parseName(text);
  assert.equal(PATTERN.test(text), name !== undefined, 'the pattern of the schema and the parser differ');
  assert.ok(CLOUDS.filter(({ names }) => names.parse(text) !== undefined).length <= 1, 'a name of two clouds');
  const read = [asAws(text), asAzure(text, vault_id, suffix), asGoogle(text)].filter((one) => one);
  if (name === undefined) {
    assert.deepEqual(read, []);
    return 'refused';
  }
  // what is written is read as the same
  const cloud = CLOUDS.find(({ provider }) => provider === name.provider);
  const again = parseName(name.name);
  assert.equal(again?.name, name.name);
  assert.equal(again && cloud?.names.identity(again), cloud?.names.identity(name));
  return read.length === 0 ? 'refused' : 'accepted';
}

/** @returns what is made; undefined where the name is refused as such */
function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof KmsNameError) return undefined;
    throw error;
  }
}

/** The parts of a name are those of a host that its own domain ends, and of a path: nothing is added or goes elsewhere. */
function assertAt(url: URL, host: string, path: string): void {
  assert.equal(url.host, host);
  assert.equal(url.pathname, path);
  assert.equal(`${url.username}${url.password}${url.hash}`, '');
}

function asAws(text: string): boolean {
  const name = unlessRefused(() => parseAwsKeyArn(text));
  if (name === undefined) return false;
  const { partition, region, account, key_id } = name;
  assert.equal(`arn:${partition}:kms:${region}:${account}:key/${key_id}`, text);
  // the client refuses what is no part of a host
  if (/^(?!xn--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(region))
    assertAt(new URL(`https://kms.${region}.amazonaws.com/`), `kms.${region}.amazonaws.com`, '/');
  return true;
}

function asAzure(text: string, vault_id: string, suffix: string): boolean {
  const name = unlessRefused(() => parseAzureKeyUrl(text, vault_id, suffix));
  if (name === undefined) return false;
  const { host, key, subscription } = name;
  assert.ok([suffix, suffix.replace('vault.', 'managedhsm.')].includes(host.slice(host.indexOf('.') + 1)), host);
  assert.equal(name.name, `https://${host}/keys/${key}`);
  const base = `https://${host}`;
  assertAt(new URL(onHost(base, `/keys/${key}?api-version=7.6`)), host, `/keys/${key}`);
  if (subscription === null) return true;
  const arm = 'management.azure.com';
  const path = encodeURI(name.vault_id);
  const url = new URL(onHost(`https://${arm}`, `${path}?api-version=1`));
  assertAt(url, arm, path);
  assert.equal(url.search, '?api-version=1');
  assert.equal(url.pathname.split('/').length, 9);
  return true;
}

function asGoogle(text: string): boolean {
  const name = unlessRefused(() => parseGoogleKeyName(text));
  if (name === undefined) return false;
  assert.ok(text === name.name || text === `${name.name}/cryptoKeyVersions/${name.version}`);
  assertAt(new URL(`/v1/${name.name}`, 'https://cloudkms.googleapis.com'), 'cloudkms.googleapis.com', `/v1/${name.name}`);
  return true;
}

export const kmsNames = target({
  name: 'kms-names',
  holds: 'a name is read as it is written, the schema accepts the same, and a URL of it leads to its own host and path',
  cases,
  stored: asJson<Case>(),
  check,
});
