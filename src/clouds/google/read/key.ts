import { field, fieldOr, firstKnown, flag, listOf, type Reader, text } from '../../../collect/kms-reply.ts';
import type { Call } from '../../../collect/observe.ts';
import type { Fact } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { GcpKey } from '../../google/snapshot.ts';
import type { GcpKmsName } from '../../kms-name.ts';

type Value<F> = Extract<F, { value: unknown }> extends { value: infer T } ? T : never;
type Version = Value<GcpKey['versions']>[number];
type Primary = NonNullable<Value<GcpKey['primary']>>;
export type Binding = Value<GcpKey['policy']>[number];
/** Names of an enumeration's values by their numbers, as the library's own `protos` hold them. */
export type Names = Readonly<Record<number, string>>;
export type GcpEnums = { purpose: Names; algorithm: Names; state: Names; protection: Names };

export const ringOf = ({ project, location, key_ring }: GcpKmsName) =>
  `projects/${project}/locations/${location}/keyRings/${key_ring}`;

export type GcpCalls = ReturnType<typeof gcpCalls>;

/** Every call about one key and its ring, as facts name it. */
export function gcpCalls(name: GcpKmsName) {
  const call = (api: string, target: string, permission: string): Call => ({
    source: `gcp:kms:${api}`,
    call: `cloudkms:${api} ${target}`,
    permission,
  });
  const ring = ringOf(name);
  return {
    key: call('GetCryptoKey', name.name, 'cloudkms.cryptoKeys.get'),
    versions: call('ListCryptoKeyVersions', name.name, 'cloudkms.cryptoKeyVersions.list'),
    policy: call('GetIamPolicy', name.name, 'cloudkms.cryptoKeys.getIamPolicy'),
    ringPolicy: call('GetIamPolicy', ring, 'cloudkms.keyRings.getIamPolicy'),
    projectPolicy: {
      source: 'gcp:resourcemanager:GetIamPolicy',
      call: `resourcemanager:GetIamPolicy projects/${name.project}`,
      permission: 'resourcemanager.projects.getIamPolicy',
    },
  };
}

export type GcpReplies = {
  key: Fact<unknown>;
  versions: Fact<Version[]>;
  policy: Fact<Binding[]>;
  ringPolicy: Fact<Binding[]>;
  projectPolicy: Fact<Binding[]>;
  roles: GcpKey['roles'];
};

export function gcpKeyOf(
  { key, versions, policy, ringPolicy, projectPolicy, roles }: GcpReplies,
  calls: GcpCalls,
  enums: GcpEnums,
): GcpKey {
  const at = calls.key;
  const here = (fact: Fact<unknown>): Fact<boolean> => derive(fact, () => true);
  return {
    provider: 'gcp',
    present: firstKnown(here(key), here(versions), here(policy)),
    purpose: derive(fieldOr(key, at, 'purpose', enumOf(enums.purpose), null), (value) =>
      value === null || value === 'CRYPTO_KEY_PURPOSE_UNSPECIFIED'
        ? unknown('not_collected', 'the reply has no purpose', at)
        : value,
    ),
    algorithm: unlessUnspecified(fieldOr(key, at, 'versionTemplate.algorithm', enumOf(enums.algorithm), null)),
    primary: fieldOr(key, at, 'primary', primary(enums.state), null),
    protection_level: unlessUnspecified(fieldOr(key, at, 'versionTemplate.protectionLevel', enumOf(enums.protection), null)),
    rotation_period_seconds: fieldOr(key, at, 'rotationPeriod', duration, null),
    // In Google's JSON a false is left out; the library puts it back in.
    import_only: field(key, at, 'importOnly', flag),
    destroy_scheduled_seconds: fieldOr(key, at, 'destroyScheduledDuration', duration, null),
    created_at: field(key, at, 'createTime', timestamp),
    versions,
    policy,
    key_ring_policy: ringPolicy,
    project_policy: projectPolicy,
    roles,
  };
}

/** A key that Google says is not there: the one fact that is known of it. */
export function goneGcpKey(key: Fact<unknown>, observed_at: string, calls: GcpCalls, enums: GcpEnums): GcpKey {
  if (isKnown(key)) throw new TypeError('the key is there');
  const unread = { versions: key, policy: key, ringPolicy: key, projectPolicy: key, roles: {} };
  const gone = gcpKeyOf({ key, ...unread }, calls, enums);
  return { ...gone, present: { value: false, source: calls.key.source, observed_at } };
}

const unlessUnspecified = (fact: Fact<string | null>): Fact<string | null> =>
  derive(fact, (value) => (value?.endsWith('_UNSPECIFIED') ? null : value));

/** An enumeration's value by name, whether the reply spelt it as one or as a number; a number unknown here stays a number. */
const enumOf = (names: Names): Reader<string> => ({
  what: 'the value of an enumeration',
  read: (value) => (typeof value === 'number' ? (names[value] ?? String(value)) : text.read(value)),
});

function secondsOf(value: unknown): { seconds: number; nanos: number } | undefined {
  if (!isRecord(value)) return undefined;
  // 64-bit numbers come as text, as numbers, or as the library's own type that knows how to become one.
  const seconds = Number(value.seconds ?? Number.NaN);
  const nanos = value.nanos ?? 0;
  return Number.isFinite(seconds) && typeof nanos === 'number' ? { seconds, nanos } : undefined;
}

const duration: Reader<number> = {
  what: 'a duration',
  read: (value) => {
    const read = secondsOf(value);
    return read && read.seconds + read.nanos / 1e9;
  },
};

const timestamp: Reader<string> = {
  what: 'a point in time',
  read: (value) => {
    const read = secondsOf(value);
    const date = new Date(read ? read.seconds * 1000 + Math.floor(read.nanos / 1e6) : Number.NaN);
    return Number.isNaN(date.valueOf()) ? undefined : date.toISOString().replace('.000Z', 'Z');
  },
};

const lastPart = (value: unknown) => text.read(value)?.split('/').at(-1) || undefined;
const orNull = <T>(value: unknown, reader: Reader<T>) =>
  value === undefined || value === null || value === '' ? null : reader.read(value);

const primary = (states: Names): Reader<Primary> => ({
  what: 'a version',
  read: (value) => {
    const read = version(states).read(value);
    return read && { id: read.id, state: read.state, destroy_time: read.destroy_time };
  },
});

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
    const members = value.members === undefined ? [] : listOf(text).read(value.members);
    const condition =
      value.condition === undefined ? null : isRecord(value.condition) ? text.read(value.condition.expression) : undefined;
    return role === undefined || members === undefined || condition === undefined ? undefined : { role, members, condition };
  },
};
