import type Type from 'typebox';
import { derive, type Fact, isKnown, shown, unknown } from '../../facts/fact.ts';
import type { Ages } from '../../facts/kms.ts';
import { wholeDays } from '../../facts/values.ts';
import type { AwsKey } from './snapshot.ts';

/** How old a key and its material are, and what is to come. Of a multi-Region replica these are its primary's. */
export function agesOf(key: AwsKey, as_of: string): Type.Static<typeof Ages> {
  const { last_rotation_at, material_expires_at } = key;
  const created_at = oldestCopy(key);
  const since = (time: string) => wholeDays(time, as_of);
  return {
    key_age_days: derive(created_at, since),
    material_age_days: isKnown(last_rotation_at)
      ? derive(last_rotation_at.value === null ? created_at : derive(last_rotation_at, (time) => time ?? ''), since)
      : last_rotation_at,
    next_rotation_days: nextRotation(key, as_of),
    expires_in_days: derive(material_expires_at, (time) => (time === null ? null : wholeDays(as_of, time))),
    // AWS makes no material in the place of what was imported
    successor_in_days: derive(material_expires_at, () => null),
  };
}

/** A replica that was made the primary is younger than the copy that it was made from. */
const oldestCopy = ({ created_at, primary_created_at }: AwsKey): Fact<string> =>
  isKnown(created_at)
    ? derive(primary_created_at, (time) => (Date.parse(created_at.value) < Date.parse(time) ? created_at.value : time))
    : created_at;

/** Where AWS names no date, the period says when it will be at the latest. */
function nextRotation({ rotation_enabled, rotation_period_days, next_rotation_at }: AwsKey, as_of: string): Fact<number | null> {
  if (!isKnown(rotation_enabled) || !rotation_enabled.value) return derive(rotation_enabled, () => null);
  return derive(next_rotation_at, (time) => {
    if (time !== null) return wholeDays(as_of, time);
    return shown(rotation_period_days) ?? unknown('not_collected', 'rotation is on, and the reply names no date for the next');
  });
}
