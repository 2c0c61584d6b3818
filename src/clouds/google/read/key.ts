import type { Page } from '../../../collect/pages.ts';
import {
  fieldsOf,
  firstKnown,
  flag,
  listOf,
  listOrNone,
  moment,
  orNull,
  type Reader,
  readAs,
  recordOf,
  text,
  texts,
} from '../../../collect/reply.ts';
import type { Fact, Unknown, ValueOf } from '../../../facts/fact.ts';
import { derive } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { GoogleCalls } from '../permissions.ts';
import type { GcpKey, Version } from '../snapshot.ts';

type Primary = NonNullable<ValueOf<GcpKey['primary']>>;
export type Binding = ValueOf<GcpKey['policy']>[number];

/** The key as it was described, and what is kept as it was read. */
export type GoogleReplies = { key: Fact<unknown> } & Pick<
  GcpKey,
  'versions' | 'policy' | 'key_ring_policy' | 'project_policy' | 'roles'
>;

export function googleKeyOf({ key, ...read }: GoogleReplies, calls: GoogleCalls): GcpKey {
  const ofKey = fieldsOf(key, calls.key);
  return {
    provider: 'gcp',
    present: derive(firstKnown<unknown>(key, read.versions, read.policy), () => true),
    purpose: ofKey.required('purpose', text),
    algorithm: unlessUnspecified(ofKey.optional('versionTemplate.algorithm', text, null)),
    primary: ofKey.optional('primary', primary, null),
    protection_level: unlessUnspecified(ofKey.optional('versionTemplate.protectionLevel', text, null)),
    rotation_period_seconds: ofKey.optional('rotationPeriod', duration, null),
    // In Google's JSON a false is left out.
    import_only: ofKey.optional('importOnly', flag, false),
    destroy_scheduled_seconds: ofKey.optional('destroyScheduledDuration', duration, null),
    created_at: ofKey.required('createTime', moment),
    ...read,
  };
}

/** A key that Google says is not there: the one fact that is known of it. */
export function absentGoogleKey(key: { unknown: Unknown }, observed_at: string, calls: GoogleCalls): GcpKey {
  const unread = { versions: key, policy: key, key_ring_policy: key, project_policy: key, roles: {} };
  const absent = googleKeyOf({ key, ...unread }, calls);
  return { ...absent, present: { value: false, source: calls.key.source, observed_at } };
}

const unlessUnspecified = (fact: Fact<string | null>): Fact<string | null> =>
  derive(fact, (value) => (value?.endsWith('_UNSPECIFIED') ? null : value));

/** A key as Cloud KMS describes it, its fields yet to be read. */
export const described: Reader<Record<string, unknown>> = {
  what: 'a description of a key',
  read: (value) => (isRecord(value) ? value : undefined),
};

/** Seconds, as in `7776000s`. */
const duration: Reader<number> = {
  what: 'a duration',
  read: (value) => {
    const [, seconds] = (typeof value === 'string' && /^(\d+(?:\.\d+)?)s$/.exec(value)) || [];
    return seconds === undefined ? undefined : Number(seconds);
  },
};

const version: Reader<Version> = readAs(
  recordOf<Version & { destroyed: string | null }>('a version', {
    id: ['name', readAs(text, (name) => name.split('/').at(-1) || undefined)],
    state: ['state', readAs(text, (state) => (state.endsWith('_UNSPECIFIED') ? undefined : state))],
    created_at: ['createTime', orNull(moment)],
    destroy_time: ['destroyTime', orNull(moment)],
    // Of a version destroyed for good Google gives the time under another name.
    destroyed: ['destroyEventTime', orNull(moment)],
    import_job: ['importJob', orNull(text)],
  }),
  ({ destroyed, ...version }) => ({ ...version, destroy_time: version.destroy_time ?? destroyed }),
);

const primary: Reader<Primary> = readAs(version, ({ id, state, destroy_time }) => ({ id, state, destroy_time }));

/** A page of a key's versions. In Google's JSON an empty list is left out, and so is the place where no page follows. */
export const pageOfVersions: Reader<Page<Version>> = readAs(
  recordOf<{ items: Version[]; next: string | null }>('a page of versions', {
    items: ['cryptoKeyVersions', listOrNone(version)],
    next: ['nextPageToken', orNull(text)],
  }),
  ({ items, next }) => ({ items, next: next || undefined }),
);

/** A policy's bindings. A policy that binds nobody has none in Google's JSON: that is its empty list. */
export const policy: Reader<Binding[]> = {
  what: 'an IAM policy',
  read: (value) => (isRecord(value) ? (value.bindings === undefined ? [] : listOf(binding).read(value.bindings)) : undefined),
};

const binding: Reader<Binding> = {
  what: 'a binding',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const role = text.read(value.role);
    const members = value.members === undefined ? [] : texts.read(value.members);
    const condition =
      value.condition === undefined ? null : isRecord(value.condition) ? text.read(value.condition.expression) : undefined;
    return role === undefined || members === undefined || condition === undefined ? undefined : { role, members, condition };
  },
};
