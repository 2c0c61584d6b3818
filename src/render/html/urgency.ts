import { daysLeftOf } from '../../report/days-left.ts';
import { type Report, type ReportedRule, type ReportedVerdict, SEVERITIES } from '../../report/schema.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { inOrder, PRODUCTION } from '../../report/worst.ts';

/** Verdicts of one rule, the most urgent first. */
type Group = { rule: ReportedRule; verdicts: readonly ReportedVerdict[] };

/**
 * Verdicts by rule as a reader should take them up: what is in production, then by severity, then what breaks soonest.
 * Within a rule the same, else in the order of the report.
 */
export function byUrgency(report: Report) {
  const subjectOf = subjectsOf(report);
  const daysOf = daysLeftOf(report);
  const ranked = (verdict: ReportedVerdict) => ({
    verdict,
    place: PRODUCTION.indexOf(subjectOf(verdict.subject).production),
    days: daysOf(verdict) ?? Number.POSITIVE_INFINITY,
  });
  return (verdicts: readonly ReportedVerdict[]): Group[] => {
    const ofRule = Map.groupBy(verdicts, ({ rule }) => rule);
    return report.rules
      .flatMap((rule) => {
        const own = (ofRule.get(rule.id) ?? []).map(ranked);
        own.sort((a, b) => a.place - b.place || inOrder(a.days, b.days));
        const [first] = own;
        if (first === undefined) return [];
        const days = own.reduce((fewest, one) => Math.min(fewest, one.days), Number.POSITIVE_INFINITY);
        return [{ rule, place: first.place, days, verdicts: own.map(({ verdict }) => verdict) }];
      })
      .sort(
        (a, b) =>
          a.place - b.place ||
          SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
          inOrder(a.days, b.days),
      );
  };
}
