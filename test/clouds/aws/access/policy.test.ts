import { describe, expect, it } from 'vitest';
import { awsPublic } from '../../../../src/clouds/aws/access/public.ts';
import { allow, decision, deny, effect, guard, guardOf, KEY, policyOf, ROLE, without } from './guard.ts';

const ROOT = 'arn:aws:iam::222222222222:root';
const BANANA = 'arn:aws:iam::333333333333:role/banana';
const SESSION = 'arn:aws:sts::222222222222:assumed-role/apple/pie';

/** One row per policy: whether the role may encrypt. */
describe('a principal', () => {
  it.each([
    ['"*" is everyone', '*', 'granted'],
    ['AWS "*" is everyone', { AWS: '*' }, 'granted'],
    ['a role is itself', { AWS: ROLE }, 'granted'],
    ['a role in a list is itself', { AWS: [BANANA, ROLE] }, 'granted'],
    ['a list with "*" is everyone', { AWS: [BANANA, '*'] }, 'granted'],
    ["the role's account id hands over to the account", { AWS: '222222222222' }, 'granted'],
    ["the role's account root hands over to the account", { AWS: ROOT }, 'granted'],
    ['another account does not reach the role', { AWS: '333333333333' }, 'not_granted'],
    ["another account's root does not reach the role", { AWS: 'arn:aws:iam::333333333333:root' }, 'not_granted'],
    ['an account of another partition is another', { AWS: ROOT.replace('arn:aws:', 'arn:aws-us-gov:') }, 'not_granted'],
    ['another role is another', { AWS: BANANA }, 'not_granted'],
    ['a role of that name in another account is another', { AWS: ROLE.replace('222', '333') }, 'not_granted'],
    ['names of roles are case-sensitive', { AWS: ROLE.replace('apple', 'Apple') }, 'not_granted'],
    ['a role of that name under a path is another text', { AWS: ROLE.replace('apple', 'orchard/apple') }, 'not_granted'],
    ['a user of that name is no role', { AWS: ROLE.replace('role', 'user') }, 'not_granted'],
    ['the id of a deleted role matches no principal', { AWS: 'AROAEXAMPLEAPPLE12345' }, 'not_granted'],
    ['the id of a deleted user matches no principal', { AWS: 'AIDAEXAMPLEAPPLE12345' }, 'not_granted'],
    ['a session of a deleted role matches no principal', { AWS: 'AROAEXAMPLEAPPLE12345:pie' }, 'not_granted'],
    ['a single session is not the role', { AWS: SESSION }, 'not_granted'],
    ['a federated user is not the role', { AWS: 'arn:aws:sts::222222222222:federated-user/apple' }, 'not_granted'],
    ['a service is not the role', { Service: 'kms.amazonaws.com' }, 'not_granted'],
    ['an identity provider is not the role', { Federated: 'fruit.example.com' }, 'not_granted'],
    ['a service without a name is not understood', { Service: '' }, 'undetermined'],
    ['a canonical user is not the role', { CanonicalUser: '79a59df900b949e5' }, 'not_granted'],
    ['one kind among several is enough', { Service: 'kms.amazonaws.com', AWS: ROLE }, 'granted'],
    ['a wildcard inside an ARN is not understood', { AWS: 'arn:aws:iam::222222222222:role/*' }, 'undetermined'],
    ['a text that is no ARN is not understood', { AWS: 'apple' }, 'undetermined'],
    ['a role as a bare text is not understood', ROLE, 'undetermined'],
    ['a bare list is not understood', ['*'], 'undetermined'],
    ['an unknown kind is not understood', { Fruit: ROLE }, 'undetermined'],
    ['an empty object is not understood', {}, 'undetermined'],
    ['an empty list is not understood', { AWS: [] }, 'undetermined'],
    ['a number is not understood', { AWS: 222222222222 }, 'undetermined'],
    ['null is not understood', null, 'undetermined'],
  ])('in Principal, %s', (_, Principal, expected) => {
    expect(effect(guard(allow({ Principal })))).toBe(expected);
  });
});

