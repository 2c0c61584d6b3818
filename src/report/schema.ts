import Type from 'typebox';
import { BEYOND, Checked, Framework, Requirement, Severity } from '../evaluate/catalogue.ts';
import { bySeverity, SEVERITIES, severityRank } from '../evaluate/severity.ts';
import { Holder } from '../facts/holder.ts';
import { closed, count, enumeration, nullable, object, text } from '../input/shapes.ts';
import { Population } from '../inventory/populations.ts';
import { Changes } from './change.ts';
import { objectOrNull, orNone, orNull } from './defaults.ts';
import { Attestation, ReportedAttestation, ReportedWaiver, Waiver } from './exception-schema.ts';
import { AlertPlace, DeclaringBlock, Location, Place, SOURCES } from './place-schema.ts';
import { Remedy, ReportedChecklist, Steps } from './remedy-schema.ts';
import type { Sequence } from './sequence.ts';
import { Reason, RequirementState, State, StateCounts } from './state.ts';
import { RecordedFact, ReportedSubject } from './subject-schema.ts';
import { Obstacle, ReportedVerdict, type UnsettledVerdict } from './verdict-schema.ts';
import { Worst } from './worst-schema.ts';

export {
  AlertPlace,
  Attestation,
  bySeverity,
  DeclaringBlock,
  Holder,
  Location,
  Obstacle,
  Place,
  Population,
  RecordedFact,
  Remedy,
  ReportedAttestation,
  ReportedChecklist,
  ReportedSubject,
  ReportedVerdict,
  ReportedWaiver,
  SEVERITIES,
  Severity,
  SOURCES,
  Steps,
  severityRank,
  type UnsettledVerdict,
  Waiver,
};

export const REPORT_VERSION = '3.2';

export const ReportedRule = object({
  id: text,
  /** What `expected` and `actual` of its verdicts count, where they are numbers. */
  unit: orNull(text),
  subject_type: text,
  title: text,
  severity: Severity,
  description: text,
  rationale: text,
  /** In a sentence, for whatever subject. */
  remediation: text,
  references: Type.Array(text),
  /**
   * Where in Terraform a failure is mended, the most specific place first: a type of resource, with the path of an attribute or
   * nested block (`aws_kms_key.enable_key_rotation`). None: in the subject's own block.
   */
  declared_in: orNone(text),
  /** It judges a multi-Region key as a whole: a failure may be mended in another Region than that of the key. */
  every_region: Type.Boolean({ default: false }),
  /** The requirements that it answers, by framework. */
  controls: Type.Record(text, Type.Array(text)),
});
export type ReportedRule = Type.Static<typeof ReportedRule>;

const SparseCounts = Type.Record(State, Type.Integer({ minimum: 0, default: 0 }), closed);

export const ReportedFramework = object({
  ...Framework.properties,
  requirements: Type.Array(
    object({
      ...Requirement.properties,
      beyond: orNull(enumeration(...BEYOND)),
      at_most: Type.Record(text, count, { default: {} }),
      note: orNull(text),
      checked: orNull(Checked),
      state: RequirementState,
      /** Why it is contradicted or not determined, with the rules of which that holds; empty for the other states. */
      because: orNone(object({ reason: Reason, rules: Type.Array(text) })),
      /** Verdicts of its rules by state; of a framework about one cloud, those on what is there. */
      counts: SparseCounts,
    }),
  ),
});
export type ReportedFramework = Type.Static<typeof ReportedFramework>;

export const Summary = object({
  by_state: StateCounts,
  /** Of those in state `fail`: without those that are waived. */
  fail_by_severity: Type.Record(Severity, count, closed),
  /** Whether everything was seen and determined, whatever the command line tolerates. */
  complete: Type.Boolean(),
  /** Why it is not: one sentence each. */
  incomplete_because: Type.Array(text),
  /** There was nothing to evaluate: no cluster or key, or none that the patterns of the configuration match. */
  empty: Type.Boolean(),
});
export type Summary = Type.Static<typeof Summary>;

