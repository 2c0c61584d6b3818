import Type from 'typebox';
import { enumeration, nullable, object, text } from '../input/shapes.ts';
import { Unknown } from './fact.ts';

/**
 * One who holds something on a key that only its owner should decide about. `untold`: nothing that is read says whose the
 * principal is.
 */
export const Holder = object({
  /** As the policy names it. */
  principal: text,
  whose: enumeration('own', 'confluent', 'trusted', 'service', 'foreign', 'untold'),
  /**
   * In this order. `open`: give others access, by the policy, grants or role assignments. Empty where the role was not read,
   * of those alone who may hold anything; of anybody else such a role leaves open who holds what.
   */
  may: Type.Array(enumeration('use', 'open', 'disable', 'destroy')),
  /** The statement, grant, role assignment, access policy or binding: a phrase without a period. */
  by: text,
  /** Why it counts as that, where it is not plain. */
  why: nullable(text),
  /**
   * Of `untold` alone, why it cannot be said: `unsupported` where only a person can, `ambiguous` where a condition or
   * Confluent's own accounts leave it open, else the cause of the call that would have said it.
   */
  doubt: nullable(Unknown),
  /** The entry of `trusted_principals` for its cloud that would make it trusted. */
  declare: nullable(text),
});
export type Holder = Type.Static<typeof Holder>;
