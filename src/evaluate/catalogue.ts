import Type from 'typebox';
import { byProvider } from '../clouds/index.ts';
import { rememberedOf } from '../input/remembered.ts';
import { count, enumeration, flag, nullable, object, text } from '../input/shapes.ts';
import { SUBJECT_TYPES } from '../subjects/schema.ts';
import { Decides } from './decides.ts';
import { SEVERITIES } from './severity.ts';

export const Severity = Type.Enum([...SEVERITIES], { type: 'string' });
export type Severity = Type.Static<typeof Severity>;

/** One for every cloud, or one for each cloud that it concerns. */
const perCloud = <T extends Type.TSchema>(schema: T) => Type.Union([schema, object(byProvider(() => Type.Optional(schema)))]);

/** A snippet of HCL, or a note where Terraform cannot do it. */
export const Terraform = Type.Union([object({ hcl: text }), object({ note: text })]);
export type Terraform = Type.Static<typeof Terraform>;

/** What to do, step by step in each of three ways. Words in capitals are the reader's to replace. */
const Ways = object({
  console: Type.Optional(perCloud(text)),
  /** Commands, one each. */
  cli: Type.Optional(perCloud(Type.Array(text))),
  terraform: Type.Optional(perCloud(Terraform)),
  /** The id of a checklist to follow. */
  checklist: Type.Optional(perCloud(text)),
});

/** What to do about a failure: in a sentence for all of them, and step by step, otherwise for some causes than for the rest. */
export const Remediation = object({
  summary: text,
  ...Ways.properties,
  /** Steps in place of the others, by the name that the rule gives as its `remedy`; `when` says where they apply, in a clause. */
  cases: Type.Optional(Type.Record(text, object({ when: text, ...Ways.properties }))),
  /** What to do about a fact that the rule calls `undecided`, by the cause that it gives. */
  unknown: Type.Optional(object({ unrecognized: Type.Optional(text), ambiguous: Type.Optional(text) })),
});
export type Remediation = Type.Static<typeof Remediation>;

/** Work in many steps, which reports show once and remedies refer to. It names no subject: all of its placeholders are in capitals. */
export const Checklist = object({
  id: text,
  title: text,
  /** When to follow it, and what to decide before. */
  summary: text,
  steps: Type.Array(object({ title: text, text, cli: Type.Optional(perCloud(Type.Array(text))) })),
});
export type Checklist = Type.Static<typeof Checklist>;

/** A rule as its METADATA describes it; made from the Rego sources when the policy is built. */
export const CatalogueRule = object({
  id: text,
  subject_type: Type.Enum([...SUBJECT_TYPES], { type: 'string' }),
  title: text,
  description: text,
  severity: Severity,
  rationale: text,
  remediation: Remediation,
  references: Type.Array(text),
  /** By name: a JSON Schema with a `default`. */
  parameters: Type.Record(text, Type.Record(text, Type.Unknown())),
  /** Sentences with `{placeholders}`; `pass` and `fail` at least. */
  messages: Type.Record(text, text),
  /**
   * What a failure means in a few words, as a predicate without its subject: `fail`, and others by the message that is used
   * instead. Absent from catalogues that are older.
   */
  headline: Type.Optional(Type.Record(text, text)),
  /** What `expected` and `actual` count, where they are numbers: `days`. */
  unit: Type.Optional(text),
  /**
   * Where in Terraform a failure is mended, the most specific place first: a type of resource, with the path of an attribute or
   * nested block. Absent where that is the subject's own block, and from catalogues that are older.
   */
  declared_in: Type.Optional(Type.Array(text)),
  /** It judges a multi-Region key as a whole, and not the key in its Region. */
  every_region: Type.Optional(flag),
  /** What each name of the rule's evidence means: the dotted path of a fact in the subject document. */
  evidence: Type.Record(text, text),
  /** Paths of the facts by which the rule says that it does not concern a subject, sorted. */
  applies_by: Type.Array(text),
  /**
   * Values of these facts at which a subject has nothing for the rule to judge: not applicable is an answer then. Without one
   * of them it means that the rule was not judged.
   */
  nothing_to_judge: Type.Record(text, Type.Array(Type.Unknown())),
  /** Values at which the configuration leaves a subject out: an answer where the rule judged others. */
  left_out: Type.Record(text, Type.Array(Type.Unknown())),
  /** Paths of the facts that the rule reads, its libraries' included, sorted. */
  reads: Type.Array(text),
  /** Absent where the build cannot say it, and from catalogues that are older: outcomes of such a rule are not reused. */
  decides: Type.Optional(Decides),
});
export type CatalogueRule = Type.Static<typeof CatalogueRule>;

