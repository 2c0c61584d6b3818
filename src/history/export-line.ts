import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { nullable, object, text } from '../input/shapes.ts';
import { AlertPlace } from '../report/schema.ts';
import { CHANGE_STATUSES } from './status-changes.ts';

const bit = Type.Union([Type.Literal(0), Type.Literal(1)]);
/** Whether something is so. SQLite has no other type for it. */
export type Bit = Type.Static<typeof bit>;
/** RFC 3339 in UTC with milliseconds: their order as text is their order in time. */
const time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
/** Whether each population was seen whole; null where nothing proves it. */
const wholeness = { environments_whole: nullable(bit), clusters_whole: nullable(bit), keys_whole: nullable(bit) };

const kinds = {
  snapshot: object({
    organization: text,
    digest: text,
    taken_at: time,
    ...wholeness,
    /** Every cluster was seen, and of each which key it is on; and every registration. Only such a scan bounds a gap. */
    whole: bit,
    registrations: Type.Array(
      object({
        registration: text,
        /** Empty where the name of the KMS key could not be read. */
        identity: text,
        state: nullable(text),
        /** Confluent holds the key in use, and no cluster was seen on it. */
        held_unseen: bit,
      }),
    ),
  }),
  registration: object(
    // an empty time: it was there before the first scan that is left
    { organization: text, registration: text, identity: text, first_seen: Type.Union([time, Type.Literal('')]) },
  ),
  run: object({
    ...{ organization: text, snapshot: text, id: text, as_of: text, policy: text, configuration: text },
    // the first format has these of the snapshot alone
    ...Type.Partial(Type.Object(wholeness)).properties,
  }),
  /** A cluster on a KMS key. */
  binding: object({
    organization: text,
    /** Of the KMS key. As long as that is not known, Confluent's id of the key (`isKeyId`), or empty where an event named none. */
    identity: text,
    cluster: text,
    first_seen: time,
    last_seen: time,
    created_at: nullable(time),
    deleted_at: nullable(time),
    /** Where it is known from. */
    source: Type.Enum(['scan', 'audit_log']),
  }),
  verdict: object({
    ...{ organization: text, fingerprint: text, rule: text, severity: text, subject_type: text, subject_id: text },
    subject_name: nullable(text),
    environment: nullable(text),
    changes: Type.Array(object({ since: time, status: Type.Enum([...CHANGE_STATUSES]), waived: bit })),
    /** From when on its alert was reported where; absent where it never was, and up to format 4. */
    alerts: Type.Optional(Type.Array(object({ since: time, ...AlertPlace.properties }))),
  }),
};
/** What an export has of each kind, which the store has as its columns. */
export type Rows = { [K in keyof typeof kinds]: Type.Static<(typeof kinds)[K]> };
export type RowsByKind = { [K in keyof Rows]: Rows[K][] };

/** One line of an export. Rows name each other by what they are, not by numbers that a database gave them. */
export const Line = Type.Union([
  object({ byok_audit_history: Type.Integer() }),
  object({ snapshot: kinds.snapshot }),
  object({ registration: kinds.registration }),
  object({ run: kinds.run }),
  object({ binding: kinds.binding }),
  object({ verdict: kinds.verdict }),
  /** The last one: how many lines stand before it. */
  object({ end: Type.Integer({ minimum: 1 }) }),
]);
export type Line = Type.Static<typeof Line>;

/** The format that exports are written in; older ones are read. */
export const EXPORT_FORMAT = 5;

/** Sentences that stood for an enumeration up to format 3. */
const SOURCES = new Map<unknown, string>([
  ['an earlier scan', 'scan'],
  ["Confluent's audit log", 'audit_log'],
]);

/** A line of an older format as one of today's; what is not one stays as it is, and is refused as what it is. */
export function upgradedLine(line: unknown): unknown {
  if (!isRecord(line)) return line;
  if (isRecord(line.binding) && 'told_by' in line.binding) {
    const { told_by, ...binding } = line.binding;
    return { binding: { ...binding, source: SOURCES.get(told_by) } };
  }
  if (isRecord(line.verdict) && 'turns' in line.verdict) {
    const { turns, ...verdict } = line.verdict;
    return { verdict: { ...verdict, changes: turns } };
  }
  return line;
}

export const rowsByKind = (lines: readonly Line[]): RowsByKind => ({
  snapshot: lines.flatMap((line) => ('snapshot' in line ? [line.snapshot] : [])),
  registration: lines.flatMap((line) => ('registration' in line ? [line.registration] : [])),
  run: lines.flatMap((line) => ('run' in line ? [line.run] : [])),
  binding: lines.flatMap((line) => ('binding' in line ? [line.binding] : [])),
  verdict: lines.flatMap((line) => ('verdict' in line ? [line.verdict] : [])),
});

/** What keeps lines from being one whole export; null where nothing does. The place is that of a line among them, from 1. */
export function brokenAt(lines: readonly Line[]): { place: number; what: string } | null {
  const [head] = lines;
  const known = head !== undefined && 'byok_audit_history' in head ? head.byok_audit_history : 0;
  if (known < 1 || known > EXPORT_FORMAT)
    return { place: 1, what: 'an export in a format that this version does not know. Update byok-audit.' };
  const second = lines.findIndex((line, index) => index > 0 && 'byok_audit_history' in line);
  if (second > 0) return { place: second + 1, what: 'a second export begins here. Import each from a file of its own.' };
  // the first formats have no last line
  if (known < 3) return null;
  const last = lines.at(-1);
  if (last !== undefined && 'end' in last && last.end === lines.length - 1) return null;
  return {
    place: lines.length,
    what: 'the export is cut off, or lines are missing from it. Make it again with: byok-audit history export',
  };
}
