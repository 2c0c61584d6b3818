import Type from 'typebox';
import { Severity } from '../evaluate/catalogue.ts';
import { Advice } from '../facts/advice.ts';
import { Cause } from '../facts/fact.ts';
import { count, nullable, object, text } from '../input/shapes.ts';
import { orNone, orNull } from './defaults.ts';
import { Attestation, Waiver } from './exception-schema.ts';
import { AlertPlace } from './place-schema.ts';
import { State, Status } from './state.ts';

export const ReportedVerdict = object({
  rule: text,
  /** One of `subjects`. */
  subject: object({ type: text, id: text }),
  /** What the policy says. */
  status: Status,
  /** How the verdict stands, waivers and attestations applied. */
  state: State,
  severity: Severity,
  /** One sentence, with a period. */
  message: text,
  /** Of a failure: what it means for its subject, as a predicate in a few words. Null in reports that are older. */
  headline: orNull(text),
  /** Of a failure: what would have been right, and what was there; in a few words or as values. */
  expected: Type.Unknown({ default: null }),
  actual: Type.Unknown({ default: null }),
  /** What it rests on: names of facts of the subject, sorted. */
  evidence: orNone(text),
  /** What else the rule made from its facts, for its messages. */
  computed: Type.Record(text, Type.Unknown(), { default: {} }),
  unknown: orNull(
    object({
      cause: Cause,
      /** Names of facts with the reason for which each decides nothing; the first cause is the verdict's. */
      facts: Type.Array(
        object({
          fact: text,
          cause: Cause,
          call: nullable(text),
          permission: nullable(text),
          detail: text,
          /** Its place in `obstacles`. */
          obstacle: Type.Optional(count),
        }),
      ),
    }),
  ),
  not_applicable: orNull(object({ reason: text })),
  error: orNull(object({ detail: text })),
  notes: orNone(text),
  /** Of a failure alone: one of `remedies`, and what its placeholders stand for. */
  remedy: orNull(object({ ref: text, values: Type.Record(text, Type.Union([text, Type.Array(text)])) })),
  /** Of a failure alone: that which covers it. */
  waiver: orNull(Waiver),
  /** Of a pass alone: that without which it would be unknown. */
  attestation: orNull(Attestation),
  /** Of rule, organization and subject; stays the same over renames, scans and changes of status. */
  fingerprint: text,
  /** Since when it fails or is unknown, RFC 3339; null for other verdicts, and without a history. */
  first_seen: orNull(text),
  /** Where code scanning has the alert, if that is not the file in which a failure would be mended now. */
  alert_at: Type.Optional(AlertPlace),
  /** Of an unknown and of a broken rule: an earlier scan saw it fail, and none saw that end. */
  failed_before: Type.Optional(Type.Literal(true)),
});
export type ReportedVerdict = Type.Static<typeof ReportedVerdict>;

/** What keeps verdicts from being determined: one cause of one call, or of a fact, whatever it is about. */
export const Obstacle = object({
  cause: Cause,
  /** The call, as the sources of facts name it, without what it is about; null where no call was to give it. */
  source: nullable(text),
  /** The permission that would answer it. */
  permission: nullable(text),
  /** Ids of the rules whose verdicts wait for it. */
  rules: Type.Array(text),
  /** How many verdicts wait for it: one that waits for several counts with each. */
  verdicts: count,
  /** How many subjects these are about, by type, and the first of them. */
  subjects: Type.Record(text, count),
  examples: Type.Array(object({ type: text, id: text, call: nullable(text), detail: text })),
  remedy: Advice,
});
export type Obstacle = Type.Static<typeof Obstacle>;

/** A verdict to which waivers and attestations have yet to be applied. */
export type UnsettledVerdict = Omit<ReportedVerdict, 'state'>;
