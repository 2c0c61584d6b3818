import { expect, test } from 'vitest';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import { CLOUDS, cloudOf, type Provider } from '../../src/clouds/index.ts';

const VAULT =
  '/subscriptions/00000000-0000-4000-8000-0000000000b1/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/pears';
const AZURE = parseAzureKeyUrl('https://pears.vault.azure.net/keys/apple', VAULT, 'vault.azure.net');
const KEYS: Record<Provider, { name: string; parts: Record<string, string> }> = {
  aws: { name: 'arn:aws:kms:eu-west-1:111122223333:key/0000000b-aaaa-4aaa-8aaa-00000000000b', parts: {} },
  azure: { name: AZURE.name, parts: cloudOf(AZURE).names.parts(AZURE) },
  gcp: { name: 'projects/orchard/locations/europe/keyRings/ring/cryptoKeys/pear', parts: {} },
};

function granted(provider: Provider, ...calls: [source: string, permission: string | null][]) {
  const cloud = CLOUDS.find((one) => one.provider === provider);
  return cloud?.advice.grant(
    calls.map(([source, permission]) => ({ source, permission })),
    [KEYS[provider]],
    null,
    null,
  );
}

test('on AWS what several calls need is one statement for the identity and one for the key policy', () => {
  const advice = granted('aws', ['aws:kms:ListGrants', 'kms:ListGrants'], ['aws:kms:DescribeKey', 'kms:DescribeKey']);
  const statements = advice?.paste.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  const Action = ['kms:DescribeKey', 'kms:ListGrants'];
  expect(statements).toEqual([
    { Sid: 'ByokAuditIdentityReads', Effect: 'Allow', Action, Resource: [KEYS.aws.name] },
    { Sid: 'ByokAuditKeyPolicyReads', Effect: 'Allow', Principal: { AWS: 'COLLECTOR_ROLE_ARN' }, Action, Resource: '*' },
  ]);
  expect(advice?.text).toMatch(/^Allow kms:DescribeKey, kms:ListGrants to the identity/);
});

test('on AWS the role is granted apart from what it does with keys', () => {
  const advice = granted('aws', ['aws:sts:AssumeRole', 'sts:AssumeRole'], ['aws:kms:ListGrants', 'kms:ListGrants']);
  const sids = advice?.paste.map(({ text }) => (JSON.parse(text) as { Sid: string }).Sid);
  expect(sids).toEqual(['ByokAuditAssumeRole', 'ByokAuditTrust', 'ByokAuditIdentityListGrants', 'ByokAuditKeyPolicyListGrants']);
});

test('on Azure what one role holds at one scope is one command, and each application permission of Graph has its own', () => {
  const advice = granted(
    'azure',
    ['azure:arm:GetVault', 'Microsoft.KeyVault/vaults/read'],
    ['azure:arm:ListRoleAssignments', 'Microsoft.Authorization/roleAssignments/read'],
    ['graph:GetUser', 'User.Read.All'],
  );
  expect(advice?.cli.filter((line) => line.startsWith('az role assignment create'))).toEqual([
    `az role assignment create --assignee COLLECTOR_ID --role "Key Vault Reader" --scope ${VAULT}`,
  ]);
  expect(advice?.cli.filter((line) => line.startsWith('az ad app permission add'))).toHaveLength(1);
  expect(advice?.text).toContain('Microsoft.Authorization/roleAssignments/read, Microsoft.KeyVault/vaults/read');
});

test('on Google Cloud several permissions make one role', () => {
  const advice = granted('gcp', ['gcp:iam:GetRole', 'iam.roles.get'], ['gcp:kms:GetCryptoKey', 'cloudkms.cryptoKeys.get']);
  expect(advice?.cli[0]).toBe(
    'gcloud iam roles create byok_audit --project=orchard --title=byok-audit --stage=GA --permissions=cloudkms.cryptoKeys.get,iam.roles.get',
  );
  expect(advice?.cli.filter((line) => line.startsWith('gcloud iam roles create'))).toHaveLength(1);
});

test.each([
  [
    'aws',
    'aws:kms:ListGrants',
    'kms:ListGrants',
    'arn:aws:iam::111122223333:user/pear',
    '"AWS": "arn:aws:iam::111122223333:user/pear"',
  ],
  [
    'azure',
    'azure:arm:GetVault',
    'Microsoft.KeyVault/vaults/read',
    '00000000-0000-4000-8000-0000000000a1',
    '--assignee 00000000-0000-4000-8000-0000000000a1 ',
  ],
  [
    'gcp',
    'gcp:kms:GetCryptoKey',
    'cloudkms.cryptoKeys.get',
    'pear@orchard.iam.gserviceaccount.com',
    '--member=serviceAccount:pear@orchard.iam.gserviceaccount.com ',
  ],
  ['gcp', 'gcp:kms:GetCryptoKey', 'cloudkms.cryptoKeys.get', 'pear; rm', '--member=serviceAccount:COLLECTOR_EMAIL '],
] as const)('on %s who is known to ask is named in what grants %s %s: %s', (provider, source, permission, grantee, named) => {
  const cloud = CLOUDS.find((one) => one.provider === provider);
  const advice = cloud?.advice.grant([{ source, permission }], [KEYS[provider]], null, grantee);
  expect([...(advice?.cli ?? []), ...(advice?.paste ?? []).map(({ text }) => text)].join('\n')).toContain(named);
});
