import { describe, expect, it } from 'vitest';
import { allow, deny, effect, guard, ROLE } from './guard.ts';

/** One row per condition of the only Allow: whether the role may encrypt. */
describe('a condition', () => {
  it.each([
    ['on the account that holds', { StringEquals: { 'kms:CallerAccount': '222222222222' } }, 'granted'],
    ['on another account', { StringEquals: { 'kms:CallerAccount': '333333333333' } }, 'not_granted'],
    ['ignores case in the names of keys', { StringEquals: { 'KMS:callerACCOUNT': '222222222222' } }, 'granted'],
    ['has enough with one of several values', { StringEquals: { 'aws:PrincipalAccount': ['3', '222222222222'] } }, 'granted'],
    ['takes an account as a number', { StringEquals: { 'aws:PrincipalAccount': 222222222222 } }, 'granted'],
    ['has no wildcards under StringEquals', { StringEquals: { 'aws:PrincipalAccount': '*' } }, 'not_granted'],
    ['takes * under StringLike', { StringLike: { 'aws:PrincipalAccount': '2222*' } }, 'granted'],
    ['takes ? under StringLike', { StringLike: { 'aws:PrincipalAccount': '22222222222?' } }, 'granted'],
    ['is whole under StringLike', { StringLike: { 'aws:PrincipalAccount': '222' } }, 'not_granted'],
    ['is negated by StringNotEquals', { StringNotEquals: { 'aws:PrincipalAccount': '222222222222' } }, 'not_granted'],
    ['is negated for all of its values', { StringNotEquals: { 'aws:PrincipalAccount': ['3', '222222222222'] } }, 'not_granted'],
    ['holds negated where no value fits', { StringNotEquals: { 'aws:PrincipalAccount': ['3', '4'] } }, 'granted'],
    ['is negated by StringNotLike', { StringNotLike: { 'aws:PrincipalAccount': '2*' } }, 'not_granted'],
    ['is case-sensitive in StringEquals', { StringEquals: { 'aws:PrincipalArn': ROLE.toUpperCase() } }, 'not_granted'],
    ['can ignore case', { StringEqualsIgnoreCase: { 'aws:PrincipalArn': ROLE.toUpperCase() } }, 'granted'],
    ['can ignore case negated', { StringNotEqualsIgnoreCase: { 'aws:PrincipalArn': ROLE.toUpperCase() } }, 'not_granted'],
    ['on the ARN is on the role, not its session', { ArnEquals: { 'aws:PrincipalArn': ROLE } }, 'granted'],
    [
      'on the ARN of a session never holds',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:assumed-role/apple/*' } },
      'not_granted',
    ],
    ['takes wildcards under ArnEquals too', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app*' } }, 'granted'],
    ['takes wildcards under ArnLike', { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::222222222222:*' } }, 'granted'],
    ['lets no * of ArnLike over a colon', { ArnLike: { 'aws:PrincipalArn': 'arn:*:222222222222:x:y:*' } }, 'not_granted'],
    ['lets * of StringLike over a colon', { StringLike: { 'aws:PrincipalArn': 'arn:*:role/apple' } }, 'granted'],
    ['is negated by ArnNotLike', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/apple' } }, 'not_granted'],
    ['is negated by ArnNotEquals', { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/banana' } }, 'granted'],
    ['with half an ARN is not understood', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*' } }, 'undetermined'],
    ['holds with IfExists as without', { StringEqualsIfExists: { 'aws:PrincipalAccount': '222222222222' } }, 'granted'],
    ['fails with IfExists as without', { ArnLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::3:role/*' } }, 'not_granted'],
    ['is not known by IfExists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-fruit' } }, 'undetermined'],
    ['on TLS holds, since KMS takes nothing else', { Bool: { 'aws:SecureTransport': 'true' } }, 'granted'],
    ['on TLS holds as a Boolean', { Bool: { 'aws:SecureTransport': true } }, 'granted'],
    ['on plain text never holds', { Bool: { 'aws:SecureTransport': 'false' } }, 'not_granted'],
    ['on TLS holds with IfExists', { BoolIfExists: { 'aws:SecureTransport': 'true' } }, 'granted'],
    ['on services does not hold for a role', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, 'not_granted'],
    ['on all but services holds for a role', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, 'granted'],
    ['that is neither true nor false is not understood', { Bool: { 'aws:SecureTransport': 'yes' } }, 'undetermined'],
    ['that asks for a key to be there holds', { Null: { 'aws:PrincipalArn': 'false' } }, 'granted'],
    ['that asks for a key to be absent fails', { Null: { 'aws:PrincipalArn': 'true' } }, 'not_granted'],
    ['of Null takes no IfExists', { NullIfExists: { 'aws:PrincipalArn': 'false' } }, 'undetermined'],
    ['of Null on another key is not known', { Null: { 'kms:ViaService': 'true' } }, 'undetermined'],
    ['on an organization is not known', { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit' } }, 'undetermined'],
    [
      'on a service in between is not known',
      { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      'undetermined',
    ],
    ['on grants for services is not known', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, 'undetermined'],
    ['on a source is not known', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::fruit' } }, 'undetermined'],
    ['on the encryption context is not known', { StringEquals: { 'kms:EncryptionContext:fruit': 'apple' } }, 'undetermined'],
    ['on an address is not known', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'undetermined'],
    ['of a set is not understood', { 'ForAllValues:StringEquals': { 'aws:PrincipalAccount': '222222222222' } }, 'undetermined'],
    ['with an unknown operator is not understood', { StringMatches: { 'aws:PrincipalAccount': '2' } }, 'undetermined'],
    ['with an operator of another type is not understood', { Bool: { 'aws:PrincipalArn': 'true' } }, 'undetermined'],
    ['compares no account as an ARN', { ArnLike: { 'aws:PrincipalAccount': '222222222222' } }, 'undetermined'],
    ['with a policy variable is not understood', { StringEquals: { 'aws:PrincipalArn': '$' + '{aws:x}' } }, 'undetermined'],
    [
      'needs no policy variable where another value fits',
      { StringEquals: { 'aws:PrincipalArn': ['$' + '{aws:x}', ROLE] } },
      'granted',
    ],
    ['without values is not understood', { StringEquals: { 'aws:PrincipalArn': [] } }, 'undetermined'],
    ['with an object as its value is not understood', { StringEquals: { 'aws:PrincipalArn': {} } }, 'undetermined'],
    ['with null as its value is not understood', { StringEquals: { 'aws:PrincipalArn': null } }, 'undetermined'],
    ['without keys narrows nothing', { StringEquals: {} }, 'granted'],
    ['that is empty narrows nothing', {}, 'granted'],
    [
      'fails by one key, whatever the others are',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit', 'kms:CallerAccount': '333333333333' } },
      'not_granted',
    ],
    [
      'fails by one operator, whatever the others are',
      { StringMatches: { fruit: 'apple' }, ArnNotLike: { 'aws:PrincipalArn': ROLE } },
      'not_granted',
    ],
    [
      'needs every key to hold',
      { StringEquals: { 'aws:PrincipalOrgID': 'o-fruit', 'kms:CallerAccount': '222222222222' } },
      'undetermined',
    ],
  ])('a condition %s', (_, Condition, expected) => {
    expect(effect(guard(allow({ Condition })))).toBe(expected);
  });
});

const ORG = { 'aws:PrincipalOrgID': 'o-fruit' };

/** One row per Deny for everyone, beside a plain Allow. */
describe('a guardrail', () => {
  it.each([
    ['of an organization may keep the role out', { StringNotEquals: ORG }, 'undetermined'],
    ['of an organization with IfExists may keep it out', { StringNotEqualsIfExists: ORG }, 'undetermined'],
    [
      "that excepts the role's account lets it pass",
      { StringNotEquals: { ...ORG, 'aws:PrincipalAccount': '222222222222' } },
      'granted',
    ],
    [
      'that excepts the role among others lets it pass',
      { StringNotEquals: ORG, ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::3:role/*', ROLE] } },
      'granted',
    ],
    [
      'that excepts other roles may keep it out',
      { StringNotEquals: ORG, ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/b*' } },
      'undetermined',
    ],
    [
      'for roles alone may keep it out',
      { StringNotEqualsIfExists: ORG, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
      'undetermined',
    ],
    [
      'for services alone lets it pass',
      { StringNotEqualsIfExists: ORG, Bool: { 'aws:PrincipalIsAWSService': 'true' } },
      'granted',
    ],
    ['against plain text lets it pass', { Bool: { 'aws:SecureTransport': 'false' } }, 'granted'],
    ['for all but one account keeps it out', { StringNotEquals: { 'kms:CallerAccount': '000000000000' } }, 'not_granted'],
    [
      'for all but some accounts lets it pass',
      { StringNotEquals: { 'kms:CallerAccount': ['000000000000', '222222222222'] } },
      'granted',
    ],
    [
      'for all but some roles keeps it out',
      { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/*' } },
      'not_granted',
    ],
    ['for an account by number keeps it out', { StringEquals: { 'aws:PrincipalAccount': ['222222222222'] } }, 'not_granted'],
    ['outside a network may keep it out', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'undetermined'],
  ])('a guardrail %s', (_, Condition, expected) => {
    expect(effect(guard(allow(), deny({ Condition })))).toBe(expected);
  });
});
