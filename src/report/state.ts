import Type from 'typebox';
import { Cause } from '../facts/fact.ts';
import { compile } from '../input/json-schema.ts';
import { nullable } from '../input/shapes.ts';
import { Status } from './status.ts';

/**
 * How a verdict stands, waivers and attestations applied; from what weighs most to what weighs least. Set once, when the
 * record is put together, and what every count, filter and exit code goes by.
 */
export const STATES = ['fail', 'waived', 'unknown', 'needs_attestation', 'error', 'pass', 'attested', 'not_applicable'] as const;
export const State = Type.Enum([...STATES], { type: 'string' });
export type State = (typeof STATES)[number];

/** What the state of a verdict follows from. */
const Settling = Type.Object({
  status: Status,
  unknown: nullable(Type.Object({ cause: Cause })),
  waiver: nullable(Type.Object({})),
  attestation: nullable(Type.Object({ fact: Type.Optional(Type.String()) })),
});
type Settling = Type.Static<typeof Settling>;

/**
 * The state of a verdict to which waivers and attestations have been applied. An attestation that everything was listed
 * leaves a verdict observed: only one that answers the verdict itself makes it `attested`.
 */
export function stateOf({ status, unknown, waiver, attestation }: Settling): State {
  if (status === 'fail' && waiver !== null) return 'waived';
  if (status === 'unknown' && unknown?.cause === 'unsupported') return 'needs_attestation';
  return attestation !== null && attestation.fact === undefined ? 'attested' : status;
}

/** Verdicts of a report that was written before it held states, with their state; what is no verdict stays as it is. */
export function withStates(verdicts: readonly unknown[]): unknown[] {
  const settles = compile(Settling);
  return verdicts.map((verdict) =>
    settles(verdict) && !('state' in verdict) ? { ...verdict, state: stateOf(verdict) } : verdict,
  );
}

/** A failure, whether or not a waiver covers it. */
export const isFailing = (state: State): boolean => state === 'fail' || state === 'waived';

/** No answer: what only a person can attest among them. */
export const isUnanswered = (state: State): boolean => state === 'unknown' || state === 'needs_attestation' || state === 'error';

/** What asks somebody to act, and what may hide a failure. What only a person can attest would ask for ever. */
export const isAlert = (state: State): boolean => state === 'fail' || state === 'unknown' || state === 'error';

/** How many verdicts stand in each state. */
export function countByState(verdicts: readonly { state: State }[]): Record<State, number> {
  const counts: Record<State, number> = {
    fail: 0,
    waived: 0,
    unknown: 0,
    needs_attestation: 0,
    error: 0,
    pass: 0,
    attested: 0,
    not_applicable: 0,
  };
  for (const { state } of verdicts) counts[state] += 1;
  return counts;
}
