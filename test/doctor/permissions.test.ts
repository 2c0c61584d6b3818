import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { readFixture } from '../../loopback/fixture.ts';
import type { Config } from '../../src/config/schema.ts';
import { GRANTORS, type Grantor, PERMISSIONS } from '../../src/permissions.ts';
import { examine, withStatus } from './examine.ts';

/** By whom permissions are granted: an organization in which every one of them is needed by the keys that are tried. */
const BERRIES = readFixture('fixtures/clean-gcp').gcp.projects?.[0];
const READER = 'arn:aws:iam::111122223333:role/byok-audit';
const ORGANIZATIONS: Record<Grantor, { scenario: string; file: string; changes: object; accounts?: Config['aws']['accounts'] }> =
  {
    confluent: { scenario: 'clean-aws', file: 'confluent.yaml', changes: {} },
    aws: {
      scenario: 'clean-aws',
      file: 'aws.yaml',
      changes: { account: '999988887777', roles: [{ arn: READER }] },
      accounts: { '111122223333': { role_arn: READER } },
    },
    azure: { scenario: 'clean-azure', file: 'azure.yaml', changes: {} },
    gcp: {
      scenario: 'clean-gcp',
      file: 'gcp.yaml',
      changes: { projects: [{ ...BERRIES, number: '112233445566' }] },
    },
  };

/** The calls of the stand-ins that need a permission. */
function callsOf(permission: string, calls: readonly string[]): RegExp {
  const ids = calls.map((source) =>
    source
      .replace(/^confluent:/, '')
      .replace(/^gcp:kms:/, 'cloudkms:')
      .replace(/^(aws|azure|gcp):/, '')
      .replaceAll(/\{\w+\}/g, '[^/]+'),
  );
  // one call of Google's reads the policies of keys and of key rings, each with a permission of its own
  const target = permission.startsWith('cloudkms.keyRings.')
    ? ' [^ ]*keyRings/[^/]+$'
    : permission.startsWith('cloudkms.cryptoKeys.')
      ? ' [^ ]*cryptoKeys/'
      : '';
  return new RegExp(`^(${ids.join('|')})(${target === '' ? '[ ?]|$' : target})`);
}

describe.each(GRANTORS)('%s', (grantor) => {
  const { scenario, file, changes, accounts } = ORGANIZATIONS[grantor];
  const config = accounts === undefined ? {} : { aws: { accounts } };
  let clouds: Clouds;
  beforeAll(async () => {
    clouds = await startClouds(readFixture(`fixtures/${scenario}`, { [file]: structuredClone(changes) }));
  });
  afterAll(() => clouds.close());

  test('with all permissions nothing is missing, and each of them was tried', async () => {
    clouds.clearFaults();
    const found = await examine(scenario, clouds, { config });
    expect(withStatus(found, 'denied')).toEqual([]);
    expect(withStatus(found, 'undetermined')).toEqual([]);
    expect(withStatus(found, 'not_tried').filter((one) => one.startsWith(`${grantor}: `))).toEqual([]);
    expect(found.grants).toEqual([]);
    expect(found.exit_code).toBe(0);
  });

  const removable = (PERMISSIONS.get(grantor) ?? []).map((one) => [one.permission, one.for, one.calls] as const);
  test.each(removable)('without %s (%s) doctor names it, and no other', async (permission, why, calls) => {
    clouds.clearFaults();
    clouds.fault({ id: callsOf(permission, calls), kind: 'deny' });
    const found = await examine(scenario, clouds, { config });
    expect(withStatus(found, 'denied')).toEqual([`${grantor}: ${permission}: ${why}`]);
    expect(withStatus(found, 'undetermined')).toEqual([]);
    expect(found.exit_code).toBe(1);
    const [grant, ...others] = found.grants;
    expect(others).toEqual([]);
    expect(grant?.permissions).toEqual([permission]);
    const { advice, document } = grant ?? {};
    const granted = [...(advice?.cli ?? []), ...(advice?.paste ?? []).map(({ text }) => text), document?.text].join('\n');
    const named =
      permission === 'OrganizationAdmin or EnvironmentAdmin' ? 'OrganizationAdmin' : permission.replace(' (data action)', '');
    const idOfGraph = /^[A-Z][a-z]+\.Read\.All$/.test(named) ? 'az ad app permission add' : named;
    expect(granted).toContain(idOfGraph);
  });
});

