import type Type from 'typebox';
import { allOf, derive, type Fact, isKnown, unknown } from '../../facts/fact.ts';
import type { Ages, OfService } from '../../facts/kms.ts';
import { positivePeriod, unrecognized, wholeDays } from '../../facts/values.ts';
import { DAY } from '../../input/time.ts';
import type { GcpKey } from './snapshot.ts';

type Rotation = Pick<OfService, 'rotatable' | 'rotation_enabled' | 'rotation_period_days'> & Type.Static<typeof Ages>;

/** How Cloud KMS rotates a key, and how old its material is. */
export function gcpRotation(key: GcpKey, as_of: string): Rotation {
  const period = periodOf(key);
  const { created_at } = key;
  const material_at = materialCreatedAt(key);
  const next_rotation_at = nextRotation(key, period);
  // Cloud KMS knows no date on which a key expires
  const never = derive(created_at, () => null);
  return {
    created_at,
    last_rotation_at: lastRotation(key, material_at),
    next_rotation_at,
    expires_at: never,
    rotatable: rotatable(key),
    rotation_enabled: isPlanned(key)
      ? derive(key.next_rotation_time, () => true)
      : derive(key.rotation_period_seconds, (seconds) => seconds !== null),
    rotation_period_days: period,
    key_age_days: derive(created_at, (created) => wholeDays(created, as_of)),
    material_age_days: derive(material_at, (created) => wholeDays(created, as_of)),
    next_rotation_days: derive(next_rotation_at, (next) => (next === null ? null : wholeDays(as_of, next))),
    expires_in_days: never,
    successor_in_days: never,
  };
}

const isPlanned = ({ next_rotation_time }: GcpKey): boolean => isKnown(next_rotation_time) && next_rotation_time.value !== null;

const SECONDS_A_DAY = DAY / 1000;

/** Google documents that a period and the time of the next rotation come together. */
const periodOf = (key: GcpKey): Fact<number | null> =>
  derive(key.rotation_period_seconds, (seconds) => {
    if (seconds !== null) return positivePeriod(seconds / SECONDS_A_DAY);
    return isPlanned(key) ? unknown('not_collected', 'the reply has nextRotationTime and no rotationPeriod') : null;
  });

function nextRotation(key: GcpKey, period: Fact<number | null>): Fact<string | null> {
  return derive(key.next_rotation_time, (next) => {
    if (next !== null) return next;
    if (!isKnown(period)) return { unknown: period.unknown };
    return period.value === null ? null : unknown('not_collected', 'the reply has rotationPeriod and no nextRotationTime');
  });
}

const OTHER_PURPOSES = new Set(['ASYMMETRIC_SIGN', 'ASYMMETRIC_DECRYPT', 'RAW_ENCRYPT_DECRYPT', 'MAC', 'KEY_ENCAPSULATION']);
/** By protection level, whether the material is Google's to make anew. */
const MADE_BY_GOOGLE = new Map([
  ['SOFTWARE', true],
  ['HSM', true],
  ['EXTERNAL', false],
  ['EXTERNAL_VPC', false],
]);

/** Cloud KMS rotates symmetric keys for encryption whose material it makes itself: one reason against it is enough. */
function rotatable({ purpose, protection_level, import_only }: GcpKey): Fact<boolean> {
  return allOf([
    derive(purpose, (value) =>
      value === 'ENCRYPT_DECRYPT' ? true : OTHER_PURPOSES.has(value) ? false : unrecognized('purpose', value),
    ),
    derive(protection_level, (level) =>
      level === null
        ? unknown('not_collected', 'the reply has no protection level')
        : (MADE_BY_GOOGLE.get(level) ?? unrecognized('protection level', level)),
    ),
    derive(import_only, (only) => !only),
  ]);
}

/** Of the version that encrypts now; the list of versions says so too. */
function materialCreatedAt({ primary, primary_created_at, versions }: GcpKey): Fact<string> {
  if (isKnown(primary_created_at) && primary_created_at.value !== null) {
    const { value } = primary_created_at;
    return derive(primary_created_at, () => value);
  }
  return derive(primary, (version) => {
    if (version === null) return unknown('ambiguous', 'the key has no primary version');
    if (!isKnown(versions)) return versions;
    return (
      versions.value.find(({ id }) => id === version.id)?.created_at ??
      unknown('not_collected', `the reply does not say when version ${version.id} was created`)
    );
  });
}

/** Null where the primary version is the first of the key: Google numbers them from 1 on. */
const lastRotation = ({ primary }: GcpKey, material_at: Fact<string>): Fact<string | null> =>
  isKnown(primary) && primary.value?.id === '1' ? derive(primary, () => null) : material_at;
