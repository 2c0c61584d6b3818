import type { Fact } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Report, ReportedSubject, ReportedVerdict } from './schema.ts';
import { ReportSubjects } from './seen-subjects.ts';
import { type Named, subjectKey } from './subject-order.ts';

export { type Named, subjectKey };

type OfRule = { rule: string; subject: Named };

/** The order of verdicts: by rule, subject type and subject id. */
export const byRule = (a: OfRule, b: OfRule): number =>
  byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id);

/** Finds the subject of a verdict among those of the report. */
export function subjectsOf({ subjects }: Pick<Report, 'subjects'>): (subject: Named) => ReportedSubject {
  const byKey = subjects instanceof ReportSubjects ? null : new Map(subjects.map((subject) => [subjectKey(subject), subject]));
  return (named) => {
    const subject = subjects instanceof ReportSubjects ? subjects.named(named) : byKey?.get(subjectKey(named));
    if (subject === undefined) throw new Error(`the report has a verdict on ${named.type} ${named.id}, and no such subject`);
    return subject;
  };
}

/** The fact that a report keeps with its subject, apart from the others: readers look for it. */
export const HOLDERS = 'holders';

/** The facts of a subject that a verdict may name. */
export const factsOf = ({ facts, holders }: Pick<ReportedSubject, 'facts' | 'holders'>): ReportedSubject['facts'] =>
  holders === null ? facts : { ...facts, [HOLDERS]: holders };

/** A fact that a verdict rests on, by its name, with its source. */
export type NamedFact = { name: string; fact: Fact<unknown> };

/** Finds the facts that a verdict rests on, in the order in which it names them. */
export function evidenceOf(
  report: Pick<Report, 'subjects' | 'sources'>,
): (verdict: Pick<ReportedVerdict, 'subject' | 'evidence'>) => NamedFact[] {
  const subjectOf = subjectsOf(report);
  return ({ subject, evidence }) => {
    const facts = factsOf(subjectOf(subject));
    return evidence.map((name) => {
      const recorded = Object.hasOwn(facts, name) ? facts[name] : undefined;
      if (recorded === undefined) throw new Error(`the report has no fact ${name} of ${subject.type} ${subject.id}`);
      if ('unknown' in recorded) return { name, fact: recorded };
      const source = report.sources[recorded.source];
      if (source === undefined) throw new Error(`the report has no source ${recorded.source}`);
      return { name, fact: { ...recorded, source: source.call, observed_at: source.observed_at } };
    });
  };
}
