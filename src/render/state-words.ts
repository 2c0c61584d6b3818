import { agree } from '../report/plural.ts';
import type { RequirementState, State } from '../report/state.ts';

/** The states of verdicts and requirements as people read them. */
export const STATE_WORDS: Record<State | RequirementState, string> = {
  fail: 'failed',
  waived: 'waived',
  unknown: 'not determined',
  needs_attestation: 'needs attestation',
  error: 'rule broke',
  pass: 'passed',
  attested: 'attested',
  not_applicable: 'not applicable',
  not_assessed: 'not assessed',
  not_covered: 'not covered',
};

/** `3 failed`, `2 need attestation`. */
export function countInWords(count: number, state: State | RequirementState): string {
  if (state === 'needs_attestation') return `${count} ${agree(count, 'needs', 'need')} attestation`;
  return `${count} ${state === 'error' ? 'broke' : STATE_WORDS[state]}`;
}

/** Whether a reader should worry. Only what was observed to hold is good. */
export const STATE_TONES: Record<State | RequirementState, 'bad' | 'warn' | 'good' | ''> = {
  fail: 'bad',
  waived: 'warn',
  unknown: 'warn',
  needs_attestation: 'warn',
  error: 'bad',
  pass: 'good',
  attested: '',
  not_applicable: '',
  not_assessed: '',
  not_covered: '',
};

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
