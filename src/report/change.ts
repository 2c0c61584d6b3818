import Type from 'typebox';
import { Severity } from '../evaluate/catalogue.ts';
import { Cause } from '../facts/fact.ts';
import { closed, nullable } from '../input/shapes.ts';

const text = Type.String();
const count = Type.Integer({ minimum: 0 });

/**
 * What became of a verdict between two reports, from what a reader must see first to what is no news. `clear` is neither a
 * failure nor an unknown in either report: it is counted, not listed.
 */
export const CLASSES = [
  'new',
  'worsened',
  'no_longer_unknown',
  'newly_unknown',
  'incomparable',
  'newly_waived',
  'resolved',
  'out_of_scope',
  'unchanged',
  'still_unknown',
  'clear',
] as const;
export const ChangeClass = Type.Enum([...CLASSES], { type: 'string' });
export type ChangeClass = (typeof CLASSES)[number];

/** A verdict's status, where a failure with a waiver is another state than one without, and a pass that a person attests than one that was observed. */
export const STATES = ['fail', 'waived', 'error', 'unknown', 'attested', 'pass', 'not_applicable'] as const;
export const State = Type.Enum([...STATES], { type: 'string' });
export type State = (typeof STATES)[number];

export const Change = Type.Object(
  {
    class: ChangeClass,
    fingerprint: text,
    rule: text,
    /** That of the newer verdict, else of the older. */
    severity: Severity,
    subject: Type.Object({ type: text, id: text, name: nullable(text), environment: nullable(text) }, closed),
    /** Null where that report has no such verdict. */
    was: nullable(State),
    now: nullable(State),
    /** What makes it of this class: one sentence. */
    why: text,
    /** The sentence of the newer verdict, else of the older. */
    message: text,
    /** Of an answer that is missing now. */
    cause: nullable(Cause),
  },
  closed,
);
export type Change = Type.Static<typeof Change>;

const Whole = nullable(Type.Boolean());

/** What differs between two reports. */
export const Comparison = Type.Object(
  {
    policy_changed: Type.Boolean(),
    counts: Type.Object(
      {
        new: count,
        worsened: count,
        no_longer_unknown: count,
        newly_unknown: count,
        incomparable: count,
        newly_waived: count,
        resolved: count,
        out_of_scope: count,
        unchanged: count,
        still_unknown: count,
        clear: count,
      },
      closed,
    ),
    /** Subject types whose wholeness is another one now, as `population[].complete` tells it. */
    population: Type.Array(Type.Object({ subject_type: text, was: Whole, now: Whole }, closed)),
    /** By class, severity, rule id, subject type and id; without those that are clear. */
    list: Type.Array(Change),
  },
  closed,
);
export type Comparison = Type.Static<typeof Comparison>;

const Side = Type.Object({ run: Type.Object({ id: text, taken_at: text, as_of: text }, closed), policy_digest: text }, closed);

/** What `diff --json` writes. */
export const Diff = Type.Object(
  {
    schema_version: text,
    organization: Type.Object({ id: text, name: nullable(text) }, closed),
    old: Side,
    new: Side,
    ...Comparison.properties,
    exit_code: Type.Integer(),
  },
  { ...closed, $id: 'urn:byok-audit:diff:1.0', title: 'byok-audit diff' },
);
export type Diff = Type.Static<typeof Diff>;

/** What a report says of the one before it. */
export const Changes = Type.Object(
  {
    baseline: Type.Object({ run_id: text, taken_at: text, as_of: text, policy_digest: text, digest: text }, closed),
    ...Comparison.properties,
  },
  closed,
);
export type Changes = Type.Static<typeof Changes>;
