import type { FieldCase } from './case.ts';
import { arnOf, aws } from './on-aws.ts';

const KEY = 'cck-quince';
/** Another account than that of the scanner's credentials. */
const ELSEWHERE = { account: '444455556666' };
const ROLE = 'aws: {accounts: {"444455556666": {role_arn: "arn:aws:iam::444455556666:role/byok-audit"}}}\n';

/** Keys in accounts of which the scanner is not, and keys whose ARN is spelt in another way. */
export const AWS_ACCOUNTS: FieldCase[] = [
  {
    title: 'the policy of a key in another account is not a matter of a permission alone, and it is said what is',
    organization: aws(ELSEWHERE),
    expect: [
      ['key.present', KEY, 'pass'],
      ['key.enabled', KEY, 'pass'],
      ['key.rotated', KEY, 'pass'],
      ['key.access_granted', KEY, 'unknown/denied', /444455556666[\s\S]*aws\.accounts/],
      ['key.exclusive_control', KEY, 'unknown/denied', /aws\.accounts/],
      ['key.not_public', KEY, 'unknown/denied', /aws\.accounts/],
    ],
  },
  {
    title: 'the rotations of an old key in another account are not a matter of a permission alone',
    organization: aws({ ...ELSEWHERE, metadata: { CreationDate: '2023-03-01T09:00:00Z' } }),
    expect: [['key.rotated', KEY, 'unknown/denied', /aws\.accounts/]],
  },
  {
    title: 'a permission that the role in the account of the key lacks is a matter of the permission',
    organization: {
      ...aws(ELSEWHERE),
      aws: { ...aws(ELSEWHERE).aws, roles: [{ arn: 'arn:aws:iam::444455556666:role/byok-audit' }] },
    },
    config: ROLE,
    faults: [{ id: /^kms:GetKeyPolicy/, kind: 'deny' }],
    expect: [['key.access_granted', KEY, 'unknown/denied', /^(?!.*aws\.accounts)/s]],
  },
  {
    title: 'a role in the account of the key that cannot be taken is named',
    organization: aws(ELSEWHERE),
    config: ROLE,
    expect: [['key.access_granted', KEY, 'unknown/denied', /AssumeRole arn:aws:iam::444455556666:role\/byok-audit/]],
  },
  {
    title: 'an expected key is the key of the cluster in whatever case its id is written',
    organization: aws(),
    config: `expected_keys: {lkc-quince: "${arnOf().replace(/[^/]+$/, (id) => id.toUpperCase())}"}\n`,
    expect: [['cluster.key_as_expected', 'lkc-quince', 'pass']],
  },
  {
    title: 'an expected key is not its namesake in another Region',
    organization: aws(),
    config: `expected_keys: {lkc-quince: "${arnOf({ region: 'eu-west-2' })}"}\n`,
    expect: [['cluster.key_as_expected', 'lkc-quince', 'fail']],
  },
];
