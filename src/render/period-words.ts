import { keysOf } from '../input/keys.ts';
import type { Figures, Period, ScanTally } from '../report/period.ts';
import { agree, plural } from '../report/plural.ts';
import type { Outcome } from './html/outcome.ts';
import { countInWords } from './state-words.ts';

const days = (count: number): string => plural(count, 'day');

/** `3 opened, 2 resolved, 1 open; fixed in 4 days (median), 9 at most`. */
export function figuresInWords({ opened, resolved, gone, open, open_waived, open_unseen, days_to_fix }: Figures): string {
  if (opened + resolved + gone + open === 0) return 'none';
  const counts = [
    `${opened} opened`,
    `${resolved} resolved`,
    ...(gone > 0 ? [`${gone} no longer there`] : []),
    `${open} open at the end`,
  ].join(', ');
  const beside = [
    ...(open_waived > 0 ? [`${open_waived} waived`] : []),
    ...(open_unseen > 0 ? [`${open_unseen} no longer seen`] : []),
  ].join(', ');
  const fixed =
    days_to_fix === null ? '' : `; fixed in ${days(days_to_fix.median)} (median), ${days(days_to_fix.longest)} at most`;
  return `${counts}${beside === '' ? '' : ` (of these ${beside})`}${fixed}`;
}

/** The states other than passed, as they are listed. */
const OTHERS = ['fail', 'error', 'unknown', 'waived', 'not_applicable', 'not_assessed'] as const;

/** `Rules held at 88 of 90 scans`, and what the worst of them was at the others: `1 failed, 1 not determined`. */
export function heldInWords(scans: ScanTally, ran: number): { held: string; others: string } {
  const others = OTHERS.filter((state) => scans[state] > 0).map((state) => countInWords(scans[state], state));
  return {
    held: ran === 0 ? 'No scan ran' : `Rules held at ${scans.pass} of ${plural(ran, 'scan')}`,
    others: others.join(', '),
  };
}

/** `24 hours`, `7 days`, `90 minutes`. */
export function intervalInWords(minutes: number): string {
  if (minutes % 1440 === 0 && minutes > 1440) return plural(minutes / 1440, 'day');
  return minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute');
}

/** The period in one sentence; one without scans, with gaps, or with something undetermined never reads as a good one. */
export function periodOutcome({ scans, gaps, summary, rules }: Period): Outcome {
  if (scans.ran === 0) return { tone: 'bad', symbol: '?', word: 'No scan ran.', sentence: 'Nothing is known of this period.' };
  const coverage = `${ranInWords(scans)}, ${scans.whole} of them saw everything; ${
    gaps.length === 0 ? 'no gaps' : plural(gaps.length, 'gap')
  }`;
  const count = (status: keyof ScanTally) => rules.filter((rule) => rule.scans[status] > 0).length;
  const failing = summary.open - summary.open_waived;
  const trouble = keysOf(TROUBLE)
    .filter((status) => count(status) > 0)
    .map((status) => `${plural(count(status), 'rule')} ${TROUBLE[status]}`);
  const attested = rules.filter(({ verdicts }) => verdicts.attested > 0).length;
  const remarks = [...trouble, ...(attested === 0 ? [] : [`${plural(attested, 'rule')} passed on a person's attestation`])];
  const sentence = `${coverage}.${remarks.length === 0 ? '' : ` At one scan or more, ${remarks.join('; ')}.`}`;
  if (failing > 0) return { tone: 'bad', symbol: '✗', word: `${plural(failing, 'failure')} open at the end.`, sentence };
  if (gaps.length > 0) return { tone: 'warn', symbol: '?', word: 'Gaps.', sentence };
  if (count('fail') > 0) return { tone: 'warn', symbol: '~', word: 'Failures, all of them ended or waived.', sentence };
  if (trouble.length > 0 || count('pass') === 0)
    return {
      tone: 'plain',
      symbol: '–',
      word: 'No failure was seen.',
      sentence: trouble.length > 0 ? sentence : `${sentence} No rule passed.`,
    };
  return { tone: 'good', symbol: '✓', word: 'Every rule that applied held at every scan.', sentence };
}

/** `3 of 4 expected scans ran`, or `3 scans ran (1 was expected)`. */
const ranInWords = ({ ran, expected }: Period['scans']): string =>
  ran > expected
    ? `${plural(ran, 'scan')} ran (${expected} ${agree(expected, 'was', 'were')} expected)`
    : `${ran} of ${plural(expected, 'expected scan')} ran`;

/** What a rule did at a scan that was no pass, the worst first. */
const TROUBLE = { fail: 'failed', error: 'broke', unknown: 'could not be determined', waived: 'had a waived failure' };
