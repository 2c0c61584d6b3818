import { fieldsOf, firstKnown, flag, listOf, moment, type Reader, readAs, text, texts } from '../../../collect/reply.ts';
import type { Fact, ValueOf } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { GoogleCalls } from '../permissions.ts';
import type { GcpKey, Version } from '../snapshot.ts';

type Primary = NonNullable<ValueOf<GcpKey['primary']>>;
export type Binding = ValueOf<GcpKey['policy']>[number];
/** Names of an enumeration's values by their numbers, as the library's own `protos` hold them. */
export type Names = Readonly<Record<number, string>>;
export type GoogleEnums = { purpose: Names; algorithm: Names; state: Names; protection: Names };

/** The key as it was described, and what is kept as it was read. */
export type GoogleReplies = { key: Fact<unknown> } & Pick<
  GcpKey,
  'versions' | 'policy' | 'key_ring_policy' | 'project_policy' | 'roles'
>;

export function googleKeyOf({ key, ...read }: GoogleReplies, calls: GoogleCalls, enums: GoogleEnums): GcpKey {
  const ofKey = fieldsOf(key, calls.key);
  const here = (fact: Fact<unknown>): Fact<boolean> => derive(fact, () => true);
  return {
    provider: 'gcp',
    present: firstKnown(here(key), here(read.versions), here(read.policy)),
    purpose: derive(ofKey.optional('purpose', enumOf(enums.purpose), null), (value) =>
      value === null || value === 'CRYPTO_KEY_PURPOSE_UNSPECIFIED'
        ? unknown('not_collected', 'the reply has no purpose', calls.key)
        : value,
    ),
    algorithm: unlessUnspecified(ofKey.optional('versionTemplate.algorithm', enumOf(enums.algorithm), null)),
    primary: ofKey.optional('primary', primary(enums.state), null),
    protection_level: unlessUnspecified(ofKey.optional('versionTemplate.protectionLevel', enumOf(enums.protection), null)),
    rotation_period_seconds: ofKey.optional('rotationPeriod', duration, null),
    // In Google's JSON a false is left out; the library puts it back in.
    import_only: ofKey.required('importOnly', flag),
    destroy_scheduled_seconds: ofKey.optional('destroyScheduledDuration', duration, null),
    created_at: ofKey.required('createTime', timestamp),
    ...read,
  };
}

/** A key that Google says is not there: the one fact that is known of it. */
export function absentGoogleKey(key: Fact<unknown>, observed_at: string, calls: GoogleCalls, enums: GoogleEnums): GcpKey {
  if (isKnown(key)) throw new TypeError('the key is there');
  const unread = { versions: key, policy: key, key_ring_policy: key, project_policy: key, roles: {} };
  const absent = googleKeyOf({ key, ...unread }, calls, enums);
  return { ...absent, present: { value: false, source: calls.key.source, observed_at } };
}

const unlessUnspecified = (fact: Fact<string | null>): Fact<string | null> =>
  derive(fact, (value) => (value?.endsWith('_UNSPECIFIED') ? null : value));

/** An enumeration's value by name, whether the reply spelt it as one or as a number; a number unknown here stays a number. */
const enumOf = (names: Names): Reader<string> => ({
  what: 'the value of an enumeration',
  read: (value) => (typeof value === 'number' ? (names[value] ?? String(value)) : text.read(value)),
});

const seconds = (what: string): Reader<{ seconds: number; nanos: number }> => ({
  what,
  read: (value) => {
    if (!isRecord(value)) return undefined;
    // 64-bit numbers come as text, as numbers, or as the library's own type that knows how to become one.
    const seconds = Number(value.seconds ?? Number.NaN);
    const nanos = value.nanos ?? 0;
    return Number.isFinite(seconds) && typeof nanos === 'number' ? { seconds, nanos } : undefined;
  },
});

const duration = readAs(seconds('a duration'), ({ seconds, nanos }) => seconds + nanos / 1e9);

const timestamp = readAs(seconds('a point in time'), ({ seconds, nanos }) =>
  moment.read(new Date(seconds * 1000 + Math.floor(nanos / 1e6))),
);

const lastPart = (value: unknown) => text.read(value)?.split('/').at(-1) || undefined;
const orNull = <T>(value: unknown, reader: Reader<T>) =>
  value === undefined || value === null || value === '' ? null : reader.read(value);

const primary = (states: Names): Reader<Primary> =>
  readAs(version(states), ({ id, state, destroy_time }) => ({ id, state, destroy_time }));

export const version = (states: Names): Reader<Version> => ({
  what: 'a version',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const id = lastPart(value.name);
    const state = enumOf(states).read(value.state);
    const created_at = orNull(value.createTime, timestamp);
    // Of a version destroyed for good Google gives the time under another name.
    const destroy_time = orNull(value.destroyTime ?? value.destroyEventTime, timestamp);
    const import_job = orNull(value.importJob, text);
    if (id === undefined || state === undefined || state.endsWith('_UNSPECIFIED') || created_at === undefined) return undefined;
    if (destroy_time === undefined || import_job === undefined) return undefined;
    return { id, state, created_at, destroy_time, import_job };
  },
});

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
