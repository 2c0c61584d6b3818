import type { Call } from '../../../collect/observe.ts';
import {
  fieldsOf,
  filled,
  firstKnown,
  flag,
  listOrNone,
  namedTexts,
  type Reader,
  readAs,
  recordOf,
} from '../../../collect/reply.ts';
import { derive, type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import { DAY } from '../../../input/time.ts';
import type { GoogleKmsName } from '../name.ts';
import { googleCalls } from '../permissions.ts';
import type { GcpKey, Version } from '../snapshot.ts';
import { duration, repliesAbout, rotationPeriod } from './replies.ts';

/** The key as it was described, and what is kept as it was read. */
type GoogleReplies = { key: Fact<unknown> } & Pick<
  GcpKey,
  'versions' | 'policy' | 'key_ring_policy' | 'project_policy' | 'project' | 'roles'
>;

/**
 * What the replies say. Absent by Google's documentation: `primary` of a key that encrypts nothing, `rotationPeriod` and
 * `nextRotationTime` of one that is not rotated, `importOnly` that is false, a policy of justifications that is not set,
 * `labels` of a key that has none.
 */
export function googleKeyOf({ key, versions, ...read }: GoogleReplies, name: GoogleKmsName, now: string): GcpKey {
  const about = repliesAbout(name, now);
  const ofKey = fieldsOf(key, googleCalls(name).key);
  const here = (fact: Fact<unknown>): Fact<boolean> => derive(fact, () => true);
  const primary = ofKey.optional('primary', about.version, null);
  const created_at = ofKey.required('createTime', about.past);
  return {
    provider: 'gcp',
    present: firstKnown(here(key), here(versions), here(read.policy)),
    purpose: ofKey.required('purpose', filled),
    algorithm: unlessUnspecified(ofKey.optional('versionTemplate.algorithm', filled, null)),
    primary: derive(primary, (version) =>
      version === null ? null : { id: version.id, state: version.state, destroy_time: version.destroy_time },
    ),
    primary_created_at: derive(primary, (version) => version?.created_at ?? null),
    protection_level: unlessUnspecified(ofKey.optional('versionTemplate.protectionLevel', filled, null)),
    rotation_period_seconds: ofKey.optional('rotationPeriod', rotationPeriod, null),
    next_rotation_time: ofKey.optional('nextRotationTime', about.planned, null),
    import_only: ofKey.optional('importOnly', flag, false),
    destroy_scheduled_seconds: ofKey.optional('destroyScheduledDuration', duration, null),
    allowed_reasons: ofKey.optional('keyAccessJustificationsPolicy', reasons, null),
    created_at,
    labels: ofKey.optional('labels', namedTexts, {}),
    versions: derive(versions, (list) => notOlder(list, created_at)),
    ...read,
  };
}

/** A key that Google says is not there: the one fact that is known of it. */
export function absentGoogleKey(key: Fact<unknown>, name: GoogleKmsName, observed_at: string): GcpKey {
  if (isKnown(key)) throw new TypeError('the key is there');
  const unread = { versions: key, policy: key, key_ring_policy: key, project_policy: key, project: key, roles: {} };
  const absent = googleKeyOf({ key, ...unread }, name, observed_at);
  return { ...absent, present: { value: false, source: googleCalls(name).key.source, observed_at } };
}

/** The whole list, or what shows that it is not. @param total how many there are, as Google counts them @param at the call that lists them */
export function wholeList(versions: Version[], total: number | null, at: Call): Version[] | ReturnType<typeof unknown> {
  if (new Set(versions.map(({ id }) => id)).size < versions.length)
    return unknown('malformed', 'the list names a version of the key twice', at);
  return total === null || total === versions.length
    ? versions
    : unknown('malformed', `the list has ${versions.length} versions of the key, and says that there are ${total}`, at);
}

/** No version is older than its key; the two are created at the same time. */
function notOlder(versions: Version[], key: Fact<string>): Version[] | ReturnType<typeof unknown> {
  if (!isKnown(key)) return versions;
  const older = versions.find(({ created_at }) => created_at !== null && Date.parse(created_at) < Date.parse(key.value) - DAY);
  return older === undefined ? versions : unknown('malformed', `version ${older.id} of the key is older than the key itself`);
}

/** In Google's JSON an empty list is left out: a policy without reasons is one that allows none. */
const reasons: Reader<string[]> = readAs(
  recordOf<{ allowed: string[] }>('a policy of Key Access Justifications', {
    allowed: ['allowedAccessReasons', listOrNone(filled)],
  }),
  ({ allowed }) => allowed,
);

const unlessUnspecified = (fact: Fact<string | null>): Fact<string | null> =>
  derive(fact, (value) => (value?.endsWith('_UNSPECIFIED') ? null : value));
