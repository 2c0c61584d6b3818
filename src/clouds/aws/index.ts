import Type from 'typebox';
import { listOf, matching } from '../../collect/reply.ts';
import { derive } from '../../facts/fact.ts';
import type { Cloud } from '../cloud.ts';
import { accessToAwsKey } from './access/access.ts';
import { AWS_REMEDIES, awsGrant, awsHost } from './advice.ts';
import { awsCreatedAt, externalStore, ofAws } from './facts.ts';
import { type AwsKmsName, awsNames, parseAwsKeyArn } from './name.ts';
import { AWS_CREDENTIALS, AWS_PERMISSIONS, awsDocument, howToGrantOnAws } from './permissions.ts';
import { AwsSettings } from './settings.ts';
import { AwsKey } from './snapshot.ts';

const iamArn = matching(/^arn:aws[a-z-]*:iam::\d{12}:\S+$/, 'the ARN of a role');

export const aws: Cloud<'aws', AwsKmsName, AwsKmsName, AwsKey, AwsSettings> = {
  provider: 'aws',
  label: 'AWS',
  settings: AwsSettings,
  trusted: {
    entry: Type.String({
      pattern: '^(\\d{12}|(?!\\d*$)[^*\\s]+)$',
      'x-expected': 'an account of 12 digits, the ARN of a principal or an organization (o-...), without wildcards',
    }),
    description: 'Accounts, ARNs of principals, and organizations (o-...).',
    examples: [['444455556666', 'o-a1b2c3d4e5']],
  },
  key: AwsKey,
  format10: { key: ({ tags: _, ...key }) => key },
  names: awsNames,
  registration: {
    kind: 'AwsKey',
    nameField: 'key_arn',
    kms: (arn) => derive(arn, parseAwsKeyArn),
    principals: (key) => key.required('key.roles', listOf(iamArn)),
  },
  facts: {
    service: () => 'aws_kms',
    region: (name) => derive(name, ({ region }) => region),
    ofKey: ofAws,
    createdAt: awsCreatedAt,
    tags: ({ tags }) => tags,
    externalStore,
  },
  access: accessToAwsKey,
  reading: {
    expectedCalls: ({ names }) => names.length * 5,
    read: async (...given) => (await import('./read/read.ts')).readAwsKeys(...given),
    callers: async (...given) => (await import('./read/caller.ts')).awsCallers(...given),
  },
  credentials: AWS_CREDENTIALS,
  advice: { grant: awsGrant, host: awsHost, ofCause: AWS_REMEDIES },
  permissions: { list: AWS_PERMISSIONS, document: awsDocument, howToGrant: howToGrantOnAws },
  limits: [
    { text: 'Service and resource control policies on AWS are not read.', onHolders: false },
    {
      text: 'IAM policies in AWS accounts are not read: an account that a key policy names may hand its permissions on to its own identities.',
      onHolders: true,
    },
  ],
};
