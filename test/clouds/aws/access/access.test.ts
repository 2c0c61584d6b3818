import { describe, expect, it } from 'vitest';
import { awsAccess, awsBeyondNeed, awsOptionalMissing } from '../../../../src/clouds/aws/access/access.ts';
import { AWS_NEEDED } from '../../../../src/clouds/aws/access/action.ts';
import { awsPublic } from '../../../../src/clouds/aws/access/public.ts';
import { allow, decision, deny, effect, grant, guard, guardOf, KEY, OWNER, policyOf, ROLE, unread } from './guard.ts';

const BANANA = 'arn:aws:iam::333333333333:role/banana';

const CLI_TEMPLATE = [
  {
    Sid: 'Allow Confluent accounts to use the key',
    Effect: 'Allow',
    Principal: { AWS: [ROLE, BANANA] },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
  },
  {
    Sid: 'Allow Confluent accounts to attach persistent resources',
    Effect: 'Allow',
    Principal: { AWS: [ROLE, BANANA] },
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Resource: '*',
  },
];

const TERRAFORM_EXAMPLE = [
  { Sid: 'Allow Root', Effect: 'Allow', Principal: { AWS: OWNER }, Action: '*', Resource: '*' },
  {
    Sid: 'Allow KMS Use',
    Effect: 'Allow',
    Principal: { AWS: [ROLE, BANANA] },
    Action: CLI_TEMPLATE.flatMap(({ Action }) => Action),
    Resource: '*',
  },
];

describe.each([
  ["the CLI's template", guard(...CLI_TEMPLATE)],
  ['the Terraform example', guard(...TERRAFORM_EXAMPLE)],
])('access for %s', (_, given) => {
  it('every role has all permissions that it needs', () => {
    const access = awsAccess(given, [ROLE, BANANA]);
    expect(access.map(({ permission }) => permission)).toEqual([...AWS_NEEDED, ...AWS_NEEDED]);
    expect(access.filter((each) => each.decision.effect !== 'granted')).toEqual([]);
  });

  it('the policy gives nothing beyond need, lacks nothing optional and is not public', () => {
    expect(awsBeyondNeed(given, [ROLE, BANANA])).toEqual({ found: [], undetermined: [] });
    expect(awsOptionalMissing(given, [ROLE, BANANA])).toEqual([]);
    expect(awsPublic(given)).toEqual({ found: [], undetermined: [] });
  });

  it('a role that the policy does not name has no permissions', () => {
    const access = awsAccess(given, ['arn:aws:iam::444444444444:role/cherry']);
    expect(new Set(access.map((each) => each.decision.effect))).toEqual(new Set(['not_granted']));
  });
});

describe('the reason for a decision', () => {
  it('the deciding statement is named by its number, from 1, and its Sid', () => {
    expect(decision(guard(...TERRAFORM_EXAMPLE))).toEqual({
      effect: 'granted',
      by: 'statement 2 "Allow KMS Use" of the key policy',
    });
    expect(decision(guard(allow(), deny({ Sid: 'Freeze' })))).toEqual({
      effect: 'not_granted',
      by: 'the explicit Deny of statement 2 "Freeze" of the key policy',
      because: 'denied',
    });
  });

  it('when no statement grants an action, the reason says so', () => {
    const nothing = guard();
    expect(decision(nothing)).toEqual({
      effect: 'not_granted',
      by: 'no statement of the key policy and no grant gives it',
      because: 'not_given',
    });
    expect(decision(nothing, 'kms:ListGrants')).toEqual({
      effect: 'not_granted',
      by: 'no statement of the key policy and no grant gives it',
      because: 'not_given',
    });
  });

  it('the reason names a condition that is not understood', () => {
    expect(decision(guard(allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } } })))).toEqual({
      effect: 'undetermined',
      why: {
        cause: 'ambiguous',
        detail:
          'statement 1 of the key policy: its condition StringEquals on aws:PrincipalOrgID cannot be evaluated from here; ' +
          "a statement without a condition, as in Confluent's template, would decide it, and so would an attestation",
      },
    });
  });

  it('the reason names the exception that would decide a Deny', () => {
    const perimeter = deny({ Condition: { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } } });
    expect(decision(guard(allow(), perimeter))).toMatchObject({
      why: { detail: expect.stringContaining('aws:PrincipalAccount') },
    });
  });

  it('the reason names the id of a deleted role that a statement still gives it to', () => {
    const given = guard(allow({ Principal: { AWS: 'AROAEXAMPLEAPPLE:pie' } }));
    expect(decision(given)).toMatchObject({
      effect: 'not_granted',
      by: expect.stringContaining('AROAEXAMPLEAPPLE:pie, the id of a deleted role'),
      because: 'deleted',
    });
  });
});

