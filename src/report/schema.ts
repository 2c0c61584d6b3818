import Type from 'typebox';
import { Remediation, SEVERITIES, Severity, Terraform } from '../evaluate/catalogue.ts';
import { Framework, Requirement } from '../evaluate/framework.ts';
import { Cause, Unknown } from '../facts/fact.ts';
import { closed, nullable } from '../input/shapes.ts';
import { Population } from '../inventory/populations.ts';
import { Changes } from './change.ts';
import { Attestation, ReportedAttestation, ReportedWaiver, Waiver } from './exception-schema.ts';
import { RequirementState, State, StateCounts } from './state.ts';
import { Status } from './status.ts';

const text = Type.String();
const count = Type.Integer({ minimum: 0 });

export { Attestation, Population, ReportedAttestation, ReportedWaiver, SEVERITIES, Severity, Terraform, Waiver };

export const REPORT_VERSION = '1.0';

/** A place in a file of the repository, lines and columns from 1, `end_column` exclusive; `uri` relative to its root. */
export const Location = Type.Object(
  { uri: text, start_line: count, start_column: count, end_line: count, end_column: count },
  closed,
);
export type Location = Type.Static<typeof Location>;

const Evidence = Type.Object(
  {
    fact: text,
    value: Type.Unknown(),
    source: nullable(text),
    observed_at: nullable(text),
    /** The id of the attestation that it rests on, where no call proves it. */
    attested_by: nullable(text),
    /** Why there is no value; null where there is one. */
    unknown: nullable(Unknown),
  },
  closed,
);

/** What to do about one failure, with the subject's own names; words in capitals are the reader's to replace. */
export const Remedy = Type.Object({ console: nullable(text), cli: Type.Array(text), terraform: nullable(Terraform) }, closed);
export type Remedy = Type.Static<typeof Remedy>;

export const ReportedVerdict = Type.Object(
  {
    rule: text,
    subject: Type.Object(
      {
        type: text,
        id: text,
        name: nullable(text),
        environment: nullable(text),
        production: nullable(Type.Boolean()),
      },
      closed,
    ),
    /** What the policy says. */
    status: Status,
    /** How the verdict stands, waivers and attestations applied. */
    state: State,
    severity: Severity,
    /** One sentence, with a period. */
    message: text,
    expected: Type.Unknown(),
    actual: Type.Unknown(),
    evidence: Type.Array(Evidence),
    unknown: nullable(
      Type.Object(
        {
          cause: Cause,
          facts: Type.Array(
            Type.Object({ fact: text, cause: Cause, call: nullable(text), permission: nullable(text), detail: text }, closed),
          ),
        },
        closed,
      ),
    ),
    not_applicable: nullable(Type.Object({ reason: text }, closed)),
    error: nullable(Type.Object({ detail: text }, closed)),
    notes: Type.Array(text),
    /** Of a failure alone. */
    remedy: nullable(Remedy),
    /** Of a failure alone: that which covers it. */
    waiver: nullable(Waiver),
    /** Of a pass alone: that without which it would be unknown. */
    attestation: nullable(Attestation),
    /** Of rule, organization and subject; stays the same over renames, scans and changes of status. */
    fingerprint: text,
    /** Since when it fails or cannot be told, RFC 3339; null for a verdict that asks for nothing, and without a history. */
    first_seen: nullable(text),
  },
  closed,
);
export type ReportedVerdict = Type.Static<typeof ReportedVerdict>;

/** A verdict to which waivers and attestations have yet to be applied. */
export type UnsettledVerdict = Omit<ReportedVerdict, 'state'>;

/** What a reader needs of a subject; `null` where it was not observed or does not apply. */
export const ReportedSubject = Type.Object(
  {
    type: text,
    id: text,
    name: nullable(text),
    /** Whether this scan saw it; one that it did not see is known from an earlier scan, by its names alone. */
    seen: Type.Boolean(),
    environment: nullable(text),
    environment_name: nullable(text),
    production: nullable(Type.Boolean()),
    cloud: nullable(text),
    region: nullable(text),
    kind: nullable(text),
    encryption: nullable(text),
    key: nullable(text),
    kms_name: nullable(text),
    state: nullable(text),
    clusters: nullable(Type.Array(text)),
    /** Where the repository declares the subject, or the file that put it in scope; null where no file can be named. */
    location: nullable(Location),
  },
  closed,
);
export type ReportedSubject = Type.Static<typeof ReportedSubject>;

export const ReportedRule = Type.Object(
  {
    id: text,
    subject_type: text,
    title: text,
    severity: Severity,
    description: text,
    rationale: text,
    /** In a sentence, for whatever subject. */
    remediation: text,
    /** Step by step, for each cloud, with `{placeholders}` for the subject's names. */
    ways: Type.Omit(Remediation, ['summary']),
    references: Type.Array(text),
    /** The requirements that it answers, by framework. */
    controls: Type.Record(text, Type.Array(text)),
  },
  closed,
);
export type ReportedRule = Type.Static<typeof ReportedRule>;

export const ReportedFramework = Type.Object(
  {
    ...Framework.properties,
    requirements: Type.Array(Type.Object({ ...Requirement.properties, state: RequirementState, counts: StateCounts }, closed)),
  },
  closed,
);
export type ReportedFramework = Type.Static<typeof ReportedFramework>;

export const Summary = Type.Object(
  {
    by_state: StateCounts,
    /** Of those in state `fail`: without those that are waived. */
    fail_by_severity: Type.Object({ critical: count, high: count, medium: count, low: count, info: count }, closed),
    /** Whether everything was seen and could be judged, whatever the command line lets pass. */
    complete: Type.Boolean(),
    /** Why it is not: one sentence each. */
    incomplete_because: Type.Array(text),
    /** There was nothing to evaluate: no cluster or key, or none that the patterns of the configuration match. */
    empty: Type.Boolean(),
  },
  closed,
);
export type Summary = Type.Static<typeof Summary>;

export const Report = Type.Object(
  {
    schema_version: text,
    tool: Type.Object({ name: text, version: text, policy_digest: text }, closed),
    run: Type.Object({ id: text, taken_at: text, as_of: text }, closed),
    organization: Type.Object({ id: text, name: nullable(text) }, closed),
    summary: Summary,
    /** What is different since the baseline; null where none was given. */
    changes: nullable(Changes),
    rules: Type.Array(ReportedRule),
    frameworks: Type.Array(ReportedFramework),
    /** What was not read and how the tool took it. */
    limits: Type.Array(text),
    waivers: Type.Array(ReportedWaiver),
    attestations: Type.Array(ReportedAttestation),
    subjects: Type.Array(ReportedSubject),
    /** Environments that were seen and, as the configuration wants it, not judged; null in a report that does not tell. */
    scope: nullable(Type.Object({ left_out: Type.Array(text) }, closed)),
    /** How many earlier scans were remembered, and whether the history could not be read; null without a history. */
    memory: nullable(Type.Object({ scans: count, unread: Type.Boolean() }, closed)),
    population: Type.Array(Population),
    /**
     * Types of subjects of which this scan, or an earlier one that the history or the baseline tells of, saw all: whatever
     * of them is not seen now has its unknowns. Null in a report that does not tell.
     */
    once_whole: nullable(Type.Array(text)),
    /** Sorted by rule id, subject type, subject id, by code point. */
    verdicts: Type.Array(ReportedVerdict),
  },
  { ...closed, $id: 'urn:byok-audit:report:1.0', title: 'byok-audit report' },
);
/** The record of an audit; every other output is a view of it. */
export type Report = Type.Static<typeof Report>;

/** The bytes of `report.json`. */
export const serializeReport = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
