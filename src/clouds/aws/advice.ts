import { type Advice, advice, few, json, type Snippet, type Target, type Unanswered, yaml } from '../../facts/advice.ts';
import { toFillIn } from '../../facts/placeholder.ts';
import { awsNames } from './name.ts';

/** AWS answers these to identities of the key's own account alone. */
const OWN_ACCOUNT_ALONE = ['kms:GetKeyPolicy', 'kms:ListKeyRotations', 'kms:ListResourceTags'];

const namesOf = (keys: readonly Target[]) => keys.flatMap(({ name }) => awsNames.parse(name) ?? []);

/** The statement for the identity that reads the keys: for each key while they are few, else for each account. */
function statement(permission: string, keys: readonly Target[]): Snippet {
  const named = namesOf(keys);
  const arns = few(named.map(({ name }) => name));
  const accounts = few(named.map(({ partition, account }) => `arn:${partition}:kms:*:${account}:key/*`));
  const Resource = [arns, accounts].find((list) => list.length > 0) ?? ['arn:aws:kms:*:ACCOUNT_ID:key/*'];
  return json({ Sid: `ByokAudit${permission.replace(/^\w+:/, '')}`, Effect: 'Allow', Action: permission, Resource });
}

function roles(keys: readonly Target[]): Snippet {
  const named = few(namesOf(keys).map(({ partition, account }) => `${partition} ${account}`)).map((pair) => pair.split(' '));
  const accounts = named.length > 0 ? named : [['aws', toFillIn('ACCOUNT_ID')]];
  return yaml(
    'aws:',
    '  accounts:',
    ...accounts.map(
      ([partition, account]) => `    "${account}": {role_arn: "arn:${partition}:iam::${account}:role/${toFillIn('ROLE_NAME')}"}`,
    ),
  );
}

/** How to get an answer to a call that AWS refused. */
export function awsGrant({ permission }: Unanswered, keys: readonly Target[]): Advice {
  if (permission === null)
    return advice('No permission would help: check in the AWS account that the Region of the key is enabled.');
  if (permission === 'sts:AssumeRole') {
    const Resource = 'arn:aws:iam::ACCOUNT_ID:role/ROLE';
    return advice(
      'Let the identity of the scan assume the role that the configuration names under aws.accounts: add this statement to its IAM policy, name it in the trust policy of the role, and check role_arn and external_id.',
      { paste: [json({ Sid: 'ByokAuditAssumeRole', Effect: 'Allow', Action: permission, Resource })] },
    );
  }
  const grant =
    "Add this statement to the IAM policy of the identity that reads the keys. It takes effect where the key policy leaves the decision to the account's IAM policies, and no explicit Deny, service control policy or permissions boundary takes it away; else the key policy has to name the identity.";
  return OWN_ACCOUNT_ALONE.includes(permission)
    ? advice(
        `${grant} AWS answers this call to identities of the key's own account alone: from another account, name a role of that account in the configuration, and give the statement to the role.`,
        { paste: [statement(permission, keys), roles(keys)] },
      )
    : advice(grant, { paste: [statement(permission, keys)] });
}

/** The hosts that its calls go to. */
export const awsHost = ({ source }: Unanswered): string =>
  source === 'aws:sts:AssumeRole' ? 'sts.REGION.amazonaws.com' : 'kms.REGION.amazonaws.com';

/** What is peculiar to a call of AWS KMS that gave no fact, by cause. */
export const AWS_REMEDIES = {
  ambiguous: {
    text: 'The key is being created, updated or replicated, and AWS answers no questions about it meanwhile: run the scan again in some minutes.',
  },
} as const;
