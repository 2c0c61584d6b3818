import type { Page } from '../../../collect/pages.ts';
import {
  anything,
  count,
  filled,
  listOrNone,
  matching,
  moment,
  only,
  orNull,
  type Reader,
  readAs,
  recordOf,
  someOf,
  text,
} from '../../../collect/reply.ts';
import type { ValueOf } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { DAY } from '../../../input/time.ts';
import { type GoogleKmsName, googleNames, isOfKey } from '../name.ts';
import type { GcpKey, Version } from '../snapshot.ts';

export type Binding = ValueOf<GcpKey['policy']>[number];

/** There was no Cloud KMS before 2017: an older time is none, like the year 1 of an unset one. */
const FIRST_KEYS = Date.parse('2017-01-01T00:00:00Z');
/** Seconds between two rotations, as Cloud KMS takes them: 24 to 876,000 hours. */
const [SHORTEST, LONGEST] = [24 * 3600, 876_000 * 3600];

/** How a service writes that a value of an enumeration was not given. */
const specified = only(filled, (value) => !value.endsWith('_UNSPECIFIED'), 'a value that is specified');

const importJob = matching(
  /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/importJobs\/[^/]+$/,
  'the name of an import job',
);

/** Seconds, as in `7776000s`. */
export const duration: Reader<number> = readAs(matching(/^\d{1,12}(\.\d{1,9})?s$/, 'a duration'), (written) =>
  Number(written.slice(0, -1)),
);

export const rotationPeriod = only(
  duration,
  (seconds) => seconds >= SHORTEST && seconds <= LONGEST,
  'a rotation period of 24 to 876,000 hours',
);

/** A version as its reply has it. */
type Written = Omit<Version, 'id'> & { id: GoogleKmsName; destroyed: string | null; import_time: string | null };

/** Replies about one key, told by the names and the times in them. @param now when they were read */
export function repliesAbout(key: GoogleKmsName, now: string) {
  const until = (latest: number, what: string): Reader<string> =>
    only(moment, (at) => Date.parse(at) >= FIRST_KEYS && Date.parse(at) <= latest, what);
  // clocks differ
  const past = until(Date.parse(now) + DAY, 'a time in the past, since there is Cloud KMS');
  const planned = until(Date.parse(now) + LONGEST * 1000, 'a time that Cloud KMS can plan for');

  const nameOfVersion = readAs(text, (written) => {
    const name = googleNames.parse(written);
    return name !== undefined && isOfKey(name, key) && name.version !== null ? name : undefined;
  });
  const version: Reader<Version> = readAs(
    recordOf<Written>(`a version of ${key.name}`, {
      id: ['name', nameOfVersion],
      state: ['state', specified],
      created_at: ['createTime', orNull(past)],
      destroy_time: ['destroyTime', orNull(planned)],
      // Of a version destroyed for good Google gives the time under another name.
      destroyed: ['destroyEventTime', orNull(past)],
      import_job: ['importJob', orNull(importJob)],
      import_time: ['importTime', orNull(past)],
    }),
    ({ id, destroyed, import_time, ...rest }) => {
      const destroy_time = rest.destroy_time ?? destroyed;
      // these times are there only where they apply
      if (rest.state === 'ENABLED' && destroy_time !== null) return undefined;
      if (import_time !== null && rest.import_job === null) return undefined;
      return id.version === null ? undefined : { ...rest, id: id.version, destroy_time };
    },
  );

  /** The key as Cloud KMS describes it, its fields yet to be read. */
  const isOfThisKey = ({ name: written }: Record<string, unknown>): boolean => {
    const name = typeof written === 'string' ? googleNames.parse(written) : undefined;
    return name !== undefined && isOfKey(name, key) && name.version === null;
  };
  const description = only(anything, isOfThisKey, `a description of ${key.name}`);

  /** In Google's JSON an empty list is left out, a zero, and the place of a page that does not follow. */
  const pageOfVersions: Reader<Page<Version> & { total: number | null }> = readAs(
    recordOf<{ items: Version[]; next: string | null; total: number | null }>('a page of versions', {
      items: ['cryptoKeyVersions', listOrNone(version)],
      next: ['nextPageToken', orNull(text)],
      total: ['totalSize', orNull(count)],
    }),
    ({ next, ...page }) => ({ ...page, next: next || undefined }),
  );

  return { past, planned, version, description, pageOfVersions };
}

const member = matching(
  /^(?:allUsers|allAuthenticatedUsers|[A-Za-z]+:.+)$/s,
  'a principal: its kind, a colon and its name; or everybody',
);

/** A policy binds at least one principal to each of its roles. */
const members = someOf(member);

const expression = recordOf<{ expression: string }>('a condition', { expression: ['expression', filled] });

const binding: Reader<Binding> = {
  what: 'a binding',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const role = filled.read(value.role);
    const bound = members.read(value.members);
    const condition = value.condition === undefined ? null : expression.read(value.condition)?.expression;
    return role === undefined || bound === undefined || condition === undefined ? undefined : { role, members: bound, condition };
  },
};

/** Formats of policies; in Google's JSON a zero is left out. */
const format = only(count, (version) => [0, 1, 3].includes(version));

/**
 * A policy's bindings. A policy that binds nobody has none in Google's JSON: that is its empty list, and the policy is told
 * from an empty reply by its tag.
 */
export const policy: Reader<Binding[]> = readAs(
  recordOf<{ etag: string; version: number | null; bindings: Binding[] }>('an IAM policy', {
    etag: ['etag', filled],
    version: ['version', orNull(format)],
    bindings: ['bindings', listOrNone(binding)],
  }),
  ({ bindings }) => bindings,
);

/** As in `cloudkms.cryptoKeys.get`. */
const permission = matching(/^[A-Za-z][\w-]*(\.[\w-]+)+$/, 'the name of a permission');

/**
 * What a role permits; one may well permit nothing. A deleted role keeps its bindings for a while, and a disabled one for
 * good, but they give nothing.
 */
export const permissionsGivenBy = (role: string): Reader<string[]> => ({
  what: `the role ${role}`,
  read: (value) => {
    if (!isRecord(value) || value.name !== role) return undefined;
    if (!(value.deleted === undefined || typeof value.deleted === 'boolean')) return undefined;
    if (!(value.stage === undefined || typeof value.stage === 'string')) return undefined;
    const held = listOrNone(permission).read(value.includedPermissions);
    if (held === undefined) return undefined;
    return value.deleted === true || value.stage === 'DISABLED' ? [] : held;
  },
});

/** A project, named as it was asked for by one of its names: its id, or `projects/` and its number. */
export const namesOfProject = (project: string): Reader<{ id: string; number: string }> =>
  readAs(
    recordOf<{ id: string; name: string }>(`the project ${project}`, {
      id: ['projectId', filled],
      name: ['name', matching(/^projects\/\d+$/, 'the name of a project')],
    }),
    ({ id, name }) => {
      const number = name.slice('projects/'.length);
      return id === project || number === project ? { id, number } : undefined;
    },
  );
