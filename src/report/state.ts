import Type from 'typebox';
import type { Cause } from '../facts/fact.ts';
import { recordOf } from '../input/keys.ts';
import { closed, count, enumeration } from '../input/shapes.ts';

/** What the policy says. */
export const STATUSES = ['fail', 'error', 'unknown', 'pass', 'not_applicable'] as const;
export const Status = enumeration(...STATUSES);
export type Status = (typeof STATUSES)[number];

/**
 * How a verdict stands, waivers and attestations applied; from what weighs most to what weighs least. Set once, when the
 * record is put together, and what every count, filter and exit code goes by.
 */
export const STATES = ['fail', 'waived', 'unknown', 'needs_attestation', 'error', 'pass', 'attested', 'not_applicable'] as const;
export const State = enumeration(...STATES);
export type State = (typeof STATES)[number];

/** What the state of a verdict follows from. */
type Settling = {
  status: Status;
  unknown: { cause: Cause } | null;
  waiver: object | null;
  attestation: { fact?: string | undefined } | null;
};

/**
 * The state of a verdict to which waivers and attestations have been applied. An attestation that everything was listed
 * leaves a verdict observed: only one that answers the verdict itself makes it `attested`.
 */
export function stateOf({ status, unknown, waiver, attestation }: Settling): State {
  if (status === 'fail' && waiver !== null) return 'waived';
  if (status === 'unknown' && unknown?.cause === 'unsupported') return 'needs_attestation';
  return attestation !== null && attestation.fact === undefined ? 'attested' : status;
}

/** A failure, whether or not a waiver covers it. */
export const isFailing = (state: State): boolean => state === 'fail' || state === 'waived';

/** The rule holds, or does not apply: nobody has to act. What a person attested has to be attested again. */
export const asksNothing = (state: State): boolean => state === 'pass' || state === 'not_applicable';

/** No answer: what only a person can attest among them. */
export const isUnanswered = (state: State): boolean => state === 'unknown' || state === 'needs_attestation' || state === 'error';

/**
 * A failure that counts, or what may hide one: a broken rule and an unknown keep the alert of the failure open. What only a
 * person can attest would keep one open for ever.
 */
export const isAlert = (state: State): boolean => state === 'fail' || state === 'unknown' || state === 'error';

export const StateCounts = Type.Record(State, count, closed);
export type StateCounts = Type.Static<typeof StateCounts>;

export function countByState(verdicts: Iterable<{ state: State }>): StateCounts {
  const counts = recordOf(STATES, () => 0);
  for (const { state } of verdicts) counts[state] += 1;
  return counts;
}

/** How a rule stands, from the worst down: as the worst of its verdicts. The last says that it gave none. */
export const RULE_STATES = [
  'fail',
  'error',
  'unknown',
  'waived',
  'pass',
  'not_applicable',
  'not_assessed',
] as const satisfies readonly (State | 'not_assessed')[];
export const RuleState = enumeration(...RULE_STATES);
export type RuleState = (typeof RULE_STATES)[number];

/** What a verdict makes of its rule: an attested one lets it pass, one that needs an attestation leaves it open. */
function ofRule(state: State): RuleState {
  if (state === 'needs_attestation') return 'unknown';
  return state === 'attested' ? 'pass' : state;
}

export const worst = (states: readonly RuleState[]): RuleState =>
  RULE_STATES.find((state) => states.includes(state)) ?? 'not_assessed';

/** The worst there is, and nothing good without a verdict that says so. */
export const worstOf = (counts: Partial<StateCounts>): RuleState =>
  worst(STATES.filter((state) => (counts[state] ?? 0) > 0).map(ofRule));

/**
 * What the evidence says of a requirement of a framework. Not applicable: its rules found nothing to judge, proven by facts.
 * Not covered: no rule answers it.
 */
export const REQUIREMENT_STATES = ['contradicted', 'not_determined', 'supported', 'not_applicable', 'not_covered'] as const;
export const RequirementState = enumeration(...REQUIREMENT_STATES);
export type RequirementState = (typeof REQUIREMENT_STATES)[number];

/** Why a requirement is contradicted or not determined. */
export const REASONS = [
  /** A rule failed. */
  'failed',
  /** A failure that a waiver covers: it contradicts nothing that was accepted, and supports nothing. */
  'waived',
  /** A verdict is unknown, needs an attestation or broke. */
  'unanswered',
  /** A rule judged nothing, or not every subject that it could be about. */
  'not_judged',
  /** Subjects of a rule are known to be missing, or nothing says in which cloud they are. */
  'gap',
  /** Nothing proves that all subjects of a rule were seen. */
  'unproven',
  /** A rule measures by another limit than the requirement sets. */
  'other_limit',
  /** It asks for a process, which no state proves. */
  'process',
  /** It asks for more than its rules see. */
  'part',
  /** The report was written before its format had these states. */
  'older_report',
] as const;
export const Reason = enumeration(...REASONS);
export type Reason = (typeof REASONS)[number];