const MFA = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

describe('an explicit Deny', () => {
  it.each([
    ['wins over an Allow', guard(allow(), deny()), 'not_granted'],
    ['wins whatever its place', guard(deny(), allow()), 'not_granted'],
    ['wins over a grant', guardOf(policyOf(deny()), [grant()]), 'not_granted'],
    ['wins over an Allow in doubt', guard(allow(MFA), deny()), 'not_granted'],
    ['wins beside a Deny in doubt', guard(allow(), deny(MFA), deny()), 'not_granted'],
    ['wins with the grants unread', { ...guard(deny()), grants: unread('kms:ListGrants') }, 'not_granted'],
    ['in doubt leaves an Allow in doubt', guard(allow(), deny(MFA)), 'undetermined'],
    ['in doubt leaves a grant in doubt', guardOf(policyOf(deny(MFA)), [grant()]), 'undetermined'],
    ['in doubt changes nothing where nothing grants', guard(deny(MFA)), 'not_granted'],
    ['of another action changes nothing', guard(allow(), deny({ Action: 'kms:Decrypt' })), 'granted'],
    ['of another role changes nothing', guard(allow(), deny({ Principal: { AWS: BANANA } })), 'granted'],
  ])('an explicit Deny %s', (_, given, expected) => {
    expect(effect(given)).toBe(expected);
  });
});

describe('an Allow in doubt', () => {
  it.each([
    ['does not matter beside a certain one', guard(allow(MFA), allow()), 'granted'],
    ['does not matter beside a grant', guardOf(policyOf(allow(MFA)), [grant()]), 'granted'],
    ['decides where it is alone', guard(allow(MFA)), 'undetermined'],
    ['of another role does not matter', guard(allow({ ...MFA, Principal: { AWS: BANANA } })), 'not_granted'],
  ])('an Allow in doubt %s', (_, given, expected) => {
    expect(effect(given)).toBe(expected);
  });
});

describe('a grant', () => {
  const granted = (...grants: Parameters<typeof grant>) => guardOf(policyOf(), grants.map(grant));

  it.each([
    ['counts for its operations', granted({ operations: ['Decrypt', 'Encrypt'] }), 'kms:Encrypt', 'granted'],
    ['does not count for others', granted({ operations: ['Decrypt'] }), 'kms:Encrypt', 'not_granted'],
    ['names the two sides of ReEncrypt', granted({ operations: ['ReEncryptFrom'] }), 'kms:ReEncryptFrom', 'granted'],
    ['of one side does not give the other', granted({ operations: ['ReEncryptFrom'] }), 'kms:ReEncryptTo', 'not_granted'],
    ['can give CreateGrant', granted({ operations: ['CreateGrant'] }), 'kms:CreateGrant', 'granted'],
    ['can give DescribeKey', granted({ operations: ['DescribeKey'] }), 'kms:DescribeKey', 'granted'],
    ['cannot give ListGrants', granted({ operations: ['ListGrants'] }), 'kms:ListGrants', 'not_granted'],
    ['cannot give RevokeGrant', granted({ operations: ['RevokeGrant'] }), 'kms:RevokeGrant', 'not_granted'],
    ['with constraints is in doubt', granted({ constrained: true }), 'kms:Encrypt', 'undetermined'],
    ['to another role does not count', granted({ grantee: BANANA }), 'kms:Encrypt', 'not_granted'],
    ['to a service does not count', granted({ grantee: 'rds.amazonaws.com' }), 'kms:Encrypt', 'not_granted'],
    [
      'to a session is not one to the role',
      granted({ grantee: 'arn:aws:sts::222222222222:assumed-role/apple/pie' }),
      'kms:Encrypt',
      'not_granted',
    ],
    ["to the role's account is in doubt", granted({ grantee: 'arn:aws:iam::222222222222:root' }), 'kms:Encrypt', 'undetermined'],
    ['to an unnamed grantee is in doubt', granted({ grantee: null }), 'kms:Encrypt', 'undetermined'],
  ])('a grant %s', (_, given, permission, expected) => {
    expect(effect(given, permission)).toBe(expected);
  });

  it('a grant that decides is named', () => {
    expect(decision(guardOf(policyOf(), [grant()]))).toEqual({ effect: 'granted', by: 'a grant' });
    const ids = ['apple', 'pear', 'plum'].map((id) => grant({ id }));
    expect(decision(guardOf(policyOf(), ids.slice(0, 1)))).toEqual({ effect: 'granted', by: 'grant apple' });
    const others = [grant({ id: 'fig', grantee: BANANA }), grant({ id: 'lime', operations: ['Decrypt'] })];
    expect(decision(guardOf(policyOf(), [...others, ...ids]))).toEqual({
      effect: 'granted',
      by: 'grants apple, pear and 1 more',
    });
  });
});

