import { byRule } from '../render/rules.ts';
import { daysLeftOf } from '../report/days-left.ts';
import { type Report, type ReportedVerdict, SEVERITIES } from '../report/schema.ts';
import { subjectsOf } from '../report/subject-lookup.ts';

/** What one rule says in the same words of one or several subjects. */
export type Urgent = { rule: string; message: string; subjects: ReportedVerdict['subject'][] };

/**
 * The failures that no waiver covers, the most urgent first: by severity, production before all else, what has fewer days
 * left, and then by the number of subjects.
 */
export function mostUrgent(report: Report): Urgent[] {
  const rank = ranks(report);
  const ranked = byRule(
    report,
    report.verdicts.filter(({ state }) => state === 'fail'),
  ).flatMap(({ verdicts }) => [...Map.groupBy(verdicts, ({ message }) => message).values()].map(rank));
  return ranked
    .sort(
      (a, b) => a.severity - b.severity || a.elsewhere - b.elsewhere || a.days - b.days || b.subjects.length - a.subjects.length,
    )
    .map(({ rule, message, subjects }) => ({ rule, message, subjects }));
}

/** What is known to be no production comes last. */
const PRODUCTION = [true, null, false];

function ranks(report: Report) {
  const subjectOf = subjectsOf(report);
  const daysOf = daysLeftOf(report);
  return (verdicts: readonly ReportedVerdict[]) => ({
    rule: verdicts[0]?.rule ?? '',
    message: verdicts[0]?.message ?? '',
    subjects: verdicts.map(({ subject }) => subject),
    severity: Math.min(...verdicts.map(({ severity }) => SEVERITIES.indexOf(severity))),
    elsewhere: Math.min(...verdicts.map(({ subject }) => PRODUCTION.indexOf(subjectOf(subject).production))),
    days: Math.min(Number.MAX_SAFE_INTEGER, ...verdicts.flatMap((verdict) => daysOf(verdict) ?? [])),
  });
}
