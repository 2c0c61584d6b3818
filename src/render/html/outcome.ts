import { agree, plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { series } from '../../report/series.ts';
import { capital, failuresBySeverity } from '../state-words.ts';

export type Outcome = { tone: 'bad' | 'warn' | 'good' | 'plain'; symbol: string; word: string; sentence: string };

/**
 * The audit in one sentence; one that is incomplete, or that evaluated nothing, never reads as a good one.
 * @param onAttestation how many verdicts rest on one
 */
export function outcome({ summary }: Pick<Report, 'summary'>, onAttestation: number): Outcome {
  const { fail, waived, unknown, error, pass, attested } = summary.by_state;
  const passed = pass + attested;
  const none = `No failure was seen${waived > 0 ? ` but ${plural(waived, 'waived one')}` : ''}`;
  const rest = [
    ...(unknown > 0 ? [`${plural(unknown, 'verdict')} could not be determined`] : []),
    ...(error > 0 ? [`${plural(error, 'rule evaluation')} broke`] : []),
  ];
  const others = rest.length === 0 ? '' : `; ${rest.join('; ')}`;
  if (fail > 0) {
    const incomplete = summary.complete ? '' : ' The audit is incomplete: there may be more.';
    const beside = waived > 0 ? `, and ${waived} waived` : '';
    return { tone: 'bad', symbol: '✗', word: 'Failures.', sentence: `${failures(summary)}${beside}${others}.${incomplete}` };
  }
  if (!summary.complete) {
    const sentence = `${none}${others}. What was not seen may hide some.`;
    return { tone: 'warn', symbol: '?', word: 'Incomplete.', sentence };
  }
  if (passed === 0) return { tone: 'plain', symbol: '–', word: `${none}.`, sentence: 'Nothing passed.' };
  if (rest.length > 0) return { tone: 'plain', symbol: '–', word: `${none}.`, sentence: `${capital(rest.join('; '))}.` };
  const beside = waived > 0 ? 'other ' : '';
  const all = passed === 1 ? `The one ${beside}verdict` : `All ${beside}${passed} verdicts`;
  const sentence = `${all} that could be given passed${onAttestation > 0 ? `, ${onAttestation} of them on a person's attestation` : ''}.`;
  return waived > 0
    ? { tone: 'plain', symbol: '~', word: `${none}.`, sentence }
    : { tone: 'good', symbol: '✓', word: 'All clear.', sentence };
}

/** `3 critical and 1 high failures`. */
const failures = (summary: Report['summary']): string =>
  `${series(failuresBySeverity(summary)) || summary.by_state.fail} ${agree(summary.by_state.fail, 'failure', 'failures')}`;