/** With what an id and its meaning were compared. */
export const Checked = object({ source: text, version: text });

/**
 * What a requirement asks beyond what rules can see: a process (a policy, a procedure, a review, an approval), or a scope
 * that is wider than theirs. Their verdicts can contradict such a requirement, and never support it as a whole.
 */
export const BEYOND = ['process', 'part'] as const;

export const Requirement = object({
  id: text,
  /** What it asks for, in our own words. */
  title: text,
  /** The rules whose verdicts answer it, at least in part; none where no rule does. */
  rules: Type.Array(text),
  beyond: nullable(enumeration(...BEYOND)),
  /** Limits of its own, by the parameter that rules measure by: verdicts by a laxer one do not support it. */
  at_most: Type.Record(text, count),
  /** What the rules leave open; where there are none, what would answer the requirement. */
  note: nullable(text),
  /** Where it was not checked against the source of its framework. */
  checked: nullable(Checked),
});
export type Requirement = Type.Static<typeof Requirement>;

/** A control framework, and which rules answer which of its requirements. */
export const Framework = object({
  id: text,
  title: text,
  version: text,
  publisher: text,
  url: text,
  /** Null in a report that was written before frameworks had this. */
  checked: nullable(Checked),
  /** Where it is about one cloud alone: only verdicts on what is there count. */
  cloud: nullable(text),
  /** The framework whose requirements these are, where it only selects some of another. */
  profile_of: nullable(text),
  requirements: Type.Array(Requirement),
});
export type Framework = Type.Static<typeof Framework>;

export const Catalogue = object({
  schema_version: text,
  opa_version: text,
  policy_wasm_sha256: text,
  rules: Type.Array(CatalogueRule),
  checklists: Type.Array(Checklist),
  frameworks: Type.Array(Framework),
});
export type Catalogue = Type.Static<typeof Catalogue>;

export const CatalogueFile = object(
  { catalogue: Catalogue },
  { $id: 'urn:byok-audit:catalogue:1.0', title: 'byok-audit rule catalogue' },
);
export type CatalogueFile = Type.Static<typeof CatalogueFile>;

/** The schemas of all parameters that the rules read. */
export const parameterSchemas = rememberedOf(
  ({ rules }: Catalogue): Record<string, Record<string, unknown>> =>
    Object.assign({}, ...rules.map(({ parameters }) => parameters)),
);

/** Each parameter's value: the configuration's, else its default. */
export const parameterValues = (catalogue: Catalogue, configured: Record<string, unknown>): Record<string, unknown> => ({
  ...defaultsOf(parameterSchemas(catalogue)),
  ...configured,
});

export const defaultsOf = (schemas: Record<string, Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schema.default]));

/** The requirements that a rule answers, by framework. */
export const controlsOf = (frameworks: readonly Framework[], rule: string): Record<string, string[]> =>
  Object.fromEntries(
    frameworks.flatMap(({ id, requirements }) => {
      const answered = requirements.filter(({ rules }) => rules.includes(rule)).map((requirement) => requirement.id);
      return answered.length === 0 ? [] : [[id, answered]];
    }),
  );
