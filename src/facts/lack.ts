import type Type from 'typebox';
import { enumeration, nullable, object, text, texts } from '../input/shapes.ts';

/**
 * Why a permission is not held: nothing gives it; a Deny takes it away; it is given to a principal that was deleted; whatever
 * gives it, something else than a Deny keeps it from taking effect.
 */
export const Lack = enumeration('not_given', 'denied', 'deleted', 'withheld');
export type Lack = Type.Static<typeof Lack>;

/** Permissions that a principal needs and does not hold, for one reason. */
export const Missing = object({
  /** As Confluent names it. */
  principal: text,
  /** What the cloud's own commands call it, where that is another name. */
  object_id: nullable(text),
  permissions: texts,
  because: Lack,
  /** What takes them away, or why nothing gives them: a phrase without a period. */
  by: text,
});
export type Missing = Type.Static<typeof Missing>;
