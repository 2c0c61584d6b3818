import type { Finding, Period, PeriodException } from '../../report/period.ts';
import { agree, plural } from '../../report/plural.ts';
import { series } from '../../report/series.ts';
import { ruleAnchor } from '../html/links.ts';
import { byWeight, lasting, subjectInWords } from './findings.ts';
import { gapInWords } from './scans.ts';
import { dayOrMinute, fixInWords, minute, periodOutcome } from './words.ts';

/** Items on the first page: of the list, and of each panel beside it. */
const MOST_NAMED = 8;
const MOST_IN_PANEL = 3;

/** What a reader must know first: what was waived, how long fixes took, what has been open longest, when nobody looked. */
export function periodResult(period: Period) {
  const open = period.findings.filter(({ ended }) => ended === null);
  const worst = byWeight(open.filter(({ waived }) => !waived));
  const inWords = wordsFor(period);
  return {
    outcome: periodOutcome(period),
    panels: [
      { title: 'Exceptions', ...exceptions(period), anchor: 'exceptions', all: 'All exceptions' },
      { title: 'Time to fix', ...timeToFix(period), anchor: 'time-to-fix', all: 'By severity' },
      { title: 'Open longest', ...openLongest(open, inWords, period), anchor: 'findings', all: 'All findings' },
      { title: 'Times without a scan', ...gaps(period), anchor: 'gaps', all: 'How scans were expected' },
    ],
    worst: worst.slice(0, MOST_NAMED).map((finding) => ({ ...inWords(finding), severity: finding.severity })),
    others: Math.max(0, worst.length - MOST_NAMED),
  };
}

type Panel = { lines: { strong: string; text: string }[]; note: string };

/** A finding as a reader knows it. */
const wordsFor = (period: Period) => {
  const when = dayOrMinute(period);
  const titles = new Map(period.rules.map(({ id, title }) => [id, title]));
  return (finding: Finding) => ({
    name: subjectInWords(finding),
    id: finding.subject.id,
    rule: finding.rule,
    anchor: ruleAnchor(finding.rule),
    title: titles.get(finding.rule) ?? finding.rule,
    age: lasting(finding.opened, finding.days, period),
    since: when(finding.opened),
    unseen: finding.unseen_since === null ? null : when(finding.unseen_since),
  });
};

function openLongest(open: readonly Finding[], inWords: ReturnType<typeof wordsFor>, { scans, history_from }: Period): Panel {
  const named = byWeight(open).sort((a, b) => b.days - a.days);
  const [first] = named;
  if (first === undefined)
    return {
      lines: [],
      note: scans.ran === 0 ? 'No scan looked for any failure.' : 'No failure was seen to be open at the end of the period.',
    };
  const rest = named.filter(({ days }) => days === first.days).length - MOST_IN_PANEL;
  return {
    lines: named.slice(0, MOST_IN_PANEL).map((finding) => {
      const { name, rule, age } = inWords(finding);
      return { strong: age, text: `${name}: ${rule}${finding.waived ? ' (waived)' : ''}` };
    }),
    note: [
      ...(rest > 0 ? [`${rest} more are as old.`] : []),
      ...(first.opened === history_from ? [`The first scan, of ${minute(first.opened)}, found them: they may be older.`] : []),
    ].join(' '),
  };
}

function exceptions(period: Period): Panel {
  const { exceptions: all, scans } = period;
  const when = dayOrMinute(period);
  const standing = all.filter(({ until }) => until === null);
  if (all.length === 0)
    return { lines: [], note: scans.ran === 0 ? 'No scan says of any.' : 'No scan saw a waived failure or an attested verdict.' };
  const count = (kind: PeriodException['kind']) => {
    // one verdict may have been waived, or attested, several times
    const verdicts = (some: readonly PeriodException[]) =>
      new Set(some.flatMap((one) => (one.kind === kind ? [one.fingerprint] : []))).size;
    const [own, still] = [verdicts(all), verdicts(standing)];
    if (own === 0) return [];
    const what =
      kind === 'waiver'
        ? `${plural(own, 'failure')} ${agree(own, 'was', 'were')} waived`
        : `${plural(own, 'verdict')} rested on an attestation`;
    return `${what}: ${still === own ? 'still so' : still === 0 ? 'no longer' : `${still} still so`} at the end.`;
  };
  const waived = all.filter(({ kind }) => kind === 'waiver');
  return {
    lines: (waived.length > 0 ? waived : standing).slice(0, MOST_IN_PANEL).map((one) => ({
      strong: lasting(one.from, one.days, period),
      text: `${subjectInWords(one)}: ${one.rule}, ${standingInWords(one, when)}`,
    })),
    note: [count('waiver'), count('attestation')].flat().join(' '),
  };
}

const standingInWords = ({ until, unseen_since }: PeriodException, when: (time: string) => string): string =>
  until !== null ? `until ${when(until)}` : unseen_since === null ? 'in force' : 'in force when last seen';

function timeToFix(period: Period): Panel {
  const { summary, scans, severities, findings } = period;
  const { days_to_fix: taken, resolved } = summary;
  const inWords = fixInWords(period, findings);
  if (taken === null)
    return { lines: [], note: scans.ran === 0 ? 'No scan could see a fix.' : 'Nothing was resolved in the period.' };
  const bySeverity = severities.filter((one) => one.resolved > 0).map((one) => `${one.resolved} ${one.severity}`);
  const dropped = findings.filter(({ became }) => became === 'not_applicable').length;
  return {
    lines: [
      { strong: inWords(taken.median), text: 'median' },
      { strong: inWords(taken.longest), text: 'longest' },
    ],
    note: `${plural(resolved, 'finding')} resolved: ${series(bySeverity)}.${dropped === 0 ? '' : ` Of ${dropped} the rule no longer applies.`}`,
  };
}

function gaps({ gaps: all, scans }: Period): Panel {
  if (scans.ran === 0) return { lines: [], note: 'The whole period: no scan ran in it.' };
  if (all.length === 0)
    return { lines: [], note: 'None: no stretch was longer than expected, and each was ended by a scan that saw everything.' };
  const longest = [...all].sort((a, b) => Number(a.kind !== 'no_scan') - Number(b.kind !== 'no_scan') || b.days - a.days);
  const rest = all.length - MOST_IN_PANEL;
  return {
    lines: longest.slice(0, MOST_IN_PANEL).map(gapInWords),
    note: rest > 0 ? `${rest} more.` : '',
  };
}
