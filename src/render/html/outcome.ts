import { agree, plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { SEVERITIES } from '../../report/schema.ts';

export type Outcome = { tone: 'bad' | 'warn' | 'good' | 'plain'; symbol: string; word: string; sentence: string };

/** The audit in one sentence; one that is incomplete, or that judged nothing, never reads as a good one. */
export function outcome({ summary, verdicts }: Report): Outcome {
  const undetermined = verdicts.filter(({ status, unknown }) => status === 'unknown' && unknown?.cause !== 'unsupported').length;
  const { waived } = summary;
  const none = `No failure was seen${waived > 0 ? ` but ${plural(waived, 'waived one')}` : ''}`;
  const rest = [
    ...(undetermined > 0 ? [`${plural(undetermined, 'verdict')} could not be determined`] : []),
    ...(summary.error > 0 ? [`${plural(summary.error, 'rule evaluation')} broke`] : []),
  ];
  const others = rest.length === 0 ? '' : `; ${rest.join('; ')}`;
  if (summary.fail > 0) {
    const incomplete = summary.complete ? '' : ' The audit is incomplete: there may be more.';
    const beside = waived > 0 ? `, and ${waived} waived` : '';
    return { tone: 'bad', symbol: '✗', word: 'Failures.', sentence: `${failures(summary)}${beside}${others}.${incomplete}` };
  }
  if (!summary.complete) {
    const sentence = `${none}${others}. What was not seen may hide some.`;
    return { tone: 'warn', symbol: '?', word: 'Incomplete.', sentence };
  }
  if (summary.pass === 0) return { tone: 'plain', symbol: '–', word: `${none}.`, sentence: 'No verdict passed either.' };
  if (undetermined > 0 || summary.error > 0)
    return { tone: 'plain', symbol: '–', word: `${none}.`, sentence: `${capital(rest.join('; '))}.` };
  const all = summary.pass === 1 ? 'The one verdict' : `All ${summary.pass} verdicts`;
  const word = verdicts.filter(({ attestation }) => attestation !== null).length;
  const passed = `${all} that could be given on what was observed: passed${word > 0 ? `, ${word} of them on a person's word` : ''}.`;
  // what is waived is not in order: it is answered for
  if (waived > 0) return { tone: 'plain', symbol: '~', word: `${none}.`, sentence: passed.replace(/^All /, 'All other ') };
  return { tone: 'good', symbol: '✓', word: 'All clear.', sentence: passed };
}

/** `3 critical and 1 high failures`. */
function failures({ fail, fail_by_severity }: Report['summary']): string {
  const parts = SEVERITIES.filter((severity) => fail_by_severity[severity] > 0).map(
    (severity) => `${fail_by_severity[severity]} ${severity}`,
  );
  const last = parts.pop() ?? String(fail);
  return `${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`} ${agree(fail, 'failure', 'failures')}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
