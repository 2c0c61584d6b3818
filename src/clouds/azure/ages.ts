import type Type from 'typebox';
import { derive, type Fact, isKnown, unknown, type ValueOf } from '../../facts/fact.ts';
import type { Ages } from '../../facts/kms.ts';
import { positivePeriod } from '../../facts/values.ts';
import { days, daysAfter, daysBetween } from '../../input/time.ts';
import type { AzureKey } from './snapshot.ts';
import { azureCreatedAt, versionNamed } from './versions.ts';

type Rotation = ValueOf<AzureKey['rotation']>;
type Version = ValueOf<AzureKey['versions']>[number];
/** A number of days, or why it cannot be said. */
type Days<T = number> = T | ReturnType<typeof unknown>;

/**
 * How old a key and its material are, and when it is rotated and expires; in days.
 * @param pinned the version that the registered name pins
 */
export function azureAges(key: AzureKey, as_of: string, pinned: string | null): Type.Static<typeof Ages> {
  const { versions, rotation } = key;
  const until = (time: string): Days => whole(daysBetween(as_of, time), time);
  const since = (time: string): Days => {
    const age = until(time);
    return typeof age === 'number' ? -age : age;
  };
  const ahead = (time: string | null): Days<number | null> => (time === null ? null : until(time));
  const created_at = azureCreatedAt(key);
  const material_at = newestEnabled(versions);
  const next_rotation_at = nextRotation(versions, rotation);
  const next = derive(next_rotation_at, ahead);
  const expires_at = pinned === null ? key.expires : versionNamed(versions, pinned).expires;
  return {
    created_at,
    // each rotation makes a version
    last_rotation_at: isKnown(created_at)
      ? derive<string, string | null>(material_at, (time) => (time === created_at.value ? null : time))
      : created_at,
    next_rotation_at,
    expires_at,
    key_age_days: derive(created_at, since),
    material_age_days: derive(material_at, since),
    next_rotation_days: next,
    expires_in_days: derive(expires_at, ahead),
    // a rotation that is past has not happened: nothing says that it will
    successor_in_days:
      pinned === null
        ? derive<number | null, number | null>(next, (ahead) => (ahead !== null && ahead >= 0 ? ahead : null))
        : derive(rotation, () => null),
  };
}

/** Days between two rotations; null while rotation is off. */
export function periodOf({ rotates, after_create, before_expiry, expires_in }: Rotation): Days<number | null> {
  if (!rotates) return null;
  const [created, ahead, lifetime] = [after_create, before_expiry, expires_in].map((text) => (text === null ? null : days(text)));
  if (created !== null && created !== undefined) return positivePeriod(created);
  if (ahead !== null && ahead !== undefined && lifetime !== null && lifetime !== undefined)
    return positivePeriod(Math.round((lifetime - ahead) * 1e6) / 1e6);
  return unknown('ambiguous', 'the rotation policy rotates the key, but names no period that this version understands');
}

/** When the policy next makes a version: some time after the newest was created, or before it expires. Null where it makes none. */
function nextRotation(versions: AzureKey['versions'], rotation: AzureKey['rotation']): Fact<string | null> {
  if (!isKnown(rotation)) return rotation;
  const { rotates, after_create, before_expiry } = rotation.value;
  if (!rotates) return derive(rotation, () => null);
  return derive(versions, (list): Days<string | null> => {
    const newest = newestOf(list);
    if ('unknown' in newest) return newest;
    const from = after_create === null ? newest.expires : newest.created_at;
    if (from === undefined) return NO_EXPIRY_READ;
    // what never expires is not rotated some time before that
    if (from === null) return null;
    const wait = after_create === null ? before_expiry && -(days(before_expiry) ?? Number.NaN) : days(after_create);
    if (typeof wait !== 'number' || Number.isNaN(wait))
      return unknown('ambiguous', 'the rotation policy rotates the key, but at no time that this version understands');
    return daysAfter(from, wait) ?? unknown('malformed', `${JSON.stringify(from)} is not a time`);
  });
}

const NO_EXPIRY_READ = unknown('not_collected', 'the snapshot does not hold when each version of the key expires');

/** When the newest version that can be used was created: that is the newest material. */
const newestEnabled = (versions: AzureKey['versions']): Fact<string> =>
  derive(versions, (list) => {
    const unsaid = list.find(({ enabled }) => enabled === null);
    if (unsaid !== undefined) return unknown('not_collected', `the reply does not say whether version ${unsaid.id} is enabled`);
    const enabled = list.filter((version) => version.enabled === true);
    if (enabled.length === 0) return unknown('not_found', 'no version of the key is enabled');
    const newest = newestOf(enabled);
    return 'unknown' in newest ? newest : newest.created_at;
  });

type Dated = Version & { created_at: string };

function newestOf(list: readonly Version[]): Dated | ReturnType<typeof unknown> {
  const dated = list.filter((version): version is Dated => version.created_at !== null);
  const [newest] = dated.toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  return newest === undefined || dated.length < list.length
    ? unknown('not_collected', 'the reply does not say when each version of the key was created')
    : newest;
}

const rounded = (days: number): number => Math.round(days * 1e6) / 1e6;

const whole = (days: number, time: string): Days =>
  Number.isNaN(days) ? unknown('malformed', `${JSON.stringify(time)} is not a time`) : rounded(days);
