import Type from 'typebox';
import { Fact } from '../facts/fact.ts';
import { closed } from '../input/shapes.ts';

const text = Type.String();
const evidence = Type.Record(text, Fact(Type.Unknown()));
const noted = Type.Optional(Type.Array(text));

/** What the policy says of one (rule, subject) pair. Texts are keys into the rule's `messages`, filled in by the report. */
export const Outcome = Type.Union([
  Type.Object({ status: Type.Literal('not_applicable'), reason: text, evidence, notes: noted }, closed),
  Type.Object(
    {
      status: Type.Union([Type.Literal('pass'), Type.Literal('fail')]),
      evidence,
      message: Type.Optional(text),
      expected: Type.Optional(Type.Unknown()),
      actual: Type.Optional(Type.Unknown()),
      notes: noted,
    },
    closed,
  ),
  Type.Object({ status: Type.Literal('unknown'), evidence, notes: noted }, closed),
]);
export type Outcome = Type.Static<typeof Outcome>;

/** The rule itself broke on this subject; `detail` says how. */
export type Broken = { status: 'error'; detail: string };

export type Verdict = { rule: string; subject: { type: string; id: string }; outcome: Outcome | Broken };
