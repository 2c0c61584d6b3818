import { awsAccess } from '../../../../src/clouds/aws/access/access.ts';
import type { AwsGrant, AwsGuard } from '../../../../src/clouds/aws/access/ruling.ts';
import { type Cause, unknown } from '../../../../src/facts/fact.ts';

/** The customer's key, and a role of Confluent's in another account. */
export const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/pear';
export const ROLE = 'arn:aws:iam::222222222222:role/apple';
export const OWNER = 'arn:aws:iam::000000000000:root';

const observed = <T>(value: T) => ({ value, source: 'aws:kms', observed_at: '2026-05-01T00:00:00Z' });

/** A statement that allows the role to encrypt, except where other fields are given. */
export const allow = (changes: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: ROLE },
  Action: 'kms:Encrypt',
  Resource: '*',
  ...changes,
});

export const deny = (changes: object = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:Encrypt',
  Resource: '*',
  ...changes,
});

export const without = (statement: object, element: string) =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== element));

/** What says nothing of the role. */
const ITS_OWN = { Effect: 'Allow', Principal: { AWS: OWNER }, Action: 'kms:*', Resource: '*' };

/** A policy has a statement at least: its owner's, where none is given. */
export const policyOf = (...statements: unknown[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.length === 0 ? [ITS_OWN] : statements });

export const guardOf = (policy: string, grants: AwsGrant[] = []): AwsGuard => ({
  arn: KEY,
  context: new Map(),
  policy: observed(policy),
  grants: observed(grants),
});

export const guard = (...statements: unknown[]): AwsGuard => guardOf(policyOf(...statements));

export const unread = (call: string, cause: Cause = 'denied') =>
  unknown(cause, `not allowed to call ${call}`, { call: `${call} ${KEY}`, permission: call });

export const grant = (changes: Partial<AwsGrant> = {}): AwsGrant => ({
  grantee: ROLE,
  operations: ['Encrypt'],
  constrained: false,
  ...changes,
});

/** The decision about one permission of the role. */
export function decision(given: AwsGuard, permission = 'kms:Encrypt', principal = ROLE) {
  const access = awsAccess(given, [principal]).find((each) => each.permission === permission);
  if (access === undefined) throw new Error(`${permission} is not evaluated`);
  return access.decision;
}

export const effect = (given: AwsGuard, permission?: string) => decision(given, permission).effect;
