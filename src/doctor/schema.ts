import Type from 'typebox';
import { Provider } from '../clouds/index.ts';
import { Advice, Snippet } from '../facts/advice.ts';
import { Cause } from '../facts/fact.ts';
import { count, enumeration, nullable, object, text, texts } from '../input/shapes.ts';
import { Population } from '../inventory/populations.ts';

export const DOCTOR_VERSION = '1.0';

/** `not_checked`: nothing is known, neither that it is right nor that it is wrong; `detail` says why. */
const Status = enumeration('ok', 'failed', 'not_checked');
export type Status = Type.Static<typeof Status>;

/** `remedy` is what to do about a failure, in sentences. */
const check = <P extends Type.TProperties>(properties: P) =>
  object({ status: Status, detail: text, remedy: nullable(text), ...properties });

const Grantor = Type.Unsafe<'confluent' | Provider>(Type.Union([Type.Literal('confluent'), Provider]));

/** `of`: which keys are read so; null for all of the cloud. `who` is null where it is not known. */
const Credentials = check({ grantor: Grantor, of: nullable(text), who: nullable(text) });
export type Credentials = Type.Static<typeof Credentials>;

/** A host that was called. `clock_difference_seconds`: ours less its own; null where it does not give the time. */
const Endpoint = check({
  url: text,
  /** The host of the proxy; null where it is connected to directly. */
  proxy: nullable(text),
  http_status: nullable(Type.Integer()),
  clock_difference_seconds: nullable(Type.Integer()),
});
export type Endpoint = Type.Static<typeof Endpoint>;

const PERMISSION_STATES = ['allowed', 'denied', 'undetermined', 'not_tried'] as const;
const PermissionStatus = enumeration(...PERMISSION_STATES);
export type PermissionStatus = Type.Static<typeof PermissionStatus>;

/** What came of the calls at one place that need a permission. `place` is null at Confluent Cloud. */
const TriedAt = object({
  place: nullable(text),
  status: PermissionStatus,
  /** The call that decided it; null where none was made. */
  call: nullable(text),
  cause: nullable(Cause),
  detail: text,
});
export type TriedAt = Type.Static<typeof TriedAt>;

/**
 * A permission, by the calls that need it. Its status is that of its worst place: denied, undetermined, allowed; `not_tried`
 * where it is so everywhere.
 */
const TriedPermission = object({
  grantor: Grantor,
  permission: text,
  for: text,
  calls: texts,
  status: PermissionStatus,
  places: Type.Array(TriedAt),
  /** The rules whose verdicts are unknown without it, where it is not allowed. */
  rules: texts,
  /** What is lost without it, where that is little. */
  optional: nullable(text),
  /** What to do where it is undetermined; how to get what is denied is in `grants`. */
  remedy: nullable(Advice),
});
export type TriedPermission = Type.Static<typeof TriedPermission>;

/** How to get what is denied at the same places, and nothing else. `document` grants it whole, where a cloud has such documents. */
const Grant = object({ grantor: Grantor, permissions: texts, places: texts, advice: Advice, document: nullable(Snippet) });
export type Grant = Type.Static<typeof Grant>;

/** What `byok-audit doctor` found: what a scan would be able to learn, and what it lacks. */
export const Doctor = object(
  {
    schema_version: Type.Literal(DOCTOR_VERSION),
    tool: object({ name: Type.Literal('byok-audit'), version: text }),
    checked_at: text,
    /** 0: nothing that is missing was found; 1: something is missing; 69: Confluent Cloud did not answer, or refused the credentials. */
    exit_code: Type.Enum([0, 1, 69], { type: 'integer' }),
    credentials: Type.Array(Credentials),
    endpoints: Type.Array(Endpoint),
    clock: check({ seconds: nullable(Type.Integer()) }),
    permissions: Type.Array(TriedPermission),
    grants: Type.Array(Grant),
    population: Type.Array(check({ ...Population.properties })),
    policy: check({ digest: text, built_in: Type.Boolean(), rules: count }),
    configuration: check({ file: nullable(text), digest: text, warnings: texts }),
    history: check({ store: nullable(text), format: nullable(count), scans: nullable(count), last_scan: nullable(text) }),
    disk: check({ folder: text, free_bytes: nullable(count), needed_bytes: count }),
  },
  { title: 'What byok-audit doctor found' },
);
export type Doctor = Type.Static<typeof Doctor>;
