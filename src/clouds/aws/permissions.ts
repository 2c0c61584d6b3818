import type { Call, Permission } from '../../collect/observe.ts';
import { json, type Snippet } from '../../facts/advice.ts';
import { keysOf } from '../../input/keys.ts';
import type { Credentials } from '../cloud.ts';
import type { AwsKmsName } from './name.ts';

export const AWS_CREDENTIALS: Credentials = {
  source: 'aws:credentials',
  call: 'AWS credentials',
  remedy: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use the role of the machine',
};

/** What the collector's identity needs in each account that holds keys, each permission for the call of its name. */
const NEEDED = {
  'kms:DescribeKey': 'whether the key is there; its state, origin, spec, deletion date, multi-Region primary',
  'kms:GetKeyRotationStatus': 'automatic rotation; of the primary, where the key is a multi-Region replica',
  'kms:ListKeyRotations': 'when the key was rotated; not answered to another account',
  'kms:GetKeyPolicy': 'who may use the key; not answered to another account',
  'kms:ListGrants': 'permissions given beside the key policy',
  'kms:ListResourceTags':
    'tags: whose the key is, and who may use it where the key policy decides by them; not answered to another account',
  'sts:AssumeRole': 'on the caller, for accounts with a role_arn in the configuration',
};

/** What is lost without a permission, where that is little. */
const OPTIONAL: Partial<Record<keyof typeof NEEDED, string>> = {
  'kms:ListResourceTags':
    'without it the owners of keys are not known, nor who may use a key whose policy has a condition on tags',
};

const WHERE: Partial<Record<keyof typeof NEEDED, string>> = {
  'sts:AssumeRole': 'the configuration names a role',
};

export const AWS_PERMISSIONS: readonly Permission[] = keysOf(NEEDED).map((permission) => ({
  permission,
  calls: [`aws:${permission}`],
  for: NEEDED[permission],
  ...(WHERE[permission] !== undefined && { where: WHERE[permission], optional: `only where ${WHERE[permission]}` }),
  ...(OPTIONAL[permission] !== undefined && { optional: OPTIONAL[permission] }),
}));

/** @param on the ARN of a key, or of a role */
export const awsCall = (permission: keyof typeof NEEDED, on: string): Call => ({
  source: `aws:${permission}`,
  call: `${permission} ${on}`,
  permission,
});

/** The IAM policy of the identity that reads the keys of one account. @param resources ARNs of keys, with wildcards */
export const awsPolicy = (granted: readonly Permission[], resources = ['arn:aws:kms:*:ACCOUNT_ID:key/*']) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ByokAuditReadsKeys',
      Effect: 'Allow',
      Action: granted
        .map(({ permission }) => permission)
        .filter((permission) => permission.startsWith('kms:'))
        .sort(),
      Resource: resources.length === 1 ? resources[0] : resources,
    },
  ],
});

/** The policy for all keys of the accounts of these. */
export function awsDocument(granted: readonly Permission[], names: readonly AwsKmsName[]): Snippet | null {
  const accounts = new Set(names.map(({ partition, account }) => `arn:${partition}:kms:*:${account}:key/*`));
  const policy = awsPolicy(granted, accounts.size === 0 ? undefined : [...accounts].sort());
  return policy.Statement.some(({ Action }) => Action.length > 0) ? json(policy) : null;
}

export const howToGrantOnAws = (granted: readonly Permission[]): string =>
  `Credentials come from the default chain. For keys in other accounts, name a role with this policy in the configuration
(\`aws.accounts\`); the caller then needs \`sts:AssumeRole\` on it. Without a role, some of the calls work across accounts if the key
policy allows it; GetKeyPolicy does not.

\`\`\`json
${awsDocument(granted, [])?.text}
\`\`\`
`;
