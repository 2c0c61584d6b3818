import type { Unknown } from '../facts/fact.ts';

/**
 * What is known of one permission: granted and by what, not granted and why, or undetermined and why. `by` is a phrase
 * without a period that names the statement, grant, role assignment or binding.
 */
export type Decision =
  | { effect: 'granted'; by: string }
  | { effect: 'not_granted'; by: string }
  | { effect: 'undetermined'; why: Unknown };

/** Whether one principal of Confluent's holds one permission on the key. */
export type Access = { principal: string; permission: string; decision: Decision };

/**
 * What was found by looking through everything that might show it. `found` stays proven whatever could not be read;
 * `undetermined` says what keeps the list from being known to be whole.
 */
export type Findings = { found: string[]; undetermined: Unknown[] };
