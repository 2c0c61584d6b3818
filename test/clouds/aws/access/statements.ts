import fc from 'fast-check';
import type { AwsGrant } from '../../../../src/clouds/aws/access/ruling.ts';
import { grant, ROLE } from './guard.ts';

export type Statement = {
  Effect: string;
  Principal: '*' | { AWS: string[] };
  Action: string[];
  Resource: string;
  Condition: object;
};

export const HOLDS = { StringEquals: { 'kms:CallerAccount': '222222222222' } };
export const FAILS = { StringEquals: { 'kms:CallerAccount': '333333333333' } };
export const IN_DOUBT = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const action = fc.constantFrom(
  'kms:Encrypt',
  'KMS:DECRYPT',
  'kms:*crypt',
  'kms:ReEncrypt*',
  'kms:CreateGrant',
  'kms:PutKeyPolicy',
  '*',
  's3:*',
);
const named = fc.constantFrom(
  ROLE,
  '222222222222',
  '333333333333',
  'AROAEXAMPLEAPPLE',
  'arn:aws:sts::222222222222:assumed-role/apple/pie',
);
const principal = fc.oneof(
  { weight: 1, arbitrary: fc.constant<'*'>('*') },
  { weight: 4, arbitrary: fc.array(named, { minLength: 1, maxLength: 3 }).map((AWS) => ({ AWS })) },
);
export const statementOf = (
  Effect: fc.Arbitrary<string>,
  conditions: object[] = [{}, HOLDS, FAILS, IN_DOUBT],
): fc.Arbitrary<Statement> =>
  fc.record({
    Effect,
    Principal: principal,
    Action: fc.array(action, { minLength: 1, maxLength: 3 }),
    Resource: fc.constantFrom('*', 'arn:aws:kms:*', 'arn:aws:kms:eu-west-1:000000000000:key/plum'),
    Condition: fc.constantFrom(...conditions),
  });
export const allowing = fc.constantFrom('Allow', 'Allow', 'Deny');
export const statements = fc.array(statementOf(allowing), { minLength: 1, maxLength: 5 });
export const grants = fc.constantFrom<AwsGrant[][]>(
  [],
  [grant()],
  [grant({ operations: ['Decrypt', 'ReEncryptTo'] })],
  [grant({ constrained: true })],
);

/** By the definition: `*` is nothing, or one character and itself again. */
export function naiveMatch(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*') return naiveMatch(rest, text) || (text !== '' && naiveMatch(pattern, text.slice(1)));
  return (
    text !== '' && (pattern[0] === '?' || pattern[0]?.toLowerCase() === text[0]?.toLowerCase()) && naiveMatch(rest, text.slice(1))
  );
}