describe('a principal that is denied', () => {
  it.each([
    ['everyone includes the role', '*', 'not_granted'],
    ['its account includes the role', { AWS: '222222222222' }, 'not_granted'],
    ['its account root includes the role', { AWS: ROOT }, 'not_granted'],
    ['the role is the role', { AWS: ROLE }, 'not_granted'],
    ['the id of a deleted role matches no principal', { AWS: 'AROAEXAMPLEAPPLE12345' }, 'granted'],
    ['a service is not the role', { Service: 'kms.amazonaws.com' }, 'granted'],
    ['a session of a deleted role matches no principal', { AWS: 'AROAEXAMPLEAPPLE12345:pie' }, 'granted'],
    ['a single session may be the one in use', { AWS: SESSION }, 'undetermined'],
    ["another role's session is not the role", { AWS: SESSION.replace('apple', 'banana') }, 'granted'],
    ['a wildcard inside an ARN is not understood', { AWS: 'arn:aws:iam::333333333333:role/*' }, 'undetermined'],
  ])('in the Principal of a Deny, %s', (_, Principal, expected) => {
    expect(effect(guard(allow(), deny({ Principal })))).toBe(expected);
  });
});

describe('NotPrincipal', () => {
  const denyBut = (NotPrincipal: unknown) => guard(allow(), { ...without(deny(), 'Principal'), NotPrincipal });
  const allowBut = (NotPrincipal: unknown) => guard({ ...without(allow(), 'Principal'), NotPrincipal });

  it.each([
    ['denies a role that it does not list', denyBut({ AWS: BANANA }), 'not_granted'],
    ['excepts a role that it lists with its account', denyBut({ AWS: [ROLE, ROOT] }), 'granted'],
    ['excepts a role with its account by number', denyBut({ AWS: [ROLE, '222222222222'] }), 'granted'],
    ['may deny a role listed without its account', denyBut({ AWS: ROLE }), 'undetermined'],
    ['may deny a role whose account alone is listed', denyBut({ AWS: ROOT }), 'undetermined'],
    ['may deny a role of which a session alone is listed', denyBut({ AWS: SESSION }), 'undetermined'],
    [
      'denies a role that was created again under the name of a deleted one',
      denyBut({ AWS: 'AROAEXAMPLEAPPLE12345' }),
      'not_granted',
    ],
    ['denies all but a service', denyBut({ Service: 'kms.amazonaws.com' }), 'not_granted'],
    ['of everyone is not understood', denyBut('*'), 'undetermined'],
    ['with a wildcard ARN is not understood', denyBut({ AWS: 'arn:aws:iam::222222222222:role/*' }), 'undetermined'],
    ['allows a role that it does not list', allowBut({ AWS: BANANA }), 'granted'],
    ['does not allow a role that it lists', allowBut({ AWS: ROLE }), 'not_granted'],
    ['may allow a role whose account it lists', allowBut({ AWS: ROOT }), 'undetermined'],
  ])('NotPrincipal %s', (_, given, expected) => {
    expect(effect(given)).toBe(expected);
  });
});

