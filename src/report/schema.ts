import Type from 'typebox';
import { BEYOND, Checked, Checklist, Framework, Requirement, Severity, Terraform } from '../evaluate/catalogue.ts';
import { bySeverity, SEVERITIES, severityRank } from '../evaluate/severity.ts';
import { Advice } from '../facts/advice.ts';
import { Cause, Unknown } from '../facts/fact.ts';
import { Holder } from '../facts/holder.ts';
import { closed, count, enumeration, nullable, object, text } from '../input/shapes.ts';
import { Population } from '../inventory/populations.ts';
import { Changes } from './change.ts';
import { Attestation, ReportedAttestation, ReportedWaiver, Waiver } from './exception-schema.ts';
import type { Sequence } from './sequence.ts';
import { Reason, RequirementState, State, StateCounts, Status } from './state.ts';
import { Worst } from './worst-schema.ts';

export {
  Attestation,
  bySeverity,
  Holder,
  Population,
  ReportedAttestation,
  ReportedWaiver,
  SEVERITIES,
  Severity,
  severityRank,
  Waiver,
};

export const REPORT_VERSION = '3.2';

/** A part of a file: lines and columns from 1, in UTF-16 units, `end_column` exclusive. */
const Region = object({ start_line: count, start_column: count, end_line: count, end_column: count });

/** A place in a file of the repository; `uri` is relative to its root. */
export const Location = object({ uri: text, ...Region.properties });
export type Location = Type.Static<typeof Location>;

/** In what a place of the repository was found, from what says least of a subject to what says most. */
export const SOURCES = ['configuration', 'inventory', 'terraform'] as const;
const Source = enumeration(...SOURCES);

/** A location, and in what it was found; a report that was written before its format had this does not say. */
export const Place = object({ ...Location.properties, source: Type.Optional(Source) });
export type Place = Type.Static<typeof Place>;

/** The path under which code scanning has an alert, and what it was found in: the path is part of the alert's identity. */
export const AlertPlace = object({ uri: text, source: Source });
export type AlertPlace = Type.Static<typeof AlertPlace>;

/** A Terraform block, by its header: from its first character to the end of its last label. */
export const DeclaringBlock = object({
  /** As in a state: with modules and instance keys. */
  address: text,
  /** The type of the resource. */
  type: text,
  ...Location.properties,
  /** Where its attributes and nested blocks are that some rule names, by their paths: `rotation_policy.automatic`. */
  attributes: Type.Record(text, Region, { default: {} }),
});
export type DeclaringBlock = Type.Static<typeof DeclaringBlock>;

/** A fact as the report keeps it: its value and which of the sources gave it, or why there is none. */
export const recorded = <T extends Type.TSchema, U extends Type.TSchema>(value: T, unknown: U) =>
  Type.Union([
    object({
      value,
      source: count,
      /** The id of the attestation that it rests on, where no call proves it. */
      attested_by: Type.Optional(text),
      /** How many more there are than a long list names. */
      more: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    object({ unknown }),
  ]);
export const RecordedFact = recorded(Type.Unknown(), Unknown);
export type RecordedFact = Type.Static<typeof RecordedFact>;

// The file leaves out what is at its default; a reader fills it in.
export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()], { default: null });
/** An object, in which defaults are filled in as well: below a union none are. */
const objectOrNull = <P extends Type.TProperties>(schema: Type.TObject<P>) =>
  Type.Unsafe<Type.Static<Type.TObject<P>> | null>({ ...schema, type: ['object', 'null'] });
export const orNone = <T extends Type.TSchema>(schema: T) => Type.Array(schema, { default: [] });

/** Steps against a failure, in each of three ways; `{placeholders}` are filled in with the values of one verdict. */
export const Steps = object({
  console: nullable(text),
  cli: Type.Array(text),
  terraform: nullable(Terraform),
  /** The id of one of `checklists`. */
  checklist: orNull(text),
});
export type Steps = Type.Static<typeof Steps>;

/** Steps for one cloud, or for all, and the rules whose steps they are; none where they were written for one subject alone. */
export const Remedy = object({
  id: text,
  rules: Type.Array(text),
  cloud: nullable(text),
  /** Where these apply rather than the rule's other steps, in a clause. */
  when: orNull(text),
  steps: Steps,
});
export type Remedy = Type.Static<typeof Remedy>;

/** Work in many steps, to which remedies refer: once in a report, for each cloud that it concerns. */
export const ReportedChecklist = object({
  ...Checklist.properties,
  steps: Type.Array(
    object({ title: text, text, cli: Type.Array(object({ cloud: nullable(text), commands: Type.Array(text) })) }),
  ),
});
export type ReportedChecklist = Type.Static<typeof ReportedChecklist>;

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

/** What a reader needs of a subject; `null` where it was not observed or does not apply. */
export const ReportedSubject = object({
  type: text,
  id: text,
  name: orNull(text),
  /** Whether this scan saw it; one that it did not see is known from an earlier scan, by its names alone. */
  seen: Type.Boolean({ default: true }),
  environment: orNull(text),
  environment_name: orNull(text),
  production: orNull(Type.Boolean()),
  cloud: orNull(text),
  region: orNull(text),
  kind: orNull(text),
  encryption: orNull(text),
  key: orNull(text),
  kms_name: orNull(text),
  state: orNull(text),
  /** Of a key: the first of the clusters on it, and how many more there are. */
  clusters: orNull(Type.Array(text)),
  /** Whose the key is, by its tags; of a cluster, whose its key is. */
  owner: orNull(text),
  more_clusters: Type.Integer({ minimum: 0, default: 0 }),
  /** Where the repository declares the subject, or the file that put it in scope; null where no file can be named. */
  location: orNull(Place),
  /** The Terraform blocks that declare the subject, or what is judged of it: of a key, also those of its KMS key. */
  blocks: orNone(DeclaringBlock),
  /** The line of an inventory file that names the subject, where something more specific is its location. */
  inventory: orNull(Location),
  /** Of a key: who holds what on it, of which verdicts speak as the fact `holders`. */
  holders: orNull(recorded(Type.Array(Holder), Unknown)),
  /** By name, which is the place in the subject's document (`kms.state`): all that some verdict rests on, and what describes it. */
  facts: Type.Record(text, RecordedFact, { default: {} }),
});
export type ReportedSubject = Type.Static<typeof ReportedSubject>;

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
