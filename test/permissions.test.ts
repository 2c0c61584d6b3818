import { expect, test } from 'vitest';
import { awsPolicy } from '../src/clouds/aws/permissions.ts';
import { azureRole, graphPermissions } from '../src/clouds/azure/permissions.ts';
import { googleRole } from '../src/clouds/google/permissions.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import { callsOfRule, GRANTORS, needs, PERMISSIONS } from '../src/permissions.ts';

const { rules } = loadPolicy().catalogue;

test.each(GRANTORS)('%s: every permission serves a rule, or says what little is lost without it', (grantor) => {
  expect(needs(rules, grantor).map(({ permission, for: why }) => `${permission}: ${why}`)).toEqual(
    PERMISSIONS.get(grantor)?.map(({ permission, for: why }) => `${permission}: ${why}`),
  );
});

test('every call that a rule rests on needs a permission that is asked for', () => {
  const granted = new Set([...PERMISSIONS.values()].flat().flatMap(({ calls }) => calls));
  const missing = rules.flatMap((rule) => callsOfRule(rule).filter((call) => !granted.has(call)));
  expect([...new Set(missing)]).toEqual([]);
});

test('every rule rests on some call', () => {
  expect(rules.filter((rule) => callsOfRule(rule).length === 0).map(({ id }) => id)).toEqual([]);
});

const one = rules.filter(({ id }) => id === 'key.rotated');

test('a single rule needs less than all of them', () => {
  expect(awsPolicy(needs(one, 'aws')).Statement[0]?.Action).toEqual([
    'kms:DescribeKey',
    'kms:GetKeyRotationStatus',
    'kms:ListKeyRotations',
  ]);
  expect(googleRole(needs(one, 'gcp')).includedPermissions).toEqual([
    'cloudkms.cryptoKeyVersions.list',
    'cloudkms.cryptoKeys.get',
  ]);
  expect(azureRole(needs(one, 'azure'))).toMatchObject({
    Actions: [
      'Microsoft.KeyVault/deletedVaults/read',
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/versions/read',
      'Microsoft.KeyVault/vaults/read',
    ],
    DataActions: ['Microsoft.KeyVault/vaults/keys/read'],
  });
  expect(graphPermissions(needs(one, 'azure'))).toEqual([]);
});

test('nothing that writes is ever asked for', () => {
  const policy = awsPolicy(needs(rules, 'aws')).Statement[0]?.Action ?? [];
  expect(policy.filter((action) => !/^kms:(Describe|Get|List)/.test(action))).toEqual([]);
  const { Actions, DataActions } = azureRole(needs(rules, 'azure'));
  expect([...Actions, ...DataActions].filter((action) => !action.endsWith('/read'))).toEqual([]);
  const { includedPermissions } = googleRole(needs(rules, 'gcp'));
  expect(includedPermissions.filter((permission) => !/\.(get|list|getIamPolicy)$/.test(permission))).toEqual([]);
});