/** What the configuration chose, and by what the rules measure. */
export const Scope = object({
  /** Environments that were seen and that the configuration does not choose, by id. */
  environments_left_out: Type.Array(text),
  /** Their display names by id, as far as they are known. */
  names_left_out: Type.Record(text, text, { default: {} }),
  /** Patterns over ids and names, and how many environments or clusters each matched. None: every cluster is production. */
  production: Type.Array(
    object({
      pattern: text,
      /** What it is applied to; null in a report that was written before its format had this. */
      of: orNull(enumeration('environment', 'cluster')),
      matched: count,
      /** The first of what it matched, by id. */
      first: orNone(object({ id: text, name: nullable(text) })),
    }),
  ),
  /** Where the keys are that were seen: by cloud, and by account, subscription or project. */
  places: orNone(
    object({
      /** Null: the cloud of these keys is not known. */
      cloud: nullable(text),
      /** The AWS account, the subscription of Azure or the project of Google Cloud; null where that is not known. */
      account: nullable(text),
      /** As far as they are known. */
      regions: Type.Array(text),
      keys: count,
    }),
  ),
  /** The parameters of the policy, by name. */
  parameters: Type.Array(object({ name: text, value: Type.Unknown(), default: Type.Unknown(), changed: Type.Boolean() })),
});
export type Scope = Type.Static<typeof Scope>;

/** Which limits leave open who else may hold a key of a cloud, by their places in the list of all, from 0. */
export const HolderLimits = object({ cloud: text, limits: Type.Array(count) });
export type HolderLimits = Type.Static<typeof HolderLimits>;

/** What goes into a run, beside the policy. */
export const INPUTS = ['snapshot', 'configuration', 'waivers', 'attestations', 'history'] as const;

/** The record of an audit, as renderers read it; what its file leaves out, see `filed-schema.ts`. */
export const Report = object({
  schema_version: text,
  tool: object({ name: text, version: text, policy_digest: text }),
  run: object({
    id: text,
    taken_at: text,
    as_of: text,
    /** When the collection was interrupted: the evidence is incomplete. Null where it was not. */
    interrupted_at: orNull(text),
    /** As whom the evidence was collected; empty where that is not known. */
    collected_as: Type.Array(text),
    /** `sha256:` of what went in; null for what was not given. */
    digests: Type.Record(enumeration(...INPUTS), nullable(text), closed),
  }),
  organization: object({ id: text, name: nullable(text) }),
  /** The label that the configuration gives the report; null in a report that was written before its format had this. */
  classification: orNull(text),
  summary: Summary,
  /** What fails, by key or other subject, the worst first. */
  worst: Worst,
  /** What is different since the baseline; null where none was given. */
  changes: nullable(Changes),
  rules: Type.Array(ReportedRule),
  frameworks: Type.Array(ReportedFramework),
  /** Those that some verdict names, by id. */
  remedies: Type.Array(Remedy),
  /** Those that some remedy names, by id. */
  checklists: orNone(ReportedChecklist),
  /** What kept verdicts from being determined, that which holds up most of them first. */
  obstacles: orNone(Obstacle),
  /** What was not read and how the tool took it. */
  limits: Type.Array(text),
  /** Of each cloud with keys. None in a report that was written before its format had this. */
  limits_on_holders: orNone(HolderLimits),
  waivers: Type.Array(ReportedWaiver),
  attestations: Type.Array(ReportedAttestation),
  subjects: Type.Array(ReportedSubject),
  /** Where the facts of the subjects come from; a fact names its source by the place in this list. */
  sources: Type.Array(object({ call: text, observed_at: text })),
  /** Null in a report that was written before its format had this. */
  scope: objectOrNull(Scope),
  /** How many earlier scans the history has, and whether it could not be read; null without a history. */
  history: nullable(object({ scans: count, unread: Type.Boolean() })),
  population: Type.Array(Population),
  /**
   * Types of subjects of which this scan, or an earlier one of the history or the baseline, saw all: those that are not
   * seen now have their unknowns. Null in a report that does not say.
   */
  once_whole: nullable(Type.Array(text)),
  /** Sorted by rule id, subject type, subject id, by code point. */
  verdicts: Type.Array(ReportedVerdict),
});
/** The record of an audit; every other output is a view of it. */
export type Report = Omit<Type.Static<typeof Report>, 'subjects' | 'verdicts'> & {
  subjects: Sequence<ReportedSubject>;
  verdicts: Sequence<ReportedVerdict>;
};
