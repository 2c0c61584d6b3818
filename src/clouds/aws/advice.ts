import {
  type Advice,
  advice,
  few,
  json,
  type Snippet,
  type Target,
  together,
  type Unanswered,
  yaml,
} from '../../facts/advice.ts';
import { toFillIn } from '../../facts/placeholder.ts';
import { type AwsKmsName, awsNames } from './name.ts';
import type { AwsSettings } from './settings.ts';

/** AWS answers these only to identities of the key's own account. */
const OWN_ACCOUNT_ONLY = ['kms:GetKeyPolicy', 'kms:ListKeyRotations', 'kms:ListResourceTags'];

/** As whom the keys of an account are read. */
type Reader = {
  account: string;
  partition: string;
  /** The role that the configuration names for it; null where it names none, or is not known. */
  role: string | null;
  /** Whether it names an external id too. */
  external: boolean;
};

const namesOf = (keys: readonly Target[]): AwsKmsName[] => keys.flatMap(({ name }) => awsNames.parse(name) ?? []);

function readersOf(names: readonly AwsKmsName[], settings: AwsSettings | null): Reader[] {
  const byAccount = new Map(names.map(({ account, partition }) => [account, partition]));
  return [...byAccount]
    .map(([account, partition]) => {
      const { role_arn = null, external_id } = settings?.accounts[account] ?? {};
      return { account, partition, role: role_arn, external: external_id !== undefined };
    })
    .sort((a, b) => Number(a.account) - Number(b.account));
}

/** Whether each account is read by an identity of its own. */
const areOwn = (readers: readonly Reader[]): boolean =>
  readers.length > 0 && readers.every(({ account, role }) => role?.split(':')[4] === account);

/** What the statements for permissions are called, by which the sentences name them. */
function sidsOf([permission = '', ...others]: readonly string[]) {
  const operation = others.length > 0 ? 'Reads' : permission.replace(/^\w+:/, '');
  return { identity: `ByokAuditIdentity${operation}`, keyPolicy: `ByokAuditKeyPolicy${operation}` };
}

/** A list of one is written without brackets. */
const oneOrAll = (permissions: readonly string[]) => (permissions.length === 1 ? permissions[0] : permissions);

/** The statement for the identity that reads the keys: for each key while they are few, else for each account. */
function ofIdentity(permissions: readonly string[], named: readonly AwsKmsName[]): Snippet {
  const arns = few(named.map(({ name }) => name));
  const accounts = few(named.map(({ partition, account }) => `arn:${partition}:kms:*:${account}:key/*`));
  const Resource = [arns, accounts].find((list) => list.length > 0) ?? ['arn:aws:kms:*:ACCOUNT_ID:key/*'];
  return json({ Sid: sidsOf(permissions).identity, Effect: 'Allow', Action: oneOrAll(permissions), Resource });
}

/** The statements for key policies, one for each identity, so that none is let in where it does not read. */
function ofKeyPolicies(permissions: readonly string[], readers: readonly Reader[], grantee: string): Snippet[] {
  const roles = few(readers.flatMap(({ role }) => role ?? []));
  const isKnown = roles.length > 0 && readers.every(({ role }) => role !== null);
  return [...roles, ...(isKnown ? [] : [grantee])].map((AWS) =>
    json({
      ...{ Sid: sidsOf(permissions).keyPolicy, Effect: 'Allow', Principal: { AWS } },
      ...{ Action: oneOrAll(permissions), Resource: '*' },
    }),
  );
}

/** The lines that name a role, for the accounts that have none. */
function roleLines(readers: readonly Reader[]): Snippet[] {
  const without = readers.filter(({ role }) => role === null);
  if (readers.length > 0 && without.length === 0) return [];
  const named = few(without.map(({ partition, account }) => `${partition} ${account}`)).map((pair) => pair.split(' '));
  const accounts = named.length > 0 ? named : [['aws', toFillIn('ACCOUNT_ID')]];
  return [
    yaml(
      'aws:',
      '  accounts:',
      ...accounts.map(
        ([partition, account]) =>
          `    "${account}": {role_arn: "arn:${partition}:iam::${account}:role/${toFillIn('ROLE_NAME')}"}`,
      ),
    ),
  ];
}

