import Type from 'typebox';
import { Cause, Unknown } from '../facts/fact.ts';
import { Holder } from '../facts/holder.ts';
import { count, object, text } from '../input/shapes.ts';
import { orNone, orNull } from './defaults.ts';
import { REPORT_VERSION, Report, ReportedRule, ReportedSubject, ReportedVerdict, Severity } from './schema.ts';
import { recorded } from './subject-schema.ts';
import { Worst } from './worst-schema.ts';

/** Why facts were not observed: one refused call, say, whatever it would have given. */
export const FiledReason = object({
  ...Unknown.properties,
  /** The place in `obstacles` of every fact of a verdict that lacks it for this reason, unless it names its own. */
  obstacle: Type.Optional(count),
});
export type FiledReason = Type.Static<typeof FiledReason>;

/** What is not known of a subject refers to the reason by its place in `reasons`. */
export const FiledSubject = object({
  ...ReportedSubject.properties,
  holders: orNull(recorded(Type.Array(Holder), count)),
  facts: Type.Record(text, recorded(Type.Unknown(), count), { default: {} }),
});

export const FiledRule = object({
  ...ReportedRule.properties,
  /** The facts on which its verdicts rest, unless they name their own. */
  evidence: orNone(text),
});
export type FiledRule = Type.Static<typeof FiledRule>;

/** A verdict without what follows from its rule, its subject and its organization. */
export const FiledVerdict = object({
  ...ReportedVerdict.properties,
  /** Left out of a pass and of what is not applicable, where it is the rule's. */
  severity: Type.Optional(Severity),
  /** Left out where it says `not_applicable.reason` and no more. */
  message: Type.Optional(text),
  /** Left out where it is the rule's. */
  evidence: Type.Optional(Type.Array(text)),
  unknown: orNull(
    object({
      cause: Cause,
      /** Names of facts with the place in `reasons` of why each decides nothing; the first cause is the verdict's. */
      facts: Type.Array(object({ fact: text, reason: count, obstacle: Type.Optional(count) })),
    }),
  ),
  /** SHA-256 of the JSON `[rule, organization id, subject type, subject id]`; left out of a pass and of what is not applicable. */
  fingerprint: Type.Optional(text),
});
export type FiledVerdict = Type.Static<typeof FiledVerdict>;

/** `report.json`: what stands in it once is referred to, and what follows from the rest is left out. */
export const FiledReport = object(
  {
    ...Report.properties,
    /** Absent in a report that was written before its format had this. */
    worst: Type.Optional(Worst),
    rules: Type.Array(FiledRule),
    subjects: Type.Array(FiledSubject),
    /** Why facts were not observed, each once. */
    reasons: orNone(FiledReason),
    /** Sorted by rule id, subject type, subject id, by code point. */
    verdicts: Type.Array(FiledVerdict),
  },
  { $id: `urn:byok-audit:report:${REPORT_VERSION}`, title: 'byok-audit report' },
);
export type FiledReport = Type.Static<typeof FiledReport>;
