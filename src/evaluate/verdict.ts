import Type from 'typebox';
import { object, text } from '../input/shapes.ts';

/** Names of facts: those of the rule's evidence, to be looked up in the catalogue. */
const evidence = Type.Array(text);
const noted = Type.Optional(Type.Array(text));

/** Why a rule can say nothing although it saw the fact. A rule claims no other cause: those are for whoever asked for the fact. */
const Undecided = object({ cause: Type.Enum(['unrecognized', 'ambiguous'], { type: 'string' }), detail: text });

/** Other values that the rule made from its facts, for its messages. */
const computed = Type.Optional(Type.Record(text, Type.Unknown()));

/** What the policy says of one (rule, subject) pair. Texts are keys into the rule's `messages`, filled in by the report. */
export const Outcome = Type.Union([
  object({ status: Type.Literal('not_applicable'), reason: text, evidence, notes: noted }),
  object({
    status: Type.Union([Type.Literal('pass'), Type.Literal('fail')]),
    evidence,
    message: Type.Optional(text),
    /** Of a failure: which of the `cases` of its remediation mends it; without it, the steps for the rest. */
    remedy: Type.Optional(text),
    expected: Type.Optional(Type.Unknown()),
    actual: Type.Optional(Type.Unknown()),
    computed,
    notes: noted,
  }),
  object({
    status: Type.Literal('unknown'),
    evidence,
    /** By name in the evidence: facts that were observed and decide nothing. */
    undecided: Type.Optional(Type.Record(text, Undecided)),
    computed,
    notes: noted,
  }),
]);
export type Outcome = Type.Static<typeof Outcome>;

/** @property outcome `error`: the rule itself broke on this subject; `detail` says how */
export type Verdict = {
  rule: string;
  subject: { type: string; id: string };
  outcome: Outcome | { status: 'error'; detail: string };
};