describe('policies and grants that were not read', () => {
  const policyUnread = { ...guardOf('', [grant()]), policy: unread('kms:GetKeyPolicy') };
  const grantsUnread = { ...guard(allow()), grants: unread('kms:ListGrants', 'throttled') };

  it('an unread policy leaves even a grant undetermined, because the policy might deny', () => {
    expect(decision(policyUnread)).toEqual({ effect: 'undetermined', why: unread('kms:GetKeyPolicy').unknown });
  });

  it('unread grants do not matter where the policy is enough', () => {
    expect(decision(grantsUnread)).toEqual({ effect: 'granted', by: 'statement 1 of the key policy' });
  });

  it('unread grants leave undetermined what a grant could give', () => {
    expect(decision(grantsUnread, 'kms:Decrypt')).toEqual({
      effect: 'undetermined',
      why: unread('kms:ListGrants', 'throttled').unknown,
    });
  });

  it('unread grants do not leave undetermined what no grant could give', () => {
    expect(effect(grantsUnread, 'kms:RevokeGrant')).toBe('not_granted');
  });
});

describe('the requested principals', () => {
  it('a request for no principals gives no decisions', () => {
    expect(awsAccess(guard(allow()), [])).toEqual([]);
  });

  it.each([
    'apple',
    'arn:aws:iam::222222222222:root',
    'arn:aws:iam::222222222222:role/*',
    'arn:aws:sts::222222222222:assumed-role/apple/pie',
    'AROAEXAMPLE',
  ])('a requested principal must be a role or user, unlike %s', (principal) => {
    const given = guard(allow({ Principal: '*' }));
    expect(decision(given, 'kms:Encrypt', principal)).toMatchObject({ effect: 'undetermined', why: { cause: 'malformed' } });
    expect(awsBeyondNeed(given, [principal]).undetermined).toMatchObject([{ cause: 'malformed' }]);
  });

  it('a requested principal cannot be in another partition', () => {
    const chinese = 'arn:aws-cn:iam::222222222222:role/apple';
    expect(decision(guard(allow({ Principal: '*' })), 'kms:Encrypt', chinese).effect).toBe('not_granted');
  });

  it('principals are evaluated on a key of their own partition', () => {
    const chinese = 'arn:aws-cn:iam::222222222222:role/apple';
    const given = { ...guard(allow({ Principal: { AWS: chinese } })), arn: KEY.replace('arn:aws:', 'arn:aws-cn:') };
    expect(decision(given, 'kms:Encrypt', chinese).effect).toBe('granted');
  });

  it('a requested principal may be a user', () => {
    const user = 'arn:aws:iam::222222222222:user/orchard/apple';
    expect(decision(guard(allow({ Principal: { AWS: user } })), 'kms:Encrypt', user).effect).toBe('granted');
  });
});

it('a key whose ARN is malformed is not evaluated', () => {
  expect(decision({ ...guard(allow()), arn: 'pear' })).toMatchObject({ effect: 'undetermined', why: { cause: 'malformed' } });
});

describe('optional permissions', () => {
  it('optional permissions that a role is known to lack are noted', () => {
    expect(awsOptionalMissing(guard(allow({ Action: AWS_NEEDED })), [ROLE])).toEqual([
      'kms:GenerateDataKeyPair',
      'kms:GenerateDataKeyPairWithoutPlaintext',
    ]);
  });

  it('optional permissions in doubt are not noted', () => {
    expect(awsOptionalMissing({ ...guard(allow()), policy: unread('kms:GetKeyPolicy') }, [ROLE])).toEqual([]);
  });
});