describe('an action', () => {
  const notAction = (NotAction: unknown) => ({ ...without(allow(), 'Action'), NotAction });

  it.each([
    ['is matched by name', allow(), 'granted'],
    ['is matched in a list', allow({ Action: ['kms:Decrypt', 'kms:Encrypt'] }), 'granted'],
    ['is matched in any case', allow({ Action: 'KMS:encrypt' }), 'granted'],
    ['is matched by *', allow({ Action: '*' }), 'granted'],
    ['is matched by kms:*', allow({ Action: 'kms:*' }), 'granted'],
    ['is matched by a prefix', allow({ Action: 'kms:Enc*' }), 'granted'],
    ['is matched by a * in the middle', allow({ Action: 'kms:E*t' }), 'granted'],
    ['is matched by ?', allow({ Action: 'kms:?ncrypt' }), 'granted'],
    ['needs a character for each ?', allow({ Action: 'kms:Encrypt?' }), 'not_granted'],
    ['is not matched by a part of its name', allow({ Action: 'kms:Enc' }), 'not_granted'],
    ['is unclear without its service', allow({ Action: 'Encrypt' }), 'undetermined'],
    ['is unclear as an empty text', allow({ Action: ['kms:Decrypt', ''] }), 'undetermined'],
    ['is not matched by another service', allow({ Action: 's3:*' }), 'not_granted'],
    ['is left out by NotAction', notAction('kms:Encrypt'), 'not_granted'],
    ['is left out by NotAction in any case', notAction('kms:ENCRYPT'), 'not_granted'],
    ['is left out by a wildcard in NotAction', notAction(['kms:En*']), 'not_granted'],
    ['is included by NotAction of others', notAction(['kms:Decrypt', 'iam:*']), 'granted'],
    ['is unclear with Action and NotAction', { ...allow(), NotAction: 'kms:Decrypt' }, 'undetermined'],
    ['is not given with neither', without(allow(), 'Action'), 'not_granted'],
    ['is unclear as an empty list', allow({ Action: [] }), 'undetermined'],
    ['is unclear as a number', allow({ Action: 7 }), 'undetermined'],
  ])('an action %s', (_, statement, expected) => {
    expect(effect(guard(statement))).toBe(expected);
  });

  it('re-encryption is two actions, and there is no third of that name', () => {
    expect(effect(guard(allow({ Action: 'kms:ReEncrypt*' })), 'kms:ReEncryptTo')).toBe('granted');
    expect(effect(guard(allow({ Action: 'kms:ReEncrypt' })), 'kms:ReEncryptTo')).toBe('not_granted');
  });

  it('an action that the NotAction of a Deny leaves out is not denied', () => {
    const given = guard(allow({ Action: 'kms:*' }), { ...without(deny(), 'Action'), NotAction: 'kms:Encrypt' });
    expect(effect(given)).toBe('granted');
    expect(effect(given, 'kms:Decrypt')).toBe('not_granted');
  });
});

describe('a resource', () => {
  const notResource = (NotResource: unknown) => ({ ...without(allow(), 'Resource'), NotResource });

  it.each([
    ['* is the key', allow({ Resource: '*' }), 'granted'],
    ['the ARN is the key', allow({ Resource: KEY }), 'granted'],
    ['a list with the ARN is the key', allow({ Resource: ['arn:aws:s3:::fruit', KEY] }), 'granted'],
    ['a pattern can be the key', allow({ Resource: 'arn:aws:kms:*:000000000000:key/*' }), 'granted'],
    ['a shortened pattern is completed', allow({ Resource: 'arn:aws:kms:*' }), 'granted'],
    ['another key has no effect', allow({ Resource: KEY.replace('pear', 'plum') }), 'not_granted'],
    ['another Region has no effect', allow({ Resource: KEY.replace('eu-west-1', 'us-east-1') }), 'not_granted'],
    ['an alias has no effect', allow({ Resource: 'arn:aws:kms:eu-west-1:000000000000:alias/pear' }), 'not_granted'],
    ['names of keys are case-sensitive', allow({ Resource: KEY.replace('pear', 'Pear') }), 'not_granted'],
    ['NotResource of the key has no effect', notResource(KEY), 'not_granted'],
    ['NotResource of another is the key', notResource('arn:aws:kms:eu-west-1:000000000000:key/plum'), 'granted'],
    ['a * over a colon can be read in two ways', allow({ Resource: 'arn:aws:k*:000000000000:key/pear' }), 'undetermined'],
    ['a policy variable is not understood', allow({ Resource: `${KEY}$\{aws:PrincipalTag/fruit}` }), 'undetermined'],
    ['none has no effect', without(allow(), 'Resource'), 'not_granted'],
    ['an empty text is not understood', allow({ Resource: '' }), 'undetermined'],
    ['a text that is no ARN is not understood', allow({ Resource: ['pear'] }), 'undetermined'],
  ])('in Resource, %s', (_, statement, expected) => {
    expect(effect(guard(statement))).toBe(expected);
  });

  it('a Deny for another resource has no effect', () => {
    expect(effect(guard(allow(), deny({ Resource: KEY.replace('pear', 'plum') })))).toBe('granted');
  });

  it.each(['Resource', 'Action'])('a Deny without its %s has no effect', (element) => {
    expect(effect(guard(allow(), without(deny(), element)))).toBe('granted');
  });
});

