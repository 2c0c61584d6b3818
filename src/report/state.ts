import Type from 'typebox';

/**
 * How a verdict stands, waivers and attestations applied; from what weighs most to what weighs least. Set once, when the
 * record is put together, and what every count, filter and exit code goes by.
 */
export const STATES = ['fail', 'waived', 'unknown', 'needs_attestation', 'error', 'pass', 'attested', 'not_applicable'] as const;
export const State = Type.Enum([...STATES], { type: 'string' });
export type State = (typeof STATES)[number];