test.each([
  ['aws', 'kms:ListGrants', 'ListGrants', 'arn:aws:kms:eu-west-1:111122223333:key/', '111122223333'],
  ['azure', 'Microsoft.KeyVault/vaults/read', 'arm:GetVault', '/vaults/stone-fruit', '/subscriptions/'],
  [
    'gcp',
    'cloudkms.cryptoKeyVersions.list',
    'ListCryptoKeyVersions',
    '--project=orchard-berries',
    'cloudkms.cryptoKeyVersions.list',
  ],
])('on %s what grants %s has the ids of what it is granted on', async (provider, permission, call, inAdvice, inDocument) => {
  const clouds = await startClouds(`fixtures/clean-${provider}`, { faults: [{ id: new RegExp(call), kind: 'deny' }] });
  const { grants } = await examine(`clean-${provider}`, clouds);
  await clouds.close();
  const grant = grants.find(({ permissions }) => permissions.includes(permission));
  const { advice, document } = grant ?? {};
  expect([...(advice?.cli ?? []), ...(advice?.paste ?? []).map(({ text }) => text)].join('\n')).toContain(inAdvice);
  expect(document?.text).toContain(inDocument);
  expect(document?.text).not.toMatch(/ACCOUNT_ID|SUBSCRIPTION_ID/);
  // whom AWS says that it is asked by
  if (provider === 'aws') expect(advice?.paste[1]?.text).toContain('"AWS": "arn:aws:iam::111122223333:user/byok-audit"');
});

test('what is denied in one Region is missing, though it is allowed in another, and is granted on the keys there alone', async () => {
  const clouds = await startClouds('fixtures/clean-aws', {
    faults: [{ id: /^kms:ListGrants arn:aws:kms:us-east-2/, kind: 'deny' }],
  });
  const { permissions, grants } = await examine('clean-aws', clouds);
  await clouds.close();
  const tried = permissions.find(({ permission }) => permission === 'kms:ListGrants');
  expect(tried?.status).toBe('denied');
  expect(tried?.places.map(({ place, status }) => [place, status])).toEqual([
    ['account 111122223333 (eu-west-1)', 'allowed'],
    ['account 111122223333 (us-east-2)', 'denied'],
  ]);
  expect(grants.map(({ places }) => places)).toEqual([['account 111122223333 (us-east-2)']]);
  expect(grants[0]?.advice.paste.map(({ text }) => text).join()).not.toContain('eu-west-1');
});

test('what is denied for one of its calls is missing, though others were answered', async () => {
  const clouds = await startClouds('fixtures/clean-azure', { faults: [{ id: /^keyvault:GetKeyRotationPolicy/, kind: 'deny' }] });
  const { permissions, exit_code } = await examine('clean-azure', clouds);
  await clouds.close();
  const [denied, ...others] = permissions.filter(({ status }) => status === 'denied');
  expect(denied?.permission).toBe('Microsoft.KeyVault/vaults/keys/read (data action)');
  expect(denied?.places[0]?.call).toContain('GetKeyRotationPolicy');
  expect(others).toEqual([]);
  expect(exit_code).toBe(1);
});

test('a service that the configuration turns off is not tried, with that reason', async () => {
  const clouds = await startClouds('fixtures/clean-azure');
  const azure = { ...clouds.config.azure, key_vault_suffix: 'vault.azure.net', service_principals: {}, graph_endpoint: null };
  const { permissions } = await examine('clean-azure', clouds, { config: { azure } });
  await clouds.close();
  const graph = permissions.find(({ permission }) => permission === 'Application.Read.All');
  expect(graph?.status).toBe('not_tried');
  expect(graph?.places[0]?.detail).toContain('azure.graph_endpoint is null');
});
