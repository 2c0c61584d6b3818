import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { object } from '../input/shapes.ts';
import { CHANGE_STATUSES } from './status-changes.ts';

const text = Type.String();
const bit = Type.Union([Type.Literal(0), Type.Literal(1)]);
const bitOrNull = Type.Union([bit, Type.Null()]);
/** As the store has its times: their order as text is their order in time. */
const time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
const timeOrNull = Type.Union([time, Type.Null()]);
const wholeness = { environments_whole: bitOrNull, clusters_whole: bitOrNull, keys_whole: bitOrNull };

const kinds = {
  snapshot: object({
    organization: text,
    digest: text,
    taken_at: time,
    ...wholeness,
    whole: bit,
    registrations: Type.Array(
      object({ registration: text, identity: text, state: Type.Union([text, Type.Null()]), held_unseen: bit }),
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
  binding: object({
    ...{ organization: text, identity: text, cluster: text, first_seen: time, last_seen: time },
    ...{ created_at: timeOrNull, deleted_at: timeOrNull, source: Type.Enum(['scan', 'audit_log']) },
  }),
  verdict: object({
    ...{ organization: text, fingerprint: text, rule: text, severity: text, subject_type: text, subject_id: text },
    subject_name: Type.Union([text, Type.Null()]),
    environment: Type.Union([text, Type.Null()]),
    changes: Type.Array(object({ since: time, status: Type.Enum([...CHANGE_STATUSES]), waived: bit })),
  }),
};

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
export type Lines = { [K in keyof typeof kinds]: Type.Static<(typeof kinds)[K]>[] };

/** The format that exports are written in; older ones are read. */
export const EXPORT_FORMAT = 4;

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

/** @returns the rows of each kind */
export function linesByKind(lines: readonly Line[]): Lines {
  const of = <K extends keyof Lines>(kind: K) =>
    lines.flatMap((line) => (kind in line ? [(line as unknown as Record<K, Lines[K][number]>)[kind]] : []));
  return {
    snapshot: of('snapshot'),
    registration: of('registration'),
    run: of('run'),
    binding: of('binding'),
    verdict: of('verdict'),
  };
}

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
