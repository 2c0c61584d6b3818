import Type from 'typebox';
import { enumeration, object, text } from '../input/shapes.ts';

/**
 * What of a fact decides. `known`: whether it was observed; `size`: of a list how long it is; `compared_with`: of a number
 * whether it is below, at or above each of these numbers and parameters; `value`: the value; `fact`: its source and time as
 * well, or why it is unknown. Of a value of another kind than that, the value.
 */
export const Aspect = Type.Union([
  enumeration('known', 'size', 'value', 'fact'),
  object({ compared_with: Type.Array(Type.Union([Type.Number(), text])) }),
]);
export type Aspect = Type.Static<typeof Aspect>;

const Deciding = Type.Record(text, Aspect);

/**
 * What of a subject's document decides the outcome of a rule, by dotted paths: of any outcome (its status, its evidence, its
 * notes, why it does not apply), and what else of one that is unknown, a pass or a failure. Subjects that are the same in
 * this have the same outcome.
 */
export const Decides = object({
  always: Deciding,
  unknown: Deciding,
  pass: Deciding,
  fail: Deciding,
  /** Names of the parameters that it reads. */
  parameters: Type.Array(text),
});
export type Decides = Type.Static<typeof Decides>;