describe('a policy document', () => {
  const good = { Version: '2012-10-17', Statement: [allow()] };

  it.each([
    ['that is empty', '', 'malformed'],
    ['that is cut off', policyOf(allow()).slice(0, -2), 'malformed'],
    ['that is a list', JSON.stringify([good]), 'malformed'],
    ['that is a text', '"*"', 'malformed'],
    ['that is null', 'null', 'malformed'],
    ['without statements', JSON.stringify({ Version: '2012-10-17' }), 'malformed'],
    ['with an empty list of statements', JSON.stringify({ ...good, Statement: [] }), 'malformed'],
    ['with a statement that is a text', JSON.stringify({ ...good, Statement: ['Allow'] }), 'malformed'],
    ['that repeats an element', '{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}', 'malformed'],
    ['that repeats an element in other letters', '{"Statement":[],"State\\u006dent":[]}', 'malformed'],
    ['with an unknown element', JSON.stringify({ ...good, Fruit: 'apple' }), 'ambiguous'],
    ['in an unknown version', JSON.stringify({ ...good, Version: '2030-01-01' }), 'ambiguous'],
  ])('a document %s is not evaluated', (_, policy, cause) => {
    const given = guardOf(policy);
    expect(decision(given)).toMatchObject({ effect: 'undetermined', why: { cause } });
    expect(awsPublic(given)).toMatchObject({ found: [], undetermined: [{ cause }] });
  });

  it.each([
    ['of the older version', { ...good, Version: '2008-10-17' }, 'granted'],
    ['without a version', { Statement: [allow()] }, 'granted'],
    ['with an Id', { ...good, Id: 'orchard' }, 'granted'],
    ['with a single statement', { ...good, Statement: allow() }, 'granted'],
  ])('a document %s is evaluated', (_, document, expected) => {
    expect(effect(guardOf(JSON.stringify(document)))).toBe(expected);
  });

  it('a document may use the same key of an object in several places', () => {
    const conditions = { StringEquals: { 'kms:CallerAccount': '222222222222' }, StringLike: { 'kms:CallerAccount': '2*' } };
    expect(effect(guard(allow({ Condition: conditions, Sid: 'a "Sid": {' })))).toBe('granted');
  });
});

describe('a statement that is not understood', () => {
  it.each([
    ['with an unknown element', allow({ Fruit: 'apple' })],
    ['with an element in lower case', { ...without(allow(), 'Action'), action: 'kms:Encrypt' }],
    ['with an effect in lower case', allow({ Effect: 'allow' })],
    ['without an effect', without(allow(), 'Effect')],
    ['without anything', {}],
    ['without a principal', without(allow(), 'Principal')],
    ['with Principal and NotPrincipal', allow({ NotPrincipal: { AWS: BANANA } })],
    ['with a Sid that is no text', allow({ Sid: 7 })],
    ['with a Condition that is no object', allow({ Condition: 'never' })],
    ['with a Condition that is null', allow({ Condition: null })],
  ])('a statement %s decides nothing', (_, statement) => {
    expect(decision(guard(statement))).toMatchObject({ effect: 'undetermined', why: { cause: 'ambiguous' } });
  });

  it('a statement with an unknown element may concern other principals than it seems to', () => {
    expect(effect(guard(allow({ Principal: { AWS: BANANA }, Fruit: 'apple' })))).toBe('undetermined');
  });

  it('a statement that is not understood does not matter where it can only allow what is already allowed', () => {
    expect(effect(guard(allow(), allow({ Fruit: 'apple' })))).toBe('granted');
  });

  it('a statement that is not understood matters where it might deny what is allowed', () => {
    expect(effect(guard(allow(), without(deny(), 'Effect')))).toBe('undetermined');
  });

  it('a statement that is not understood does not matter where it is about another action', () => {
    expect(effect(guard(allow(), deny({ Effect: 'Refuse', Action: 'kms:Decrypt' })))).toBe('granted');
  });

  it('a statement that is not understood does not matter beside an explicit Deny', () => {
    expect(effect(guard(allow({ Effect: 'allow' }), deny()))).toBe('not_granted');
  });
});
