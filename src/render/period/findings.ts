import type { Finding, Period, PeriodException } from '../../report/period.ts';
import { bySeverity } from '../../report/schema.ts';
import { ruleAnchor } from '../html/links.ts';
import type { Columns, Table } from '../html/table.ts';
import { countOf } from '../state-words.ts';
import { listed, NONE, orNone } from './listed.ts';
import { dayOrMinute, durationInWords, fixInWords } from './words.ts';

type About = Pick<Finding, 'rule' | 'severity' | 'subject'>;

export const subjectInWords = ({ subject: { name, type } }: About): string => name ?? `unnamed ${type}`;

/** What a finding or an exception is about, beside the name of its subject. */
function about({ rules, environments }: Period): Columns<About> {
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const named = new Map(environments.map(({ id, name }) => [id, name]));
  return {
    'What should hold': ({ rule }) => ({ text: titles.get(rule) ?? rule, href: ruleAnchor(rule) }),
    Severity: ({ severity }) => severity,
    Id: ({ subject: { id } }) => ({ text: id, code: true }),
    Environment: ({ subject: { environment } }) => (environment === null ? NONE : (named.get(environment) ?? environment)),
  };
}

/** The most severe first, then what lasted longest; what a waiver covers comes last. */
export const byWeight = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => Number(a.waived) - Number(b.waived) || bySeverity(a, b) || b.days - a.days);

/** `41 days`, or `at least 41 days` of what the first of all scans found: it may be older than that. @param begun when it was first seen */
export const lasting = (begun: string, days: number, { history_from }: Period): string =>
  `${begun === history_from ? 'at least ' : ''}${durationInWords(days)}`;

export function openFindings(period: Period): Table | null {
  const when = dayOrMinute(period);
  const open = byWeight(period.findings.filter(({ ended }) => ended === null));
  return listed(
    'open-table',
    `Open at the end (${countOf(open.map(({ waived }) => ({ state: waived ? 'waived' : 'fail' })))})`,
    open,
    {
      Subject: subjectInWords,
      'Open for': ({ opened, days, waived }) => `${lasting(opened, days, period)}${waived ? ', waived' : ''}`,
      ...about(period),
      'First seen': ({ opened }) => when(opened),
      'Not seen since': ({ unseen_since }) => (unseen_since === null ? NONE : when(unseen_since)),
    },
  );
}

const HOW_ENDED: Record<NonNullable<Finding['became']>, string> = {
  pass: 'the rule holds',
  not_applicable: 'the rule no longer applies',
  gone: 'no longer there',
};

export function endedFindings(period: Period): Table | null {
  const when = dayOrMinute(period);
  const ended = byWeight(period.findings.filter((finding) => finding.ended !== null));
  return listed('ended-table', `Ended in the period (${ended.length})`, ended, {
    Subject: subjectInWords,
    'Ended after': ({ opened, days }) => lasting(opened, days, period),
    How: ({ became }) => (became === null ? NONE : HOW_ENDED[became]),
    ...about(period),
    'First seen': ({ opened }) => when(opened),
    Ended: ({ ended: at }) => when(at ?? ''),
  });
}

const BECAME: Record<NonNullable<PeriodException['became']>, string> = {
  pass: 'the rule holds',
  fail: 'a failure now',
  unknown: 'not determined',
  error: 'the rule broke',
  not_applicable: 'the rule no longer applies',
  gone: 'no longer there',
};

export function exceptionTable(id: string, what: string, exceptions: readonly PeriodException[], period: Period): Table | null {
  const when = dayOrMinute(period);
  return listed(id, `${what} (${exceptions.length})`, exceptions, {
    Subject: subjectInWords,
    For: ({ from, days }) => lasting(from, days, period),
    'At the end': ({ became, unseen_since }) => {
      if (became !== null) return `ended: ${BECAME[became]}`;
      return unseen_since === null ? 'in force' : `in force when last seen, before ${when(unseen_since)}`;
    },
    ...about(period),
    From: ({ from }) => when(from),
    Until: ({ until }) => (until === null ? NONE : when(until)),
  });
}

/** How long fixes took, by severity. */
export function fixTable(period: Period): Table | null {
  const { severities, summary, findings } = period;
  const bySeverity = severities.map((own) => ({ ...own, own: findings.filter(({ severity }) => severity === own.severity) }));
  const rows = bySeverity.length > 1 ? [...bySeverity, { severity: 'all', ...summary, own: findings }] : bySeverity;
  return listed('fix-table', 'Findings by severity', rows, {
    Severity: ({ severity }) => severity,
    Opened: ({ opened }) => orNone(opened),
    Resolved: ({ resolved }) => orNone(resolved),
    'Time to fix, median': ({ days_to_fix, own }) => (days_to_fix === null ? NONE : fixInWords(period, own)(days_to_fix.median)),
    'Time to fix, longest': ({ days_to_fix, own }) =>
      days_to_fix === null ? NONE : fixInWords(period, own)(days_to_fix.longest),
    'No longer there': ({ gone }) => orNone(gone),
    'Open at the end': ({ open }) => orNone(open),
    'Of these waived': ({ open_waived }) => orNone(open_waived),
    'Of these not seen': ({ open_unseen }) => orNone(open_unseen),
    'Open longest': ({ own }) => {
      const [longest] = own.filter(({ ended }) => ended === null).sort((a, b) => b.days - a.days);
      return longest === undefined ? NONE : lasting(longest.opened, longest.days, period);
    },
  });
}
