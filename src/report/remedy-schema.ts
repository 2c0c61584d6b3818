import Type from 'typebox';
import { Checklist, Terraform } from '../evaluate/catalogue.ts';
import { nullable, object, text } from '../input/shapes.ts';
import { orNull } from './defaults.ts';

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
