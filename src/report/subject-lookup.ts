import type { Fact } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { RecordedFact, Report, ReportedSubject, ReportedVerdict } from './schema.ts';
import { HOLDERS, ReportSubjects } from './seen-subjects.ts';
import type { State } from './state.ts';
import { type Named, subjectKey } from './subject-order.ts';
import { inState, VerdictColumns, type VerdictEntry } from './verdict-columns.ts';

export { HOLDERS, type Named, subjectKey };

type OfRule = { rule: string; subject: Named };

/** The order of verdicts: by rule, subject type and subject id. */
export const byRule = (a: OfRule, b: OfRule): number =>
  byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id);

/** Finds a subject among those of the report; undefined where it is not among them. */
export function subjectFinder({ subjects }: Pick<Report, 'subjects'>): (subject: Named) => ReportedSubject | undefined {
  if (subjects instanceof ReportSubjects) return (named) => subjects.named(named);
  const byKey = new Map(subjects.map((subject) => [subjectKey(subject), subject]));
  return (named) => byKey.get(subjectKey(named));
}

/** Finds the subject of a verdict among those of the report. */
export function subjectsOf(report: Pick<Report, 'subjects'>): (subject: Named) => ReportedSubject {
  const find = subjectFinder(report);
  return (named) => {
    const subject = find(named);
    if (subject === undefined) throw new Error(`the report has a verdict on ${named.type} ${named.id}, and no such subject`);
    return subject;
  };
}

/** The facts of a subject that a verdict may name. */
export const factsOf = ({ facts, holders }: Pick<ReportedSubject, 'facts' | 'holders'>): ReportedSubject['facts'] =>
  holders === null ? facts : { ...facts, [HOLDERS]: holders };

/** A fact that a verdict rests on, by its name, with its source. */
export type NamedFact = { name: string; fact: Fact<unknown> };

/**
 * Finds the facts that a verdict rests on, in the order in which it names them. A subject is read for each of its verdicts:
 * there may be millions, and nothing is kept of them.
 */
export function evidenceOf(
  report: Pick<Report, 'subjects' | 'sources'>,
): (verdict: Pick<ReportedVerdict, 'subject' | 'evidence'>) => NamedFact[] {
  const read = factReaderOf(report);
  return ({ subject, evidence }) => {
    if (evidence.length === 0) return [];
    const facts = read(subject, evidence);
    return evidence.map((name) => {
      const recorded = facts.get(name);
      if (recorded === undefined) throw new Error(`the report has no fact ${name} of ${subject.type} ${subject.id}`);
      if ('unknown' in recorded) return { name, fact: recorded };
      const source = report.sources[recorded.source];
      if (source === undefined) throw new Error(`the report has no source ${recorded.source}`);
      return { name, fact: { ...recorded, source: source.call, observed_at: source.observed_at } };
    });
  };
}

/** Reads facts of a subject by their names; nothing is kept of a large report's. */
export function factReaderOf({ subjects }: Pick<Report, 'subjects'>) {
  const subjectOf = subjectsOf({ subjects });
  return (named: Named, names: readonly string[]): ReadonlyMap<string, RecordedFact> =>
    (subjects instanceof ReportSubjects ? subjects.read(named, names) : undefined) ??
    new Map(Object.entries(factsOf(subjectOf(named))));
}

/**
 * The verdicts, each with what is in memory of its subject, in the order of the report: none is made whole.
 * @param states all that are not in one of these are left out
 */
export function* entriesIn(
  { verdicts, subjects }: Pick<Report, 'verdicts' | 'subjects'>,
  states?: readonly State[],
): Generator<VerdictEntry> {
  if (verdicts instanceof VerdictColumns) {
    yield* states === undefined ? verdicts.entries() : verdicts.entriesIn(states);
    return;
  }
  const subjectOf = subjectsOf({ subjects });
  for (const verdict of states === undefined ? verdicts : inState(verdicts, states)) {
    const { rule, subject, message, ...body } = verdict;
    yield { rule, subject: subjectOf(subject), body: { ...body, answers: null }, message };
  }
}
