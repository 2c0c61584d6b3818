import { daysLeftOf } from '../../report/days-left.ts';
import type { Report, ReportedRule, ReportedVerdict } from '../../report/schema.ts';
import { SEVERITIES } from '../../report/schema.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';

/** Production first, then what is not known to be or not to be, then the rest. */
const PRODUCTION = [true, null, false];

/** Verdicts of one rule, the most urgent first. */
export type Group = { rule: ReportedRule; verdicts: readonly ReportedVerdict[] };

/**
 * Verdicts by rule as a reader should take them up: what is in production, then by severity, then what breaks soonest.
 * Within a rule the same, and then by name.
 */
export function byUrgency(report: Report) {
  const subjectOf = subjectsOf(report);
  const daysOf = daysLeftOf(report);
  const ranked = (verdict: ReportedVerdict) => {
    const { name, production } = subjectOf(verdict.subject);
    return {
      verdict,
      name: name ?? '',
      place: PRODUCTION.indexOf(production),
      days: daysOf(verdict) ?? Number.POSITIVE_INFINITY,
    };
  };
  return (verdicts: readonly ReportedVerdict[]): Group[] => {
    const ofRule = Map.groupBy(verdicts, ({ rule }) => rule);
    return report.rules
      .flatMap((rule) => {
        const own = (ofRule.get(rule.id) ?? []).map(ranked);
        own.sort((a, b) => a.place - b.place || compared(a.days, b.days) || collator.compare(a.name, b.name));
        const [first] = own;
        if (first === undefined) return [];
        const days = own.reduce((fewest, one) => Math.min(fewest, one.days), Number.POSITIVE_INFINITY);
        return [{ rule, place: first.place, days, verdicts: own.map(({ verdict }) => verdict) }];
      })
      .sort(
        (a, b) =>
          a.place - b.place ||
          SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
          compared(a.days, b.days),
      );
  };
}

const compared = (a: number, b: number): number => (a === b ? 0 : a - b);

const collator = new Intl.Collator('en', { numeric: true });
