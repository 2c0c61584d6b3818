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

/** What the policies of one key give, to Confluent's principals and to everybody. */
export type PolicyAccess = {
  /** The call that the facts name as their source. */
  source: string;
  access: (principals: readonly string[]) => Access[];
  excess: (principals: readonly string[]) => Findings;
  /** Null where the service cannot open a key to everybody. */
  everybody: Findings | null;
  /** What a reader should know beside the verdict. */
  remarks: (principals: readonly string[]) => string[];
};

/** The findings of several principals as one. */
export const together = (findings: readonly Findings[]): Findings => ({
  found: findings.flatMap(({ found }) => found),
  undetermined: findings.flatMap(({ undetermined }) => undetermined),
});
