import { expect, test } from 'vitest';
import type { RegisteredKey } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsKey,
  azureKey,
  azureName,
  denied,
  GCP_KEY,
  gcpKey,
  gcpName,
  keyOf,
  known,
  listed,
  missing,
  onLegacyKey,
  orchard,
  registration,
  SUBSCRIPTION,
  said,
  snapshot,
  vaultId,
} from './build.ts';

const ROLE = 'arn:aws:iam::000000000001:role/gardener';
const GROUP = 'cck-fig@confluent.io';
const policyFor = (actions: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: actions, Resource: '*' }],
  });

function aws(policy: Parameters<typeof awsKey>[0], over: Partial<RegisteredKey> = {}) {
  const of = snapshot({
    keys: listed(registration('cck-apple', { principals: known([ROLE]), ...over })),
    kms: { [ARN]: awsKey(policy) },
  });
  return keyOf(of, 'cck-apple').access;
}

test('the permissions that a principal has and lacks are listed with the policy that decides', () => {
  const all = aws({ policy: known(policyFor('kms:*')) });
  expect(said(all.lacking)).toEqual([]);
  expect(said(all.decided)).toBe(true);
  expect(said(all.granted)).toEqual([
    expect.stringMatching(/^arn:aws:iam::000000000001:role\/gardener holds kms:Encrypt, .*statement 1/),
  ]);
  const some = aws({ policy: known(policyFor('kms:Encrypt')) });
  expect(said(some.lacking)).toEqual([
    expect.stringMatching(/role\/gardener lacks kms:Decrypt, .*CreateGrant, kms:ListGrants, kms:RevokeGrant \(/),
  ]);
  expect(said(some.decided)).toBe(true);
});

test('what a principal lacks for one reason is together, with the reason', () => {
  const access = aws({ policy: known(policyFor('kms:Encrypt')) });
  const by = 'no statement of the key policy and no grant gives it';
  const permissions = expect.arrayContaining(['kms:Decrypt', 'kms:RevokeGrant']);
  expect(said(access.missing)).toEqual([{ principal: ROLE, object_id: null, permissions, because: 'not_given', by }]);
});

test('a policy that was not read decides nothing and proves nothing', () => {
  const access = aws({ policy: denied });
  expect(said(access.lacking)).toEqual([]);
  expect(said(access.decided)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  expect(said(access.excess_decided)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  expect(said(access.public_decided)).toEqual({ cause: 'denied', call: 'GET /orchard' });
});

test('a registration that names no principal leaves access unknown, but public access is still evaluated', () => {
  const access = aws({ policy: known(policyFor('kms:*')) }, { principals: known([]) });
  for (const fact of [access.granted, access.lacking, access.decided, access.excess, access.excess_decided])
    expect(said(fact)).toEqual({ cause: 'not_collected' });
  expect([said(access.public), said(access.public_decided)]).toEqual([[], true]);
});

test('the principals of a legacy key are unknown', () => {
  const of = orchard([onLegacyKey('lkc-old', ARN)], { kms: { [ARN]: awsKey({ policy: known(policyFor('kms:*')) }) } });
  const { access, principals } = keyOf(of, ARN);
  expect(said(principals)).toEqual({ cause: 'not_collected' });
  expect(said(access.decided)).toEqual({ cause: 'not_collected' });
});

test('a key of which nothing was collected has unknown access', () => {
  const { access } = keyOf(snapshot({ keys: listed(registration('cck-apple', { principals: known([ROLE]) })) }), 'cck-apple');
  for (const fact of Object.values(access)) expect(said(fact)).toEqual({ cause: 'not_collected' });
});

function google(over: Parameters<typeof gcpKey>[0], phase: RegisteredKey['validation_phase']) {
  const of = snapshot({
    keys: listed(
      registration('cck-fig', { kms: gcpName(), kind: known('GcpKey'), principals: known([GROUP]), validation_phase: phase }),
    ),
    kms: { [GCP_KEY]: gcpKey(over) },
  });
  return keyOf(of, 'cck-fig').access;
}

test('on Google a missing permission may be inherited from above if Confluent itself can use the key', () => {
  const invalid = google({}, known('INVALID'));
  expect(said(invalid.lacking)).toEqual([expect.stringContaining('cloudkms.cryptoKeys.get')]);
  expect(said(invalid.decided)).toBe(true);
  const valid = google({}, known('VALID'));
  expect(said(valid.lacking)).toEqual([]);
  expect(said(valid.decided)).toEqual({ cause: 'ambiguous' });
  // a phase that is not known may be VALID
  for (const phase of [missing('not_collected'), missing('malformed'), known('PONDERING')])
    expect(said(google({}, phase).lacking)).toEqual([]);
});

test('on AWS a missing permission is missing, whatever Confluent says', () => {
  expect(said(aws({ policy: known(policyFor('kms:Encrypt')) }, { validation_phase: known('VALID') }).lacking)).toHaveLength(1);
});

function azure(over: Parameters<typeof azureKey>[0], application = 'APP', tenant: string | null = null) {
  const name = azureName();
  const of = snapshot({
    keys: listed(
      registration('cck-plum', {
        kms: name,
        kind: known('AzureKey'),
        principals: known([application]),
        tenant_id: known(tenant),
      }),
    ),
    kms: { [name.value.name]: azureKey(over) },
  });
  of.service_principals = { app: { object_id: known('object'), groups: known([]) } };
  return keyOf(of, 'cck-plum').access;
}

test('on Azure the application is found in any case of letters, and one that was never looked up is unknown', () => {
  expect(said(azure({}).lacking)).toEqual([
    expect.stringContaining('APP lacks Microsoft.KeyVault/vaults/keys/read'),
    expect.stringContaining('APP lacks Microsoft.KeyVault/vaults/read'),
  ]);
  expect(said(azure({}).missing)).toContainEqual({
    principal: 'APP',
    object_id: 'object',
    permissions: ['Microsoft.KeyVault/vaults/read'],
    because: 'not_given',
    by: 'no role assigned at the vault or above gives it',
  });
  expect(said(azure({}, 'other').decided)).toEqual({ cause: 'not_collected' });
  expect(said(azure({}).public)).toEqual({ cause: 'not_found' });
});

test('a verdict has a note when the vault was moved', () => {
  expect(said(azure({}).remarks)).toEqual([]);
  expect(said(azure({ vault: { id: known(vaultId('orchard').replace('orchard/', 'meadow/')) } }).remarks)).toEqual([
    expect.stringContaining('the vault was moved: it is now'),
  ]);
});

const TENANT = '00000000-0000-4000-8000-0000000000c1';
test.each([
  ['the same tenant', TENANT.toUpperCase(), TENANT, true],
  ['no tenant', null, TENANT, true],
  ['another tenant', '00000000-0000-4000-8000-0000000000c2', TENANT, { cause: 'ambiguous' }],
])('what is granted is of use where %s is registered', (_, registered, tenant, decided) => {
  const role_definition_id = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/all`;
  const permissions = [{ actions: ['*'], not_actions: [], data_actions: ['*'], not_data_actions: [] }];
  const role = { principal_id: 'object', principal_type: null, role_definition_id, scope: '/', condition: null };
  const given = {
    role_assignments: known([role]),
    role_definitions: { [role_definition_id.toLowerCase()]: known({ name: 'All', permissions }) },
    vault: { tenant_id: known(tenant) },
  };
  expect(said(azure(given, 'APP', registered).decided)).toEqual(decided);
});
