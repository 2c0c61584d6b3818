import { describe, expect, it } from 'vitest';
import { awsPublic, awsPublicReads } from '../../../../src/clouds/aws/access/public.ts';
import { allow, deny, guard, KEY, OWNER, ROLE, unread, without } from './guard.ts';

const open = (changes: object = {}) => allow({ Principal: '*', Action: 'kms:Decrypt', ...changes });
const when = (Condition: object) => [open({ Condition })];

function verdict(...statements: unknown[]): 'found' | 'undetermined' | 'not public' {
  const { found, undetermined } = awsPublic(guard(...statements));
  if (found.length > 0) return 'found';
  return undetermined.length > 0 ? 'undetermined' : 'not public';
}

describe('a statement', () => {
  it.each([
    ['for everyone', open(), 'found'],
    ['for every AWS principal', open({ Principal: { AWS: '*' } }), 'found'],
    ['for everyone in a list', open({ Principal: { AWS: [ROLE, '*'] } }), 'found'],
    ['for everyone but a role', { ...without(open(), 'Principal'), NotPrincipal: { AWS: ROLE } }, 'found'],
    ['for a role', open({ Principal: { AWS: ROLE } }), 'not public'],
    ['for an account', open({ Principal: { AWS: OWNER } }), 'not public'],
    ['for a service', open({ Principal: { Service: 'kms.amazonaws.com' } }), 'not public'],
    ['for a pattern of principals', open({ Principal: { AWS: 'arn:aws:iam::*:root' } }), 'undetermined'],
    ['for a principal that is not understood', open({ Principal: ['*'] }), 'undetermined'],
    ['without a principal', without(open(), 'Principal'), 'undetermined'],
    ['of pure reads', open({ Action: ['kms:Get*', 'kms:List*', 'kms:Describe*'] }), 'not public'],
    ['of administration', open({ Action: 'kms:PutKeyPolicy' }), 'found'],
    ['of all but cryptography', { ...without(open(), 'Action'), NotAction: ['kms:*crypt*', 'kms:Generate*'] }, 'found'],
    ['of another service', open({ Action: 's3:*' }), 'not public'],
    ['of an action that this version does not know', open({ Action: 'kms:PeelKey' }), 'undetermined'],
    ['on another key', open({ Resource: KEY.replace('pear', 'plum') }), 'not public'],
    ['without a resource', without(open(), 'Resource'), 'not public'],
    ['without an action', without(open(), 'Action'), 'not public'],
    ['with an unknown element', open({ Fruit: 'apple' }), 'undetermined'],
    ['without an effect', without(open(), 'Effect'), 'undetermined'],
    ['that denies', deny(), 'not public'],
  ])('public access is found correctly for a statement %s', (_, statement, expected) => {
    expect(verdict(statement)).toBe(expected);
  });

  it('what everyone may read about the key is listed apart, as far as it is proven', () => {
    const reads = open({ Action: ['kms:DescribeKey', 'kms:ListGrants', 'kms:Decrypt'] });
    expect(awsPublicReads(guard(allow(), reads))).toEqual(['everyone may kms:DescribeKey, kms:ListGrants (statement 2)']);
    expect(awsPublicReads(guard(open({ Action: 'kms:Decrypt' })))).toEqual([]);
    expect(awsPublicReads(guard(allow({ Action: 'kms:DescribeKey' })))).toEqual([]);
    expect(awsPublicReads(guard({ ...reads, Condition: { StringEquals: { 'kms:CallerAccount': '000000000000' } } }))).toEqual([]);
    expect(awsPublicReads({ ...guard(reads), policy: unread('kms:GetKeyPolicy') })).toEqual([]);
  });

  it('a public statement is named with the actions that it opens', () => {
    expect(awsPublic(guard(allow(), open({ Sid: 'Market' }))).found).toEqual(['everyone may kms:Decrypt (statement 2 "Market")']);
    expect(awsPublic(guard(open({ Action: '*' }))).found).toEqual([
      expect.stringMatching(
        /^everyone may kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo and \d+ more \(statement 1\)$/,
      ),
    ]);
  });
});

const ORG = { 'aws:PrincipalOrgID': 'o-fruit' };

