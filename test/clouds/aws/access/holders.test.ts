import { describe, expect, it, test } from 'vitest';
import { awsHolders } from '../../../../src/clouds/aws/access/holders.ts';
import type { AwsGuard } from '../../../../src/clouds/aws/access/ruling.ts';
import type { Unknown } from '../../../../src/facts/fact.ts';
import { allow, deny, grant, guard, guardOf, OWNER, policyOf, ROLE, unread, without } from './guard.ts';

const STRANGER = '999988887777';
const MARKET = `arn:aws:iam::${STRANGER}:role/market`;
const all = (changes: object = {}) => allow({ Action: 'kms:*', ...changes });
const everyone = (Condition: object, changes: object = {}) => all({ Principal: '*', Condition, ...changes });

const holdersOf = (given: AwsGuard, trusted: string[] | null = null, unnamed: Unknown | null = null) =>
  awsHolders(given, { confluent: [ROLE], unnamed, trusted });
/** Whose each holder is, by name, with the cause of a doubt. */
const whose = (...about: Parameters<typeof holdersOf>) =>
  Object.fromEntries(
    holdersOf(...about).found.map(({ principal, whose: is, doubt }) => [principal, doubt ? `${is}: ${doubt.cause}` : is]),
  );

/** One row per statement: whose the one who holds something by it is. */
describe('by the key policy, a holder', () => {
  it.each<[string, object, Record<string, string>]>([
    ['is own in the account of the key', { Principal: { AWS: OWNER } }, { [OWNER]: 'own' }],
    [
      'is own as a role of it',
      { Principal: { AWS: 'arn:aws:iam::000000000000:role/plum' } },
      { 'arn:aws:iam::000000000000:role/plum': 'own' },
    ],
    ['is Confluent as a role that a registration names', { Principal: { AWS: ROLE } }, { [ROLE]: 'confluent' }],
    [
      'is Confluent as a session of such a role',
      { Principal: { AWS: 'arn:aws:sts::222222222222:assumed-role/apple/pie' } },
      { 'arn:aws:sts::222222222222:assumed-role/apple/pie': 'confluent' },
    ],
    ['is foreign in another account', { Principal: { AWS: MARKET } }, { [MARKET]: 'foreign' }],
    ['is foreign as another account', { Principal: { AWS: STRANGER } }, { [STRANGER]: 'foreign' }],
    [
      'is foreign as the root of another account',
      { Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } },
      { [`arn:aws:iam::${STRANGER}:root`]: 'foreign' },
    ],
    [
      'is foreign as a federated user of another account',
      { Principal: { AWS: `arn:aws:sts::${STRANGER}:federated-user/fig` } },
      { [`arn:aws:sts::${STRANGER}:federated-user/fig`]: 'foreign' },
    ],
    [
      'is foreign as the identity provider of another account',
      { Principal: { Federated: `arn:aws:iam::${STRANGER}:saml-provider/fig` } },
      { [`arn:aws:iam::${STRANGER}:saml-provider/fig`]: 'foreign' },
    ],
    [
      'is foreign as the Kafka role of another organization',
      { Principal: { AWS: 'arn:aws:iam::222222222222:role/cc-kafka-market' } },
      { 'arn:aws:iam::222222222222:role/cc-kafka-market': 'foreign' },
    ],
    [
      'is in doubt as another role of Confluent',
      { Principal: { AWS: 'arn:aws:iam::222222222222:role/support' } },
      { 'arn:aws:iam::222222222222:role/support': 'untold: ambiguous' },
    ],
    [
      'is in doubt as the whole account of Confluent',
      { Principal: { AWS: '222222222222' } },
      { 222222222222: 'untold: ambiguous' },
    ],
    ['is nobody as a deleted role', { Principal: { AWS: 'AROAEXAMPLEFIG' } }, {}],
    ['is a service', { Principal: { Service: 's3.amazonaws.com' } }, { 's3.amazonaws.com': 'service' }],
    [
      'is left to a person as a canonical user',
      { Principal: { CanonicalUser: '79a59df900b949e5' } },
      { '79a59df900b949e5': 'untold: unsupported' },
    ],
    [
      'is left to a person as CloudFront',
      { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } },
      { 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1': 'untold: unsupported' },
    ],
    ['is foreign as everyone', { Principal: '*' }, { '*': 'foreign' }],
    ['holds nothing by a pure read', { Principal: { AWS: MARKET }, Action: ['kms:Describe*', 'kms:List*'] }, {}],
    ['holds nothing on another key', { Principal: { AWS: MARKET }, Resource: 'arn:aws:kms:eu-west-1:000000000000:key/plum' }, {}],
    [
      'holds nothing under a condition that is never met',
      { Principal: { AWS: MARKET }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {},
    ],
    [
      'holds what it has under a condition on how it asks',
      { Principal: { AWS: MARKET }, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
      { [MARKET]: 'foreign' },
    ],
    [
      'is in doubt under a condition on who it is',
      { Principal: { AWS: MARKET }, Condition: { StringEquals: { 'aws:PrincipalTag/fruit': 'fig' } } },
      { [MARKET]: 'untold: ambiguous' },
    ],
  ])('%s', (_, change, expected) => {
    expect(whose(guard(all(change)))).toEqual(expected);
  });

  it('is foreign where everyone but some may', () => {
    const { found } = holdersOf(guard({ ...without(all(), 'Principal'), NotPrincipal: { AWS: OWNER } }));
    expect(found).toMatchObject([{ whose: 'foreign', may: ['use', 'open', 'disable', 'destroy'] }]);
  });
});

describe('of everyone, a condition leaves those whom it names', () => {
  it.each<[string, object, Record<string, string>]>([
    ['the own account', { StringEquals: { 'kms:CallerAccount': '000000000000' } }, { 'everyone in account 000000000000': 'own' }],
    [
      'another account',
      { StringEquals: { 'aws:PrincipalAccount': STRANGER } },
      { [`everyone in account ${STRANGER}`]: 'foreign' },
    ],
    [
      'an organization',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } },
      { 'everyone in organization o-fruit': 'untold: unsupported' },
    ],
    [
      'a path of an organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-fruit/r-1/*' } },
      { 'everyone in organization o-fruit': 'untold: unsupported' },
    ],
    [
      'roles of another account',
      { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/*` } },
      { [`arn:aws:iam::${STRANGER}:role/*`]: 'foreign' },
    ],
    [
      'nobody under two accounts',
      { StringEquals: { 'kms:CallerAccount': STRANGER, 'aws:PrincipalAccount': '000000000000' } },
      {},
    ],
    [
      'the own account of an organization',
      { StringEquals: { 'kms:CallerAccount': '000000000000', 'aws:PrincipalOrgID': 'o-fruit' } },
      { 'everyone in account 000000000000': 'own' },
    ],
    ['nobody by a name that nobody has', { StringEquals: { 'kms:CallerAccount': '*' } }, {}],
    ['whoever has a network', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, { '*': 'untold: ambiguous' }],
    ['everyone through a service', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, { '*': 'foreign' }],
  ])('%s', (_, Condition, expected) => {
    expect(whose(guard(everyone(Condition)))).toEqual(expected);
  });
});

test('a service is a stranger where it acts for one', () => {
  const service = (Condition: object) => whose(guard(everyone(Condition, { Principal: { Service: 's3.amazonaws.com' } })));
  expect(service({ StringEquals: { 'aws:SourceAccount': STRANGER } })).toEqual({
    [`s3.amazonaws.com for account ${STRANGER}`]: 'foreign',
  });
  expect(service({ StringEquals: { 'aws:SourceAccount': '000000000000' } })).toEqual({
    's3.amazonaws.com for account 000000000000': 'service',
  });
  expect(service({ StringEquals: { 'aws:SourceOrgID': 'o-fruit' } })).toEqual({
    's3.amazonaws.com for organization o-fruit': 'untold: unsupported',
  });
});

describe('what the configuration declares is trusted', () => {
  it.each([
    ['an account', STRANGER, { Principal: { AWS: MARKET } }, MARKET],
    ['the root of an account', `arn:aws:iam::${STRANGER}:root`, { Principal: { AWS: MARKET } }, MARKET],
    ['a role', MARKET, { Principal: { AWS: MARKET } }, MARKET],
    [
      'a session of a role',
      MARKET,
      { Principal: { AWS: `arn:aws:sts::${STRANGER}:assumed-role/market/stall` } },
      `arn:aws:sts::${STRANGER}:assumed-role/market/stall`,
    ],
    [
      'an organization',
      'o-fruit',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } } },
      'everyone in organization o-fruit',
    ],
    [
      'an account of an organization',
      'o-fruit',
      { Principal: { AWS: MARKET }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } } },
      MARKET,
    ],
  ])('%s', (_, entry, change, name) => {
    expect(whose(guard(all(change)), [entry])).toEqual({ [name]: 'trusted' });
  });

  it('and nothing besides', () => {
    expect(whose(guard(all({ Principal: { AWS: MARKET } })), ['444455556666', `${MARKET}t`, 'o-fruit'])).toEqual({
      [MARKET]: 'foreign',
    });
  });

  it('by the entry that a holder comes with', () => {
    for (const change of [
      { Principal: { AWS: MARKET } },
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } } },
    ]) {
      const [holder] = holdersOf(guard(all(change))).found;
      expect(Object.values(whose(guard(all(change)), [holder?.declare ?? '']))).toEqual(['trusted']);
    }
  });
});

describe('a Deny', () => {
  const stranger = all({ Principal: { AWS: MARKET } });
  it.each<[string, object, Record<string, string>]>([
    ['for everyone takes all away', deny({ Action: '*' }), {}],
    [
      'for all other accounts does',
      deny({ Action: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['000000000000', '222222222222'] } } }),
      {},
    ],
    [
      'for all who are not named does',
      { ...without(deny({ Action: '*' }), 'Principal'), NotPrincipal: { AWS: [OWNER, ROLE] } },
      {},
    ],
    ['for another account does not', deny({ Action: '*', Principal: { AWS: '444455556666' } }), { [MARKET]: 'foreign' }],
    [
      'from elsewhere does not',
      deny({ Action: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
      { [MARKET]: 'foreign' },
    ],
    [
      'outside of an organization leaves it in doubt',
      deny({ Action: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-fruit' } } }),
      { [MARKET]: 'untold: ambiguous' },
    ],
  ])('%s', (_, statement, expected) => {
    expect(whose(guard(stranger, statement))).toEqual(expected);
    expect(
      whose({ ...guardOf(policyOf(all({ Principal: { AWS: OWNER } }), statement), [grant({ grantee: MARKET })]) }),
    ).toMatchObject(expected);
  });

  it('takes away only what it names', () => {
    expect(
      holdersOf(
        guard(
          stranger,
          deny({ Action: ['kms:*Grant', 'kms:PutKeyPolicy', 'kms:Replicate*', 'kms:Disable*', 'kms:DeleteImported*'] }),
        ),
      ).found,
    ).toMatchObject([{ may: ['use', 'destroy'] }]);
  });
});

describe('by a grant, a holder', () => {
  const granted = (changes: Parameters<typeof grant>[0]) => guardOf(policyOf(), [grant(changes)]);
  const by = (changes: Parameters<typeof grant>[0]) => {
    const { [OWNER]: own, ...others } = whose(granted(changes));
    expect(own).toBe('own');
    return others;
  };
  it.each<[string, Parameters<typeof grant>[0], Record<string, string>]>([
    ['is foreign in another account', { grantee: MARKET }, { [MARKET]: 'foreign' }],
    ['is foreign under constraints, too', { grantee: MARKET, constrained: true }, { [MARKET]: 'foreign' }],
    [
      'is Confluent as what AWS runs there',
      { grantee: 'arn:aws:sts::222222222222:assumed-role/aws:ec2-infrastructure/i-1' },
      { 'arn:aws:sts::222222222222:assumed-role/aws:ec2-infrastructure/i-1': 'confluent' },
    ],
    [
      'is foreign as what AWS runs elsewhere',
      { grantee: `arn:aws:sts::${STRANGER}:assumed-role/aws:ec2-infrastructure/i-1` },
      { [`arn:aws:sts::${STRANGER}:assumed-role/aws:ec2-infrastructure/i-1`]: 'foreign' },
    ],
    [
      'is Confluent as a service-linked role there',
      { grantee: 'arn:aws:iam::222222222222:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2' },
      { 'arn:aws:iam::222222222222:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2': 'confluent' },
    ],
    [
      'is a service',
      { grantee: 'ebs.amazonaws.com', issued_by: 'arn:aws:iam::222222222222:root' },
      { 'ebs.amazonaws.com': 'service' },
    ],
    [
      'is a service that acts for a stranger',
      { grantee: 'ebs.amazonaws.com', issued_by: `arn:aws:iam::${STRANGER}:root` },
      { [`ebs.amazonaws.com for arn:aws:iam::${STRANGER}:root`]: 'foreign' },
    ],
    ['holds nothing by the right to describe the key', { grantee: MARKET, operations: ['DescribeKey', 'RetireGrant'] }, {}],
    ['is nobody as a deleted role', { grantee: 'AROAEXAMPLEFIG' }, {}],
    ['is in doubt where its name is not understood', { grantee: 'GARBLED' }, { GARBLED: 'untold: ambiguous' }],
  ])('%s', (_, changes, expected) => {
    expect(by(changes)).toEqual(expected);
  });

  it('is named once for grants that are alike', () => {
    const two = ['1', '2'].map((id) => grant({ grantee: MARKET, operations: ['Decrypt', 'CreateGrant'], id }));
    expect(holdersOf(guardOf(policyOf(), two)).found.slice(1)).toEqual([
      {
        principal: MARKET,
        may: ['use', 'open'],
        by: 'grants 1, 2',
        whose: 'foreign',
        why: expect.any(String),
        doubt: null,
        declare: MARKET,
      },
    ]);
  });
});

test('nobody is proven foreign where Confluent may have other accounts', () => {
  expect(
    whose(guard(all({ Principal: { AWS: [MARKET, 'arn:aws:iam::222222222222:role/cc-kafka-market'] } })), null, {
      cause: 'malformed',
      detail: 'the roles of a registration',
    }),
  ).toEqual({
    [MARKET]: 'untold: malformed',
    'arn:aws:iam::222222222222:role/cc-kafka-market': 'untold: ambiguous',
  });
});

describe('what could hold more and was not read or understood', () => {
  it.each<[string, AwsGuard, string]>([
    ['the policy', { ...guard(), policy: unread('kms:GetKeyPolicy') }, 'denied'],
    ['the grants', { ...guard(), grants: unread('kms:ListGrants') }, 'denied'],
    ['a policy that is none', guardOf('{}'), 'malformed'],
    ['a principal', guard(all({ Principal: { AWS: 'GARBLED' } })), 'ambiguous'],
    ['an effect', guard(all({ Effect: 'GARBLED' })), 'ambiguous'],
    ['an action', guard(all({ Action: 'GARBLED' })), 'ambiguous'],
    ['an action that this version does not know', guard(all({ Action: 'kms:PeelKey' })), 'unrecognized'],
  ])('%s keeps the list from being whole', (_, given, cause) => {
    expect(holdersOf(given).undetermined).toMatchObject([{ cause }]);
  });

  it('what was read stays proven', () => {
    const given = { ...guardOf('', [grant({ grantee: MARKET })]), policy: unread('kms:GetKeyPolicy') };
    expect(whose(given)).toEqual({ [MARKET]: 'foreign' });
  });
});
