import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { accessToAwsKey } from '../../../../src/clouds/aws/access/access.ts';
import { parseAwsKeyArn } from '../../../../src/clouds/aws/name.ts';
import type { AwsKey } from '../../../../src/clouds/aws/snapshot.ts';
import { unknown } from '../../../../src/facts/fact.ts';
import { awsKey, known } from '../../../subjects/build.ts';
import { allow, deny, KEY, policyOf, ROLE } from './guard.ts';

const AS_OF = '2026-11-24T12:00:00Z';
const TAGS = known({ Team: 'orchard', empty: '' });

/** Whether the role may encrypt, judged as of a time. */
function effect(key: Partial<AwsKey>, ...statements: unknown[]) {
  const policies = accessToAwsKey({
    name: parseAwsKeyArn(KEY),
    key: awsKey({ policy: known(policyOf(...statements)), tags: TAGS, ...key }),
    as_of: AS_OF,
  });
  return policies.access([ROLE]).find(({ permission }) => permission === 'kms:Encrypt')?.decision.effect;
}

/** One row per condition of the only Allow. */
describe('a condition on the key, its place or the time', () => {
  it.each([
    ['on the spec that it has', { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } }, 'granted'],
    ['on the spec by a pattern', { StringLike: { 'kms:KeySpec': 'SYM*' } }, 'granted'],
    ['on another spec', { StringEquals: { 'kms:KeySpec': 'RSA_2048' } }, 'not_granted'],
    ['on a spec other than it has', { StringNotEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } }, 'not_granted'],
    ['on the usage', { StringEquals: { 'kms:KeyUsage': ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'] } }, 'granted'],
    ['on the origin', { StringEqualsIfExists: { 'kms:KeyOrigin': 'EXTERNAL' } }, 'not_granted'],
    ['on keys of one Region', { Bool: { 'kms:MultiRegion': 'false' } }, 'granted'],
    ['on multi-Region keys', { Bool: { 'kms:MultiRegion': 'true' } }, 'not_granted'],
    ['on the Region of the request', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, 'granted'],
    ['on other Regions', { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-2'] } }, 'not_granted'],
    ['on the account of the key', { StringEquals: { 'aws:ResourceAccount': '000000000000' } }, 'granted'],
    ['on keys of another account', { StringEquals: { 'aws:ResourceAccount': '333333333333' } }, 'not_granted'],
    ['that ran out', { DateLessThan: { 'aws:CurrentTime': '2025-12-31T00:00:00Z' } }, 'not_granted'],
    ['that has begun', { DateGreaterThan: { 'aws:CurrentTime': '2025-12-31' } }, 'granted'],
    [
      'that begins in another time zone',
      { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-24T14:00:00+02:00' } },
      'granted',
    ],
    ['until now', { DateLessThanEquals: { 'aws:EpochTime': String(Date.parse(AS_OF) / 1000) } }, 'granted'],
    ['before now', { DateLessThan: { 'aws:CurrentTime': AS_OF } }, 'not_granted'],
    ['on no date', { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }, 'undetermined'],
    ['on the time as a text', { StringEquals: { 'aws:CurrentTime': AS_OF } }, 'undetermined'],
    ['on a tag that it has', { StringEquals: { 'aws:ResourceTag/team': 'orchard' } }, 'granted'],
    ['on another value of a tag', { StringEquals: { 'aws:ResourceTag/Team': 'market' } }, 'not_granted'],
    ['on a tag that it does not have', { StringEquals: { 'aws:ResourceTag/stage': 'prod' } }, 'not_granted'],
    ['on a tag that it does not have, if it exists', { StringEqualsIfExists: { 'aws:ResourceTag/stage': 'prod' } }, 'granted'],
    [
      'on another value than that of a tag that it does not have',
      { StringNotEquals: { 'aws:ResourceTag/stage': 'prod' } },
      'granted',
    ],
    ['on the absence of a tag', { Null: { 'aws:ResourceTag/stage': 'true' } }, 'granted'],
    ['on the presence of a tag', { Null: { 'aws:ResourceTag/team': 'false' } }, 'granted'],
    ['on an empty tag', { StringLike: { 'aws:ResourceTag/empty': '*' } }, 'granted'],
    [
      'that is known to be false beside one that is not known',
      { StringEquals: { 'kms:KeySpec': 'RSA_2048' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      'not_granted',
    ],
  ])('%s', (_, Condition, expected) => {
    expect(effect({}, allow({ Condition }))).toBe(expected);
  });

  it.each<[string, Partial<AwsKey>, object]>([
    ['the spec', { spec: unknown('denied', 'no') }, { StringEquals: { 'kms:KeySpec': 'RSA_2048' } }],
    [
      'a spec that this version does not know',
      { spec: known('GARBLED') },
      { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } },
    ],
    [
      'whether the key is a multi-Region key',
      { multi_region_primary: unknown('malformed', 'no') },
      { Bool: { 'kms:MultiRegion': 'true' } },
    ],
    ['the tags', { tags: unknown('denied', 'no') }, { StringEquals: { 'aws:ResourceTag/team': 'market' } }],
  ])('is in doubt without %s', (_, key, Condition) => {
    expect(effect(key, allow({ Condition }))).toBe('undetermined');
    expect(effect(key, allow(), deny({ Condition }))).toBe('undetermined');
  });
});

const OF_KEY = {
  'kms:KeySpec': 'SYMMETRIC_DEFAULT',
  'kms:KeyUsage': 'ENCRYPT_DECRYPT',
  'aws:RequestedRegion': 'eu-west-1',
  'aws:ResourceTag/Team': 'orchard',
  'aws:ResourceTag/stage': undefined,
};

/** By the definition of each operator, with values and keys that are in no doubt. */
function holds(operator: string, key: keyof typeof OF_KEY, values: string[]): boolean {
  const actual = OF_KEY[key];
  const negated = operator.startsWith('StringNot');
  if (actual === undefined) return operator.endsWith('IfExists') || negated;
  const like = (value: string) => new RegExp(`^${value.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(actual);
  return values.some((value) => (operator.includes('Like') ? like(value) : value === actual)) !== negated;
}

test('conditions in no doubt are what their operators define, all of them together', () => {
  const condition = fc.record({
    operator: fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIfExists',
      'StringNotLikeIfExists',
    ),
    key: fc.constantFrom(...(Object.keys(OF_KEY) as (keyof typeof OF_KEY)[])),
    values: fc.array(
      fc.constantFrom('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'eu-west-1', 'orchard', '*', 'eu-*', 'o?chard', 'plum'),
      { minLength: 1, maxLength: 2 },
    ),
  });
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), fc.boolean(), (list, denies) => {
      const block: Record<string, Record<string, string[]>> = {};
      const unique = list.filter(
        ({ operator, key }, at) => list.findIndex((one) => one.operator === operator && one.key === key) === at,
      );
      for (const { operator, key, values } of unique) block[operator] = { ...block[operator], [key]: values };
      const all = unique.every(({ operator, key, values }) => holds(operator, key, values));
      const given = denies ? effect({}, allow(), deny({ Condition: block })) : effect({}, allow({ Condition: block }));
      expect(given).toBe(all !== denies ? 'granted' : 'not_granted');
    }),
    { numRuns: 1000 },
  );
});