describe('a condition', () => {
  it.each([
    ['on the account binds', when({ StringEquals: { 'kms:CallerAccount': '000000000000' } }), 'not public'],
    [
      'on several accounts binds',
      when({ StringLike: { 'aws:PrincipalAccount': ['000000000000', '222222222222'] } }),
      'not public',
    ],
    ['on an organization binds', when({ StringEquals: ORG }), 'not public'],
    ['on roles of an account binds', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/*' } }), 'not public'],
    ['on a source account binds', when({ StringEquals: { 'aws:SourceAccount': '000000000000' } }), 'not public'],
    ['on a source organization binds', when({ StringEquals: { 'aws:SourceOrgID': 'o-fruit' } }), 'not public'],
    ['on a source of an account binds', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:000000000000:*' } }), 'not public'],
    ['on a bucket binds', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::fruit*' } }), 'not public'],
    [
      'on a path of an organization binds',
      when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-fruit/*' } }),
      'not public',
    ],
    ['that binds is enough among others', when({ StringEquals: ORG, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'not public'],
    ['on plain text never holds', when({ Bool: { 'aws:SecureTransport': 'false' } }), 'not public'],
    [
      'binds with IfExists where the key is always there',
      when({ StringEqualsIfExists: { 'kms:CallerAccount': '000000000000' } }),
      'not public',
    ],
    ['does not bind with IfExists where it may be absent', when({ StringEqualsIfExists: ORG }), 'found'],
    ['that no account equals opens nothing', when({ StringEquals: { 'kms:CallerAccount': '*' } }), 'not public'],
    [
      'that no account equals in any case opens nothing',
      when({ StringEqualsIgnoreCase: { 'kms:CallerAccount': ['*', '?'] } }),
      'not public',
    ],
    ['on services alone is not for everyone', when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'not public'],
    ['on all but services is for everyone', when({ Bool: { 'aws:PrincipalIsAWSService': 'false' } }), 'found'],
    ['does not bind with a bare *', when({ StringLike: { 'aws:PrincipalOrgID': '*' } }), 'found'],
    [
      'does not bind with a bare * among others',
      when({ StringLike: { 'aws:PrincipalAccount': ['000000000000', '*'] } }),
      'found',
    ],
    ['does not bind to any organization', when({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), 'found'],
    ['does not bind to a role of any account', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/apple' } }), 'found'],
    ['does not bind to all but an account', when({ StringNotEquals: { 'kms:CallerAccount': '000000000000' } }), 'found'],
    ['does not bind by asking for a key', when({ Null: { 'aws:PrincipalOrgID': 'false' } }), 'found'],
    [
      'of all values does not bind, for there may be none',
      when({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-fruit/*' } }),
      'found',
    ],
    ['on an address does not bind', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), 'found'],
    ['on TLS does not bind', when({ Bool: { 'aws:SecureTransport': 'true' } }), 'found'],
    [
      'on a service in between does not bind',
      when({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }),
      'found',
    ],
    ['that is empty does not bind', when({}), 'found'],
    ['with an unknown operator is unclear', when({ StringMatches: ORG }), 'undetermined'],
    ['with part of an account is unclear', when({ StringLike: { 'aws:PrincipalAccount': '0000*' } }), 'undetermined'],
    [
      'with a * that may run over the account is unclear',
      when({ StringLike: { 'aws:PrincipalArn': 'arn:aws:*:000000000000:role/*' } }),
      'undetermined',
    ],
    [
      'with an early * in a text is unclear',
      when({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam:*:000000000000:*' } }),
      'undetermined',
    ],
    [
      'with a wildcard that its operator takes for a letter opens nothing',
      when({ StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/*' } }),
      'not public',
    ],
    ['on any bucket is unclear', when({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }), 'undetermined'],
    [
      'on a source whose owner is not in its ARN is unclear',
      when({ ArnLike: { 'aws:SourceArn': 'arn:aws:apigateway:eu-west-1::/restapis/fruit' } }),
      'undetermined',
    ],
    ['with a policy variable is unclear', when({ StringEquals: { 'aws:PrincipalOrgID': '$' + '{aws:x}' } }), 'undetermined'],
    [
      'on paths without a set operator is unclear',
      when({ StringLike: { 'aws:PrincipalOrgPaths': 'o-fruit/*' } }),
      'undetermined',
    ],
    ['on a VPC endpoint is unclear', when({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }), 'undetermined'],
    ['that is no object is unclear', [open({ Condition: 'never' })], 'undetermined'],
  ])('public access is found correctly under a condition %s', (_, statements, expected) => {
    expect(verdict(...statements)).toBe(expected);
  });
});

describe('a guardrail', () => {
  const outside = (Condition: object, changes: object = {}) => deny({ Action: 'kms:*', Condition, ...changes });

  it.each([
    ['around an organization closes it', outside({ StringNotEquals: ORG }), 'not public'],
    ['with IfExists closes it, for strangers have no such key', outside({ StringNotEqualsIfExists: ORG }), 'not public'],
    [
      'that excepts an account too closes it',
      outside({ StringNotEquals: ORG, ArnNotLike: { 'aws:PrincipalArn': ROLE } }),
      'not public',
    ],
    ['around an account closes it', outside({ StringNotEquals: { 'aws:PrincipalAccount': '000000000000' } }), 'not public'],
    ['over TLS closes it', outside({ StringNotEquals: ORG, Bool: { 'aws:SecureTransport': 'true' } }), 'not public'],
    ['without a condition closes it', outside({}), 'not public'],
    ['for all but some closes it', { ...without(outside({}), 'Principal'), NotPrincipal: { AWS: [ROLE, OWNER] } }, 'not public'],
    [
      'that excepts services closes it to everyone',
      outside({ StringNotEquals: ORG, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }),
      'not public',
    ],
    ['with an unknown operator leaves it in doubt', outside({ StringDiffers: ORG }), 'undetermined'],
    ['around VPC endpoints leaves it in doubt', outside({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }), 'undetermined'],
    ['with an unknown element leaves it in doubt', outside({ StringNotEquals: ORG }, { Fruit: 'apple' }), 'undetermined'],
    ['around any organization does not close it', outside({ StringNotLike: { 'aws:PrincipalOrgID': 'o-*' } }), 'found'],
    ['against the organization does not close it', outside({ StringEquals: ORG }), 'found'],
    ['against plain text does not close it', outside({ Bool: { 'aws:SecureTransport': 'false' } }), 'found'],
    [
      'that never applies does not close it',
      outside({ StringNotEquals: ORG, Bool: { 'aws:SecureTransport': 'false' } }),
      'found',
    ],
    [
      'around paths by sets leaves it in doubt',
      outside({ 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-fruit/*' } }),
      'undetermined',
    ],
    ['around a network does not close it', outside({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }), 'found'],
    ['for one role does not close it', outside({ StringNotEquals: ORG }, { Principal: { AWS: ROLE } }), 'found'],
    ['of other actions does not close it', outside({ StringNotEquals: ORG }, { Action: 'kms:Encrypt' }), 'found'],
    ['on another key does not close it', outside({ StringNotEquals: ORG }, { Resource: KEY.replace('pear', 'plum') }), 'found'],
  ])('a guardrail %s', (_, guardrail, expected) => {
    expect(verdict(open(), guardrail)).toBe(expected);
  });

  it('a guardrail must close everything that is open', () => {
    const both = open({ Action: ['kms:Decrypt', 'kms:PutKeyPolicy'] });
    const { found } = awsPublic(guard(both, outside({ StringNotEquals: ORG }, { Action: 'kms:Decrypt' })));
    expect(found).toEqual(['everyone may kms:PutKeyPolicy (statement 1)']);
  });

  it('a guardrail that leaves the answer in doubt is named', () => {
    const fence = outside({ StringNotEquals: ORG, Bool: { 'aws:ViaAWSService': 'false' } }, { Sid: 'Fence' });
    expect(awsPublic(guard(open(), fence)).undetermined).toEqual([
      {
        cause: 'ambiguous',
        detail:
          'statement 2 "Fence" of the key policy: whether it denies everyone outside its account or organization depends on its other conditions',
      },
    ]);
  });
});

it('public access is unknown without the policy', () => {
  expect(awsPublic({ ...guard(), policy: unread('kms:GetKeyPolicy') })).toEqual({
    found: [],
    undetermined: [unread('kms:GetKeyPolicy').unknown],
  });
});

it('public access is known without the grants', () => {
  expect(awsPublic({ ...guard(), grants: unread('kms:ListGrants') })).toEqual({ found: [], undetermined: [] });
});
