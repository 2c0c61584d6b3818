import Type from 'typebox';
import { Framework, Requirement } from '../evaluate/catalogue.ts';
import { closed, count, enumeration, nullable, object, text } from '../input/shapes.ts';
import { RuleState, STATUSES, StateCounts } from './state.ts';

const days = Type.Number({ minimum: 0 });

/** Verdicts by state. The history does not know which of the unknown ones need an attestation. */
export const Tally = Type.Omit(StateCounts, ['needs_attestation'], closed);
export type Tally = Type.Static<typeof Tally>;

/** At how many scans a rule, or the worst of several, was in which state, see `RuleState`. */
export const ScanTally = Type.Record(RuleState, count, closed);
export type ScanTally = Type.Static<typeof ScanTally>;

/** Scans in a row at which the state was the same; `from` and `to` are the first and the last of them. */
export const Stretch = object({ from: text, to: text, scans: count, status: RuleState });
export type Stretch = Type.Static<typeof Stretch>;

/** How findings developed. */
export const Figures = object({
  /** First seen in the period. */
  opened: count,
  /** Ended in the period: the rule was seen to hold, or not to apply. */
  resolved: count,
  /** Ended in the period because the subject was no longer there, where all of its kind were seen. */
  gone: count,
  /** Still open at the period's end, including those that are waived or can no longer be seen. */
  open: count,
  /** Of those open: waived when they were last seen. */
  open_waived: count,
  /** Of those open: could no longer be seen. */
  open_unseen: count,
  /** Of those resolved, from the scan that first saw it to the scan that first saw it fixed; null where none was. */
  days_to_fix: nullable(object({ median: days, longest: days })),
});
export type Figures = Type.Static<typeof Figures>;

const PassHistory = { scans: ScanTally, history: Type.Array(Stretch), findings: Figures };

const PeriodRequirement = object({ ...Requirement.properties, ...PassHistory });

export const PeriodRule = object({
  id: text,
  /** Null for a rule that today's policy does not have. */
  title: nullable(text),
  severity: text,
  subject_type: text,
  /** Of all scans together. */
  verdicts: Tally,
  ...PassHistory,
});
export type PeriodRule = Type.Static<typeof PeriodRule>;

/** A failure of one rule on one subject, from the scan that first saw it to the one that saw it end. */
export const Finding = object({
  fingerprint: text,
  rule: text,
  severity: text,
  subject: object({ type: text, id: text, name: nullable(text), environment: nullable(text) }),
  opened: text,
  /** Null where it is open at the period's end. */
  ended: nullable(text),
  became: nullable(enumeration('pass', 'not_applicable', 'gone')),
  /** From its opening to its end, else to the period's. */
  days,
  /** When it was last seen. */
  waived: Type.Boolean(),
  /** At any time before the period's end. */
  was_waived: Type.Boolean(),
  /** Since when an open one is no longer seen or evaluated, or only attested; it may have been fixed since, or not. */
  unseen_since: nullable(text),
});
export type Finding = Type.Static<typeof Finding>;

/** A verdict that rested on a person's decision, from the scan that first saw it to the first that did not. */
export const PeriodException = object({
  kind: enumeration('waiver', 'attestation'),
  fingerprint: text,
  rule: text,
  severity: text,
  subject: Finding.properties.subject,
  from: text,
  /** Null where it stands at the period's end. */
  until: nullable(text),
  /** What the verdict was then; `fail` is a failure that no waiver covers. */
  became: nullable(enumeration(...STATUSES, 'gone')),
  /** From its beginning to its end, else to the period's. */
  days,
  /** Since when the verdict of one that stands is no longer seen. */
  unseen_since: nullable(text),
});
export type PeriodException = Type.Static<typeof PeriodException>;

const PeriodScan = object({
  taken_at: text,
  snapshot: text,
  /** Every cluster with its key was seen, and every registered key. */
  whole: Type.Boolean(),
  verdicts: Tally,
  runs: Type.Array(object({ id: text, as_of: text, policy: text, configuration: text })),
});

/** A stretch without a scan, or without one that saw everything, that is longer than the interval allows. */
export const Gap = object({ kind: enumeration('no_scan', 'no_whole_scan'), from: text, to: text, days });
export type Gap = Type.Static<typeof Gap>;

/** How the controls operated over a period, as the scans of one organization saw it. */
export const Period = object({
  schema_version: Type.Literal('1.2'),
  tool: object({ name: text, version: text, policy_digest: text }),
  /** How the configuration classifies it. */
  classification: text,
  /** The name as the rules about the organization have it; null where none was evaluated. */
  organization: object({ id: text, name: nullable(text) }),
  /** Names of environments, as the rules about them have them. */
  environments: Type.Array(object({ id: text, name: text })),
  /** When the first scan was taken whose verdicts the history has: what it found may be older. Null where it has none. */
  history_from: nullable(text),
  /** `to` is the first moment after it. */
  period: object({ from: text, to: text, days }),
  scans: object({ every_minutes: count, expected: count, ran: count, whole: count, list: Type.Array(PeriodScan) }),
  gaps: Type.Array(Gap),
  /** Of all rules together. */
  summary: Figures,
  /** The same by severity, of each that had findings, the most severe first. */
  severities: Type.Array(object({ severity: text, ...Figures.properties })),
  exceptions: Type.Array(PeriodException),
  frameworks: Type.Array(object({ ...Framework.properties, requirements: Type.Array(PeriodRequirement) })),
  rules: Type.Array(PeriodRule),
  findings: Type.Array(Finding),
});
export type Period = Type.Static<typeof Period>;

/** The bytes of `period.json`. */
export const serializePeriod = (period: Period): string => `${JSON.stringify(period, null, 2)}\n`;