/**
 * How to get an answer to calls that AWS refused.
 * @param settings null where the configuration is not known
 * @param grantee the ARN of whoever reads the keys of accounts without a role; null where it is not known
 */
export function awsGrant(
  calls: readonly Unanswered[],
  keys: readonly Target[],
  settings: AwsSettings | null,
  grantee: string | null,
): Advice {
  const named = namesOf(keys);
  const readers = readersOf(named, settings);
  const missing = [...new Set(calls.map(({ permission }) => permission))];
  const ofKms = missing
    .filter((permission) => permission !== null)
    .filter((permission) => permission !== ASSUME_ROLE)
    .sort();
  return together([
    ...(missing.includes(null) ? [NO_PERMISSION] : []),
    ...(missing.includes(ASSUME_ROLE) ? [ofRole(readers, grantee ?? 'COLLECTOR_ARN')] : []),
    ...(ofKms.length > 0 ? [ofKeys(ofKms, { named, readers, settings, grantee: grantee ?? 'COLLECTOR_ROLE_ARN' })] : []),
  ]);
}

const ASSUME_ROLE = 'sts:AssumeRole';
const NO_PERMISSION = advice('No permission would help: check in the AWS account that the Region of the key is enabled.');

function ofKeys(
  permissions: readonly string[],
  about: { named: readonly AwsKmsName[]; readers: readonly Reader[]; settings: AwsSettings | null; grantee: string },
): Advice {
  const { named, readers, settings, grantee } = about;
  const isOwn = areOwn(readers);
  const sids = sidsOf(permissions);
  const ownOnly = permissions.some((permission) => OWN_ACCOUNT_ONLY.includes(permission));
  const lines = ownOnly && !isOwn ? roleLines(readers) : [];
  return advice(
    [
      `Allow ${permissions.join(', ')} to the identity that reads the keys, in its IAM policy (${sids.identity}), in the policy of each key (${sids.keyPolicy}), or in both.`,
      `In the account of the key${isOwn ? ', as here,' : ''} either suffices where the key policy leaves the decision to the account's IAM policies; where it does not, the key policy needs the statement.`,
      ...(isOwn ? [] : [ownOnly ? onlyFromOwn(lines.length > 0, settings) : 'An identity of another account needs both.']),
      'Add them to the statements that are there, which stay. Neither helps against an explicit Deny, a service or resource control policy or a permissions boundary.',
    ].join(' '),
    { paste: [ofIdentity(permissions, named), ...ofKeyPolicies(permissions, readers, grantee), ...lines] },
  );
}

function onlyFromOwn(areLines: boolean, settings: AwsSettings | null): string {
  const unless = settings === null ? ', unless byok-audit.yaml names one already' : '';
  const how = areLines
    ? `name a role of that account in the configuration, with the lines below${unless}`
    : 'use a role of that account';
  return `AWS answers this call only to identities of the key's own account: from another one, ${how}, and let that role call it.`;
}

/** How to get at the role that the configuration names: its trust and the caller's permission, which another account needs both. */
function ofRole(readers: readonly Reader[], grantee: string): Advice {
  const roles = few(readers.flatMap(({ role }) => role ?? []));
  const Resource = roles.length > 0 ? roles : ['arn:aws:iam::ACCOUNT_ID:role/ROLE_NAME'];
  const Action = ASSUME_ROLE;
  return advice(
    'Let the identity of the scan assume the role that the configuration names under aws.accounts, in its IAM policy (ByokAuditAssumeRole) and in the trust policy of the role (ByokAuditTrust); an identity of another account needs both. Add them to the statements that are there, which stay, and check role_arn, and external_id where the trust policy asks for one.',
    {
      paste: [
        json({ Sid: 'ByokAuditAssumeRole', Effect: 'Allow', Action, Resource }),
        json({
          ...{ Sid: 'ByokAuditTrust', Effect: 'Allow', Principal: { AWS: grantee }, Action },
          // without it the role would be open to whoever makes the scan ask for it
          ...(readers.some(({ external }) => external) && { Condition: { StringEquals: { 'sts:ExternalId': 'EXTERNAL_ID' } } }),
        }),
      ],
    },
  );
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
