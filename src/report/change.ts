import Type from 'typebox';
import { Severity } from '../evaluate/catalogue.ts';
import { Cause } from '../facts/fact.ts';
import { closed, count, enumeration, nullable, object, text } from '../input/shapes.ts';
import { State } from './state.ts';

/**
 * How a verdict changed between two reports, from what a reader must see first to what is no news. `clear` is neither a
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
export const ChangeClass = enumeration(...CLASSES);
export type ChangeClass = (typeof CLASSES)[number];

/**
 * Why a report has no verdict on a subject. `not_there`: all of its kind were seen, and it was not among them. `left_out`:
 * the configuration leaves its environment out. `not_seen`: it may be in a part that could not be listed. `no_verdict`: the
 * report has the subject.
 */
export const Absence = enumeration('not_there', 'left_out', 'not_seen', 'no_verdict');
export type Absence = Type.Static<typeof Absence>;

const Subject = object({ type: text, id: text, name: nullable(text), environment: nullable(text) });

export const Change = object({
  class: ChangeClass,
  fingerprint: text,
  rule: text,
  /** That of the newer verdict, else of the older. */
  severity: Severity,
  subject: Subject,
  /** Null where that report has no such verdict. */
  was: nullable(State),
  now: nullable(State),
  /** Why one of the reports has no such verdict; null where both have one, or one policy does not have the rule. */
  absence: nullable(Absence),
  /** What makes it of this class: one sentence. */
  why: text,
  /** The sentence of the newer verdict, else of the older. */
  message: text,
  /** Of an answer that is missing now. */
  cause: nullable(Cause),
});
export type Change = Type.Static<typeof Change>;

const Whole = nullable(Type.Boolean());

/** What differs between two reports. */
export const Comparison = object({
  policy_changed: Type.Boolean(),
  counts: Type.Record(ChangeClass, count, closed),
  /** Subject types whose `population[].complete` changed. */
  population: Type.Array(object({ subject_type: text, was: Whole, now: Whole })),
  /** Clusters and keys that were not there before, or that nobody had seen, by type and id; absent in reports of earlier versions. */
  appeared: Type.Optional(Type.Array(Subject)),
  /** By class, severity, rule id, subject type and id; without those that are clear. */
  list: Type.Array(Change),
});
export type Comparison = Type.Static<typeof Comparison>;

/** A failure that no waiver covers and that the older report does not have, or has as a lesser one. */
export const isNewFailure = ({ class: name, was, now }: Pick<Change, 'class' | 'was' | 'now'>): boolean =>
  now === 'fail' && name !== 'unchanged' && (name !== 'incomparable' || was !== 'fail');

const Side = object({
  run: object({ id: text, taken_at: text, as_of: text, interrupted_at: nullable(text) }),
  policy_digest: text,
});

/** What `diff --json` writes. */
export const Diff = object(
  {
    schema_version: text,
    organization: object({ id: text, name: nullable(text) }),
    old: Side,
    new: Side,
    ...Comparison.properties,
    exit_code: Type.Integer(),
  },
  { $id: 'urn:byok-audit:diff:1.0', title: 'byok-audit diff' },
);
export type Diff = Type.Static<typeof Diff>;

/** What a report says of the one before it. */
export const Changes = object({
  baseline: object({
    run_id: text,
    taken_at: text,
    as_of: text,
    interrupted_at: Type.Optional(nullable(text)),
    policy_digest: text,
    digest: text,
  }),
  ...Comparison.properties,
});
export type Changes = Type.Static<typeof Changes>;
