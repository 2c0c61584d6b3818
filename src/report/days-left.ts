import { isDeadline } from '../facts/register.ts';
import type { Report, ReportedVerdict } from './schema.ts';
import { factReaderOf } from './subject-lookup.ts';

type OnFacts = Pick<ReportedVerdict, 'subject' | 'evidence'>;

/** Finds how many days a verdict leaves until something is lost or stops: the fewest of its deadlines, null where it has none. */
export function daysLeftOf(report: Pick<Report, 'subjects'>): (verdict: OnFacts) => number | null {
  const read = factReaderOf(report);
  return ({ subject, evidence }) => {
    const deadlines = evidence.filter((name) => isDeadline(subject.type, name));
    // the facts of a large report are in a file
    if (deadlines.length === 0) return null;
    const facts = read(subject, deadlines);
    const days = deadlines.flatMap((name) => {
      const fact = facts.get(name);
      const counted = fact !== undefined && 'value' in fact ? fact.value : null;
      // what is past leaves no days
      return typeof counted === 'number' && counted >= 0 ? [counted] : [];
    });
    return days.length === 0 ? null : Math.min(...days);
  };
}
