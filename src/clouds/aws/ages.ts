import type Type from 'typebox';
import { derive, type Fact, isKnown, shown, unknown } from '../../facts/fact.ts';
import type { Ages } from '../../facts/kms.ts';
import { wholeDays } from '../../facts/values.ts';
import type { AwsKey } from './snapshot.ts';

/** How old a key and its material are, and what is to come. Of a multi-Region replica these are its primary's. */
export function agesOf(key: AwsKey, as_of: string): Type.Static<typeof Ages> {
  const { last_rotation_at, material_expires_at: expires_at } = key;
  const created_at = oldestCopy(key);
  const next_rotation_at = nextRotation(key);
  const latest = latestRotation(key);
  const since = (time: string) => wholeDays(time, as_of);
  const until = (time: string | null) => (time === null ? null : wholeDays(as_of, time));
  return {
    created_at,
    last_rotation_at,
    next_rotation_at,
    expires_at,
    key_age_days: derive(created_at, since),
    material_age_days: isKnown(last_rotation_at)
      ? derive(last_rotation_at.value === null ? created_at : derive(last_rotation_at, (time) => time ?? ''), since)
      : last_rotation_at,
    next_rotation_days: latest === null ? derive(next_rotation_at, until) : derive(key.next_rotation_at, () => latest),
    expires_in_days: derive(expires_at, until),
    // AWS makes no material in the place of what was imported
    successor_in_days: derive(expires_at, () => null),
  };
}

/** A replica that was made the primary is younger than the copy that it was made from. */
const oldestCopy = ({ created_at, primary_created_at }: AwsKey): Fact<string> =>
  isKnown(created_at)
    ? derive(primary_created_at, (time) => (Date.parse(created_at.value) < Date.parse(time) ? created_at.value : time))
    : created_at;

/** Null while rotation is off. */
function nextRotation({ rotation_enabled, next_rotation_at }: AwsKey): Fact<string | null> {
  if (!isKnown(rotation_enabled) || !rotation_enabled.value) return derive(rotation_enabled, () => null);
  return derive(
    next_rotation_at,
    (time) => time ?? unknown('not_collected', 'rotation is on, and the reply names no date for the next'),
  );
}

/** In how many days the next rotation will be at the latest, where AWS names a period and no date. */
function latestRotation({ rotation_enabled, next_rotation_at, rotation_period_days: period }: AwsKey): number | null {
  const isUndated = shown(rotation_enabled) === true && shown(next_rotation_at) === null;
  return isUndated ? (shown(period) ?? null) : null;
}
