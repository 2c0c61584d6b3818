import { keysOf } from '../../input/keys.ts';
import type { Figures, Finding, Period, ScanTally } from '../../report/period.ts';
import { agree, plural } from '../../report/plural.ts';
import type { Outcome } from '../html/outcome.ts';
import { moment } from '../html/words.ts';
import { SHOWN_STATES } from '../state-words.ts';

/** `41 days`, and what took less than two `30 hours` or `20 minutes`. */
export function durationInWords(days: number): string {
  if (days >= 2) return plural(Math.floor(days), 'day');
  const minutes = Math.round(days * 1440);
  return minutes >= 60 ? plural(Math.floor(minutes / 60), 'hour') : plural(minutes, 'minute');
}

/** Times to the minute; period.json has the milliseconds. */
export const minute = (time: string): string => moment(time.replace(/:\d{2}\.\d+Z$/, ':00Z')).replace(/:00 UTC$/, ' UTC');

/** The time of a scan: its day says which one where there is no more than one a day; `Scans` has the minutes. */
export const dayOrMinute = ({ scans }: Pick<Period, 'scans'>): ((time: string) => string) => {
  const days = new Set(scans.list.map(({ taken_at }) => taken_at.slice(0, 10)));
  return days.size < scans.ran ? minute : (time) => time.slice(0, 10);
};

/** `2026-10-01 to 2026-10-31`, with times where the period does not begin and end with a day. */
export function periodInWords({ period: { from, to } }: Pick<Period, 'period'>): string {
  const isDay = (time: string) => time.endsWith('T00:00:00.000Z');
  if (!isDay(from) || !isDay(to)) return `${minute(from)} until before ${minute(to)}`;
  const last = new Date(Date.parse(to) - 1).toISOString();
  return `${from.slice(0, 10)} to ${last.slice(0, 10)}`;
}

/** What people call the organization; of one without a known name, its id. */
export const nameOf = ({ organization: { id, name } }: Pick<Period, 'organization'>): string => name ?? id;

/**
 * How long the fixes of some findings took: at least so long where the first of all scans had found one of them, since it may be
 * older than that.
 */
export const fixInWords =
  ({ history_from }: Pick<Period, 'history_from'>, findings: readonly Finding[]) =>
  (days: number): string => {
    const fixed = findings.filter(({ became }) => became === 'pass' || became === 'not_applicable');
    return `${fixed.some(({ opened }) => opened === history_from) ? 'at least ' : ''}${durationInWords(days)}`;
  };

/**
 * `3 opened, 2 resolved, 1 open at the end; resolved in 4 days (median; longest 9 days)`. What there was none of is left out.
 * @param findings those that the figures count
 * @returns null where there was nothing
 */
export function figuresInWords(figures: Figures, period: Period, findings: readonly Finding[]): string | null {
  const { opened, resolved, gone, open, open_waived, open_unseen, days_to_fix } = figures;
  const counts = [
    ...(opened > 0 ? [`${opened} opened`] : []),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
    ...(gone > 0 ? [`${gone} no longer there`] : []),
    ...(open > 0 ? [`${open} open at the end`] : []),
  ].join(', ');
  if (counts === '') return null;
  const beside = [
    ...(open_waived > 0 ? [`${open_waived} waived`] : []),
    ...(open_unseen > 0 ? [`${open_unseen} no longer seen`] : []),
  ].join(', ');
  const fixed = days_to_fix === null ? '' : `; resolved in ${timeToFix(days_to_fix, resolved, fixInWords(period, findings))}`;
  return `${counts}${beside === '' ? '' : ` (of these ${beside})`}${fixed}`;
}

/** `12 days (median; longest 20 days)`. */
const timeToFix = (
  { median, longest }: NonNullable<Figures['days_to_fix']>,
  fixed: number,
  inWords: (days: number) => string,
): string => (fixed === 1 ? inWords(longest) : `${inWords(median)} (median; longest ${inWords(longest)})`);

/** The states as they are listed; what passed at a scan held. */
const LISTED = ['pass', 'fail', 'error', 'unknown', 'waived', 'not_applicable', 'not_assessed'] as const;

/** `held at 27 scans, not determined at 2`, `failed at all 29 scans`, or that no scan ran. */
export function atScans(scans: ScanTally, ran: number): string {
  if (ran === 0) return 'no scan ran';
  const [first, ...others] = LISTED.filter((state) => scans[state] > 0);
  if (first === undefined) return 'not assessed';
  const count = scans[first];
  const at = count === ran ? (ran === 1 ? 'the one scan' : `all ${ran} scans`) : plural(count, 'scan');
  const rest = others.map((state) => `, ${SHOWN_STATES[state].words} at ${scans[state]}`);
  return `${first === 'pass' ? 'held' : SHOWN_STATES[first].words} at ${at}${rest.join('')}`;
}

/** `24 hours`, `7 days`, `90 minutes`. */
export function intervalInWords(minutes: number): string {
  if (minutes % 1440 === 0 && minutes > 1440) return plural(minutes / 1440, 'day');
  return minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute');
}

/** The period in one sentence; one without scans, with gaps, or with something undetermined never reads as a good one. */
export function periodOutcome({ scans, gaps, summary, rules }: Period): Outcome {
  if (scans.ran === 0) return { tone: 'bad', symbol: '?', word: 'No scan ran.', sentence: 'Nothing is known of this period.' };
  const coverage = `${ranInWords(scans)}, ${wholeInWords(scans)}; ${gaps.length === 0 ? 'no gaps' : plural(gaps.length, 'gap')}`;
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
      word: count('waived') > 0 ? 'No failure was seen but waived ones.' : 'No failure was seen.',
      sentence: trouble.length > 0 ? sentence : `${sentence} No rule passed.`,
    };
  return { tone: 'good', symbol: '✓', word: 'Every rule that applied held at every scan.', sentence };
}

/** `3 of 4 expected scans ran`, or `3 scans ran (1 was expected)`. */
const ranInWords = ({ ran, expected }: Period['scans']): string =>
  ran > expected
    ? `${plural(ran, 'scan')} ran (${expected} ${agree(expected, 'was', 'were')} expected)`
    : `${ran} of ${plural(expected, 'expected scan')} ran`;

/** `27 of them saw everything`. */
function wholeInWords({ ran, whole }: Period['scans']): string {
  if (ran === 1) return whole === 1 ? 'it saw everything' : 'it did not see everything';
  return `${whole === 0 ? 'none' : whole} of them saw everything`;
}

/** What a rule did at a scan that was no pass, the worst first. */
const TROUBLE = { fail: 'failed', error: 'broke', unknown: 'could not be determined', waived: 'had a waived failure' };
