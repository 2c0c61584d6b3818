import type { FieldCase } from './case.ts';
import {
  attach,
  aws,
  besides,
  conditional,
  deny,
  everyone,
  KAFKA_ROLE,
  KEY,
  OWN,
  STORAGE_ROLE,
  template,
  under,
  use,
} from './on-aws.ts';

const GRANTED = 'key.access_granted';
const WAY_FORWARD = /template|attest|without (a|the|this) condition/i;
const EXCEPTION = /aws:PrincipalAccount|attest/i;

const tagged = [{ TagKey: 'team', TagValue: 'orchard' }];
const byTag = (value: string) => [OWN, conditional({ StringEquals: { 'aws:ResourceTag/team': value } })];

/** Conditions that follow from the key, from the call, or from nothing that can be read. */
export const AWS_CONDITIONS: FieldCase[] = [
  {
    title: 'conditions on the usage, the origin and the kind of the key that it meets let Confluent in',
    organization: under(
      conditional({
        StringEquals: { 'kms:KeyUsage': 'ENCRYPT_DECRYPT', 'kms:KeyOrigin': 'AWS_KMS' },
        Bool: { 'kms:MultiRegion': 'false' },
      }),
    ),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a pattern that the spec of the key fits lets Confluent in',
    organization: under(conditional({ StringLikeIfExists: { 'kms:KeySpec': 'SYMMETRIC_*' } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a statement for RSA keys gives nothing on a symmetric key',
    organization: under(conditional({ StringEquals: { 'kms:KeySpec': 'RSA_2048' } })),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'a statement for multi-Region keys gives nothing on a key of one Region',
    organization: under(conditional({ Bool: { 'kms:MultiRegion': 'true' } })),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'a Deny outside of the allowed Regions leaves a key in one of them alone',
    organization: besides(deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a Deny outside of the allowed Regions shuts Confluent out of a key elsewhere',
    organization: besides(deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } })),
    expect: [[GRANTED, KEY, 'fail', /Deny/]],
  },
  {
    title: 'a condition on the account of the key follows from its ARN',
    organization: under(conditional({ StringEquals: { 'aws:ResourceAccount': '111122223333' } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a condition on a tag that the key has lets Confluent in',
    organization: aws({ statements: byTag('orchard'), tags: tagged }),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a condition on a tag of which the key has another value gives nothing',
    organization: aws({ statements: byTag('market'), tags: tagged }),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'a condition on a tag stays undecided while the tags may not be read',
    organization: aws({ statements: byTag('orchard'), tags: tagged }),
    faults: [{ id: /^kms:ListResourceTags/, kind: 'deny' }],
    expect: [[GRANTED, KEY, 'unknown', /ResourceTag/]],
  },
  {
    title: 'a statement that ran out last year gives nothing',
    organization: under(conditional({ DateLessThan: { 'aws:CurrentTime': '2025-12-31T00:00:00Z' } })),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'a statement from last year on lets Confluent in',
    organization: under(conditional({ DateGreaterThanEquals: { 'aws:CurrentTime': '2025-12-31T00:00:00Z' } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a Deny of which one condition is known to be false denies nothing, whatever the other one is',
    organization: besides(
      deny({ Condition: { StringEquals: { 'kms:KeySpec': 'RSA_2048' }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
    ),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'StringEquals takes the star in the ARN of a role for a letter, so that no role has that ARN',
    organization: under(
      template({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/*' } } }),
    ),
    expect: [
      [GRANTED, KEY, 'fail'],
      ['key.not_public', KEY, ['pass', 'unknown']],
    ],
  },
  {
    title: 'ArnEquals takes the star in the ARN of a role for any text',
    organization: under(
      template({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/cc-*' } } }),
    ),
    expect: [
      [GRANTED, KEY, 'pass'],
      ['key.not_public', KEY, 'pass'],
    ],
  },
  {
    title: 'a Deny for each account that is not called * denies every account',
    organization: besides(deny({ Condition: { StringNotEquals: { 'kms:CallerAccount': '*' } } })),
    expect: [[GRANTED, KEY, 'fail', /Deny/]],
  },
  {
    title: 'a statement for AWS services gives a role nothing',
    organization: under(template({ Principal: '*', Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } })),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'use of the key through another service alone is undecided, and it is said how to decide it',
    organization: under(use({ Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), attach()),
    expect: [[GRANTED, KEY, 'unknown/ambiguous', WAY_FORWARD]],
  },
  {
    title: 'use of the key under an encryption context is undecided, and it is said how to decide it',
    organization: under(use({ Condition: { StringEquals: { 'kms:EncryptionContext:cluster': 'pear' } } }), attach()),
    expect: [[GRANTED, KEY, 'unknown/ambiguous', WAY_FORWARD]],
  },
  {
    title: 'grants for listed operations alone are undecided, and it is said how to decide it',
    organization: under(
      use(),
      attach({ Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'Decrypt'] } } }),
    ),
    expect: [[GRANTED, KEY, 'unknown/ambiguous', WAY_FORWARD]],
  },
  {
    title: 'a perimeter of the organization that excepts the accounts of Confluent leaves Confluent alone',
    organization: besides(
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-orchard000', 'aws:PrincipalAccount': ['000000000000'] },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a perimeter for AWS services leaves a role alone',
    organization: besides(
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-orchard000' },
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
        },
      }),
    ),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a perimeter of networks is undecided, and it is said which exception decides it',
    organization: besides(
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0orchard' },
          NotIpAddressIfExists: { 'aws:SourceIp': ['203.0.113.0/24'] },
          BoolIfExists: { 'aws:ViaAWSService': 'false' },
        },
      }),
    ),
    expect: [[GRANTED, KEY, 'unknown/ambiguous', EXCEPTION]],
  },
  {
    title: 'a perimeter of organizational units is undecided, and it is said which exception decides it',
    organization: besides(
      deny({ Condition: { 'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': ['o-orchard000/r-pear/*'] } } }),
    ),
    expect: [[GRANTED, KEY, 'unknown/ambiguous', EXCEPTION]],
  },
  {
    title: 'a condition on everyone that StringLike fits with any account leaves the key to everyone',
    organization: besides(everyone({ Condition: { StringLike: { 'kms:CallerAccount': '*' } } })),
    expect: [['key.not_public', KEY, 'fail', /first give Confluent.*put-key-policy --key-id KEY_ARN /s]],
  },
  {
    title: 'a condition on everyone that no account meets, whatever the case of its letters, opens nothing',
    organization: besides(everyone({ Condition: { StringEqualsIgnoreCase: { 'kms:CallerAccount': '*' } } })),
    expect: [['key.not_public', KEY, ['pass', 'unknown']]],
  },
  {
    title: 'a condition on everyone that no one of the values meets opens nothing',
    organization: besides(everyone({ Condition: { 'ForAnyValue:StringEquals': { 'aws:PrincipalAccount': ['*', '?'] } } })),
    expect: [['key.not_public', KEY, ['pass', 'unknown']]],
  },
  {
    title: 'a statement without a resource gives nothing',
    organization: under(template({ Resource: undefined })),
    expect: [[GRANTED, KEY, 'fail']],
  },
  {
    title: 'a Deny without a resource denies nothing',
    organization: besides(deny({ Resource: undefined })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a statement for everyone without an action opens nothing',
    organization: besides(everyone({ Action: undefined })),
    expect: [['key.not_public', KEY, 'pass']],
  },
  {
    title: 'a Deny for the session of a deleted role leaves the role that was made again alone',
    organization: besides(deny({ Principal: { AWS: 'AROAORCHARDKAFKA00001:broker-7' } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a statement for the session of a deleted role gives the role that was made again nothing',
    organization: under(template({ Principal: { AWS: ['AROAORCHARDKAFKA00001:broker-7', STORAGE_ROLE] } })),
    expect: [[GRANTED, KEY, 'fail', /AROA|deleted role|no longer exists/]],
  },
  {
    title: 'both roles deleted and made again: the ids that are left in the policy are named',
    organization: under(template({ Principal: { AWS: ['AROAORCHARDKAFKA00001', 'AROAORCHARDSTORE00002'] } })),
    expect: [[GRANTED, KEY, 'fail', /AROA|deleted role|no longer exists/]],
  },
  {
    title: 'a deleted role in the statement of grants alone is named',
    organization: under(use(), attach({ Principal: { AWS: ['AROAORCHARDKAFKA00001', STORAGE_ROLE] } })),
    expect: [[GRANTED, KEY, 'fail', /AROA|deleted role|no longer exists/]],
  },
  {
    title: 'what a deleted role leaves behind beside the statements of Confluent does no harm',
    organization: besides(template({ Principal: { AWS: 'AROAORCHARDKAFKA00001' } })),
    expect: [[GRANTED, KEY, 'pass']],
  },
  {
    title: 'a Deny for all other accounts is what has to change, and not what is given',
    organization: besides(deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } })),
    expect: [[GRANTED, KEY, 'fail', /(change|except|narrow|remove|take).{0,80}Deny/i]],
  },
  {
    title: 'a Deny of grants for one role is what has to change, and not what is given',
    organization: besides(deny({ Sid: 'NoGrants', Principal: { AWS: KAFKA_ROLE }, Action: 'kms:CreateGrant' })),
    expect: [[GRANTED, KEY, 'fail', /(change|except|narrow|remove|take).{0,80}Deny/i]],
  },
  {
    title: 'a Deny that spares one of the two roles is what has to change, and not what is given',
    organization: besides(
      deny({
        Principal: undefined,
        NotPrincipal: { AWS: ['arn:aws:iam::111122223333:root', STORAGE_ROLE] },
      }),
    ),
    expect: [[GRANTED, KEY, 'fail', /(change|except|narrow|remove|take).{0,80}Deny/i]],
  },
  {
    title: 'everyone may describe the key: a note, since nothing of it can be used',
    organization: besides(everyone({ Action: 'kms:DescribeKey' })),
    expect: [['key.not_public', KEY, 'pass', /DescribeKey/]],
  },
  {
    title: 'everyone may describe the key and decrypt with it',
    organization: besides(everyone({ Action: ['kms:DescribeKey', 'kms:Decrypt'] })),
    expect: [['key.not_public', KEY, 'fail', /Decrypt/]],
  },
  {
    title: 'everyone may change who may use the key',
    organization: besides(everyone({ Action: 'kms:PutKeyPolicy' })),
    expect: [['key.not_public', KEY, 'fail', /PutKeyPolicy/]],
  },
];
