import { anything, fieldsOf, flag, integer, listOf, mustBe, only } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { derive, type Fact, isKnown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AwsKmsName } from '../name.ts';
import { awsCall } from '../permissions.ts';
import { dateUntil, LONGEST_CLOCK_SKEW } from './dates.ts';
import { mustBeAbout } from './identity.ts';

/** Days between two rotations that AWS takes. */
const SHORTEST_PERIOD = 90;
const LONGEST_PERIOD = 2560;

const period = only(
  integer,
  (days) => days >= SHORTEST_PERIOD && days <= LONGEST_PERIOD,
  `a number of days from ${SHORTEST_PERIOD} to ${LONGEST_PERIOD}`,
);

/** A reply of GetKeyRotationStatus. @throws MalformedReply where it is not about this key */
export function statusIn(reply: unknown, name: AwsKmsName): unknown {
  if (!isRecord(reply) || typeof reply.KeyRotationEnabled !== 'boolean')
    throw new MalformedReply('the reply does not say whether rotation is on');
  mustBeAbout(name, { KeyId: reply.KeyId });
  return reply;
}

/** @param arn of the key that was asked about: of a replica, its primary */
export function rotationBy(rotation: Fact<unknown>, arn: string) {
  const status = fieldsOf(rotation, awsCall('kms:GetKeyRotationStatus', arn));
  const now = isKnown(rotation) ? rotation.observed_at : '';
  return {
    rotation_enabled: status.required('KeyRotationEnabled', flag),
    rotation_period_days: status.optional('RotationPeriodInDays', period, null),
    next_rotation_at: status.optional('NextRotationDate', dateUntil(now, LONGEST_PERIOD + 1), null),
  };
}

/** The times of the rotations in a page of ListKeyRotations. @throws MalformedReply where one is of another key, or not done */
export function rotationsIn(reply: { Rotations?: unknown }, name: AwsKmsName, now: string): string[] {
  return mustBe(reply.Rotations, listOf(anything), 'Rotations').map(({ KeyId, RotationDate }) => {
    mustBeAbout(name, { KeyId });
    return mustBe(RotationDate, dateUntil(now, LONGEST_CLOCK_SKEW), 'RotationDate');
  });
}

/** The newest of them; null where there was none. */
export const lastOf = (rotations: Fact<string[]>): Fact<string | null> =>
  derive(rotations, (times) => [...times].sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null);
