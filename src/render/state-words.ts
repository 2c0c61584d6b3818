import { agree } from '../report/plural.ts';
import { type ReportedFramework, type ReportedVerdict, SEVERITIES, type Summary } from '../report/schema.ts';
import type { RequirementState, RuleState, State } from '../report/state.ts';

type AnyState = State | RuleState | RequirementState;

export type Shown = { words: string; symbol: string; tone: 'bad' | 'warn' | 'good' | '' };

/**
 * The states of verdicts, rules and requirements as people read them. `tone`: whether a reader should worry; only what was observed
 * to hold is good.
 */
export const SHOWN_STATES: Record<AnyState, Shown> = {
  fail: { words: 'failed', symbol: '✗', tone: 'bad' },
  waived: { words: 'waived', symbol: '~', tone: 'warn' },
  unknown: { words: 'not determined', symbol: '?', tone: 'warn' },
  needs_attestation: { words: 'needs attestation', symbol: '✎', tone: 'warn' },
  error: { words: 'rule broke', symbol: '!', tone: 'bad' },
  pass: { words: 'passed', symbol: '✓', tone: 'good' },
  attested: { words: 'attested', symbol: '✎', tone: '' },
  not_applicable: { words: 'not applicable', symbol: '–', tone: '' },
  not_assessed: { words: 'not assessed', symbol: '·', tone: '' },
  contradicted: { words: 'contradicted', symbol: '✗', tone: 'bad' },
  not_determined: { words: 'not determined', symbol: '?', tone: 'warn' },
  supported: { words: 'supported by evidence', symbol: '✓', tone: 'good' },
  not_covered: { words: 'not covered', symbol: '', tone: '' },
};

/** `3 failed`, `2 need attestation`. */
export function countInWords(count: number, state: AnyState): string {
  if (state === 'needs_attestation') return `${count} ${agree(count, 'needs', 'need')} attestation`;
  return `${count} ${state === 'error' ? 'broke' : SHOWN_STATES[state].words}`;
}

/** `3`, `3, and 1 waived` or `1 waived`: what a waiver covers is counted apart. */
export function countOf(verdicts: readonly Pick<ReportedVerdict, 'state'>[]): string {
  const waived = verdicts.filter(({ state }) => state === 'waived').length;
  const others = verdicts.length - waived;
  if (waived === 0) return String(others);
  return others === 0 ? `${waived} waived` : `${others}, and ${waived} waived`;
}

/** `3 critical`, `1 high`: failures that no waiver covers. */
export const failuresBySeverity = ({ fail_by_severity: counts }: Summary): string[] =>
  SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => `${counts[severity]} ${severity}`);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A state as the heading of a column. */
export const stateHeading = (state: AnyState): string => capital(SHOWN_STATES[state].words);

/** What a requirement asks beyond what its rules see, in a sentence. */
export const BEYOND_WORDS: Record<NonNullable<ReportedFramework['requirements'][number]['beyond']>, string> = {
  process: 'It asks for a process, which no state proves.',
  part: 'It asks for more than its rules see.',
};
