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

export const granted = (by: string): Decision => ({ effect: 'granted', by });
export const notGranted = (by: string): Decision => ({ effect: 'not_granted', by });
export const undetermined = (why: Unknown) => ({ effect: 'undetermined' as const, why });

/** Nothing was found, and this is why there may be something. */
export const openFor = (why: Unknown): Findings => ({ found: [], undetermined: [why] });

/** Several findings as one, without repetitions. */
export const together = (findings: readonly Findings[]): Findings => ({
  found: [...new Set(findings.flatMap(({ found }) => found))],
  undetermined: distinct(findings.flatMap(({ undetermined }) => undetermined)),
});

const distinct = (causes: readonly Unknown[]): Unknown[] => [
  ...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values(),
];

/** The first few of many, for a sentence. */
export function firstOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
