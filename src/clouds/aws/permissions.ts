import type { Call, Permission } from '../../collect/observe.ts';

/** What the collector's identity needs in each account that holds keys. */
export const AWS_PERMISSIONS = [
  {
    permission: 'kms:DescribeKey',
    calls: ['aws:kms:DescribeKey'],
    for: 'whether the key is there; its state, origin, spec, deletion date, multi-Region primary',
  },
  {
    permission: 'kms:GetKeyRotationStatus',
    calls: ['aws:kms:GetKeyRotationStatus'],
    for: 'automatic rotation; of the primary, where the key is a multi-Region replica',
  },
  {
    permission: 'kms:GetKeyPolicy',
    calls: ['aws:kms:GetKeyPolicy'],
    for: 'who may use the key; not answered to another account',
  },
  { permission: 'kms:ListGrants', calls: ['aws:kms:ListGrants'], for: 'permissions given beside the key policy' },
  {
    permission: 'sts:AssumeRole',
    calls: ['aws:sts:AssumeRole'],
    for: 'on the caller, for accounts with a role_arn in the configuration',
    optional: 'only where the configuration names a role',
  },
] as const satisfies readonly Permission[];

const CALLS = {
  describe: 'DescribeKey',
  policy: 'GetKeyPolicy',
  rotation: 'GetKeyRotationStatus',
  grants: 'ListGrants',
} as const;
export type Operation = keyof typeof CALLS;

export function awsCall(operation: Operation, arn: string): Call {
  const api = CALLS[operation];
  return needed({ source: `aws:kms:${api}`, call: `kms:${api} ${arn}`, permission: `kms:${api}` });
}

export const assumeRoleCall = (role: string): Call =>
  needed({ source: 'aws:sts:AssumeRole', call: `sts:AssumeRole ${role}`, permission: 'sts:AssumeRole' });

/** Every call has its permission in the list. */
type Listed = (typeof AWS_PERMISSIONS)[number];
const needed = (call: Call & { source: Listed['calls'][number]; permission: Listed['permission'] }): Call => call;

/** The IAM policy of the identity that reads the keys of one account. */
export const awsPolicy = (granted: readonly Permission[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ByokAuditReadsKeys',
      Effect: 'Allow',
      Action: granted
        .map(({ permission }) => permission)
        .filter((permission) => permission.startsWith('kms:'))
        .sort(),
      Resource: 'arn:aws:kms:*:ACCOUNT_ID:key/*',
    },
  ],
});

export const howToGrantOnAws = (granted: readonly Permission[]): string =>
  `Credentials come from the default chain. For keys in other accounts, name a role with this policy in the configuration
(\`aws.accounts\`); the caller then needs \`sts:AssumeRole\` on it. Without a role, some of the calls work across accounts if the key
policy allows it; GetKeyPolicy does not.

\`\`\`json
${JSON.stringify(awsPolicy(granted), null, 2)}
\`\`\`
`;
