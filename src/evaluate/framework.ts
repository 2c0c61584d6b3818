import Type from 'typebox';
import { object, text } from '../input/shapes.ts';

export const Requirement = object({
  id: text,
  /** What it asks for, in our own words. */
  title: text,
  /** The rules whose verdicts answer it, at least in part; none where no rule does. */
  rules: Type.Array(text),
  /** What the rules leave open; where there are none, what would answer the requirement. */
  note: Type.Union([text, Type.Null()]),
});
export type Requirement = Type.Static<typeof Requirement>;

/** A control framework, and which rules answer which of its requirements. */
export const Framework = object({
  id: text,
  title: text,
  version: text,
  publisher: text,
  url: text,
  requirements: Type.Array(Requirement),
});
export type Framework = Type.Static<typeof Framework>;

/** The requirements that a rule answers, by framework. */
export const controlsOf = (frameworks: readonly Framework[], rule: string): Record<string, string[]> =>
  Object.fromEntries(
    frameworks.flatMap(({ id, requirements }) => {
      const answered = requirements.filter(({ rules }) => rules.includes(rule)).map((requirement) => requirement.id);
      return answered.length === 0 ? [] : [[id, answered]];
    }),
  );
