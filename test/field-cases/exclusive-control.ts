import type { Raw } from '../../loopback/fixture.ts';
import type { Answer, FieldCase } from './case.ts';
import { arnOf, aws, besides, deny, everyone, template } from './on-aws.ts';
import { assignment, azure, ENCRYPTION_USER, vaultIdOf, well } from './on-azure.ts';
import { bind, google, groupOf, USER_ROLE, VIEWER_ROLE } from './on-google.ts';

const CONTROL = 'key.exclusive_control';
const KEY = 'cck-quince';
const STRANGER = '999988887777';
const stranger: Raw = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const grant = (GranteePrincipal: string, change: Raw = {}): Raw => ({
  KeyId: arnOf(),
  GrantId: '00000000000000000000000000000000000000000000000000000000000000aa',
  GranteePrincipal,
  Operations: ['Decrypt', 'GenerateDataKey'],
  CreationDate: '2026-04-01T09:00:00Z',
  IssuingAccount: 'arn:aws:iam::111122223333:root',
  ...change,
});
const trusting = (cloud: string, ...entries: string[]) => `trusted_principals: {${cloud}: ${JSON.stringify(entries)}}\n`;
const organizationOnly = everyone({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard000' } } });

const binding = (title: string, member: string, answer: Answer): FieldCase => ({
  title,
  organization: google({
    bindings: [bind(USER_ROLE, [`group:${groupOf('cherry')}`, member]), bind(VIEWER_ROLE, [`group:${groupOf('cherry')}`])],
  }),
  expect: [answer === 'fail' ? [CONTROL, 'cck-cherry', answer, new RegExp(member)] : [CONTROL, 'cck-cherry', answer]],
});

/** Who beside the customer and Confluent holds a key. */
export const EXCLUSIVE_CONTROL: FieldCase[] = [
  {
    title: 'the account of the key and the roles of Confluent are nobody else',
    organization: aws(),
    expect: [[CONTROL, KEY, 'pass']],
    open: true,
  },
  {
    title: 'another account that may do anything with the key is named',
    organization: besides(stranger),
    expect: [[CONTROL, KEY, 'fail', new RegExp(STRANGER)]],
    open: true,
  },
  {
    title: 'an account that the configuration declares is no stranger',
    organization: besides(stranger),
    config: trusting('aws', STRANGER),
    expect: [[CONTROL, KEY, 'pass']],
    open: true,
  },
  {
    title: 'a grant to a role of another account is named',
    organization: aws({ grants: [grant(`arn:aws:iam::${STRANGER}:role/market`)] }),
    expect: [[CONTROL, KEY, 'fail', /role\/market/]],
    open: true,
  },
  {
    title: 'a Kafka role of another organization of Confluent is named',
    organization: besides(template({ Sid: 'Other', Principal: { AWS: 'arn:aws:iam::000000000000:role/cc-kafka-market' } })),
    expect: [[CONTROL, KEY, 'fail', /cc-kafka-market/]],
    open: true,
  },
  {
    title: 'what the grants of Confluent leave to AWS in the accounts of Confluent is no stranger',
    organization: aws({
      grants: [
        grant('arn:aws:sts::000000000000:assumed-role/aws:ec2-infrastructure/i-0orchard', {
          IssuingAccount: 'arn:aws:iam::000000000000:root',
        }),
        grant('arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'),
      ],
    }),
    expect: [[CONTROL, KEY, 'pass']],
    open: true,
  },
  {
    title: 'another grantee in the accounts of Confluent cannot be told',
    organization: aws({ grants: [grant('arn:aws:iam::000000000000:role/support')] }),
    expect: [[CONTROL, KEY, 'unknown/ambiguous', /role\/support/]],
    open: true,
  },
  {
    title: 'everyone in an organization that nothing declares is left to a person, who is given the line to paste',
    organization: besides(organizationOnly),
    expect: [[CONTROL, KEY, 'unknown/unsupported', /trusted_principals[\s\S]*o-orchard000/]],
    exit: 0,
    open: true,
  },
  {
    title: 'everyone in a declared organization is no stranger',
    organization: besides(organizationOnly),
    config: trusting('aws', 'o-orchard000'),
    expect: [[CONTROL, KEY, 'pass']],
    open: true,
  },
  {
    title: 'a service that acts for a foreign account is a stranger',
    organization: besides(
      everyone({ Principal: { Service: 's3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': STRANGER } } }),
    ),
    expect: [[CONTROL, KEY, 'fail', new RegExp(STRANGER)]],
    open: true,
  },
  {
    title: 'grants that may not be listed leave open who else holds the key',
    organization: aws(),
    faults: [{ id: /^kms:ListGrants/, kind: 'deny' }],
    expect: [[CONTROL, KEY, 'unknown/denied', /ListGrants/]],
    open: true,
  },
  {
    title: 'a stranger that a Deny shuts out holds nothing',
    organization: besides(
      stranger,
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['111122223333', '000000000000'] } } }),
    ),
    expect: [[CONTROL, KEY, ['pass', 'unknown']]],
    open: true,
  },
  {
    title: 'a person with a role of the vault is left to a person, and the first day ends with 0',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e9', { principalType: 'User' }),
      ],
    }),
    expect: [[CONTROL, 'cck-apricot', 'unknown/unsupported', /trusted_principals/]],
    exit: 0,
    open: true,
  },
  {
    title: 'a person whom the declared list leaves out fails',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e9', { principalType: 'User' }),
      ],
    }),
    config: trusting('azure', '00000000-0000-4000-8000-0000000000e8'),
    expect: [[CONTROL, 'cck-apricot', 'fail', /0000000000e9/]],
    open: true,
  },
  {
    title: 'a group of another tenant is a stranger',
    organization: azure({
      assignments: [
        ...well(vaultIdOf()),
        assignment(ENCRYPTION_USER, vaultIdOf(), '00000000-0000-4000-8000-0000000000e7', { principalType: 'ForeignGroup' }),
      ],
    }),
    expect: [[CONTROL, 'cck-apricot', 'fail', /0000000000e7/]],
    open: true,
  },
  {
    ...binding('a consumer account of Google that decrypts is a stranger', 'user:picker@gmail.com', 'fail'),
    open: true,
  },
  {
    ...binding(
      'a service account of the project of the key is its own',
      'serviceAccount:app@orchard-berries.iam.gserviceaccount.com',
      'pass',
    ),
    open: true,
  },
  {
    ...binding('a person of the company is left to a person', 'user:admin@orchard.example', 'unknown/unsupported'),
    exit: 0,
    open: true,
  },
  {
    ...binding('a person of a declared domain is no stranger', 'user:admin@orchard.example', 'pass'),
    config: trusting('gcp', '*@orchard.example'),
    open: true,
  },
  {
    ...binding('a person of no declared domain is a stranger', 'user:admin@market.example', 'fail'),
    config: trusting('gcp', '*@orchard.example'),
    open: true,
  },
  {
    ...binding('everyone with a Google account is a stranger', 'allAuthenticatedUsers', 'fail'),
    config: trusting('gcp', '*@orchard.example'),
    open: true,
  },
];
