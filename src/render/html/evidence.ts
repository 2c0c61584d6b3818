import type { RecordedFact, Report, ReportedSubject } from '../../report/schema.ts';
import { factsOf } from '../../report/subject-lookup.ts';
import { evidenceInWords } from '../evidence-words.ts';
import { visible } from '../visible.ts';
import { sourceAnchor } from './links.ts';
import { classOf } from './table.ts';
import { moment } from './words.ts';

/** A fact as a row of evidence. `source`: the call, as the list of calls numbers it. */
type Evidence = {
  fact: string;
  value: string;
  className: string;
  source: { number: string; anchor: string } | null;
  call: string;
  observed: string;
  /** Why there is no value. */
  reason: string | null;
  unknown: boolean;
};

/** Shows facts of subjects with their sources and times. */
export function evidenceIn({ sources }: Pick<Report, 'sources'>) {
  const shownAs = ({ type }: ReportedSubject, name: string, recorded: RecordedFact): Evidence => {
    if ('unknown' in recorded) {
      const { fact, value, detail, unread, call } = evidenceInWords({ name, fact: recorded }, type);
      return { fact, value, reason: detail, className: '', source: null, call: call ?? '', observed: '', unknown: unread };
    }
    const source = sources[recorded.source];
    if (source === undefined) throw new Error(`the report has no source ${recorded.source}`);
    const fact = { ...recorded, source: source.call, observed_at: source.observed_at };
    const said = evidenceInWords({ name, fact }, type);
    const value = moment(visible(said.value));
    return {
      fact: said.fact,
      value: recorded.attested_by === undefined ? value : `${value} (attested: ${recorded.attested_by})`,
      className: classOf(value),
      source: { number: sourceAnchor(recorded.source).toUpperCase(), anchor: sourceAnchor(recorded.source) },
      call: source.call,
      observed: moment(source.observed_at),
      reason: null,
      unknown: false,
    };
  };
  return {
    /** Facts by name, in the order of the names. */
    of(subject: ReportedSubject, names: readonly string[]): Evidence[] {
      const facts = factsOf(subject);
      return names.map((name) => {
        const recorded = Object.hasOwn(facts, name) ? facts[name] : undefined;
        if (recorded === undefined) throw new Error(`the report has no fact ${name} of ${subject.type} ${subject.id}`);
        return shownAs(subject, name, recorded);
      });
    },
    /** All that the report keeps of a subject, by call, but for who holds what, which is listed by itself. */
    byCall(subject: ReportedSubject) {
      const facts = Object.entries(subject.facts).map(([name, recorded], place) => ({
        ...shownAs(subject, name, recorded),
        number: place + 1,
      }));
      return [...Map.groupBy(facts, ({ source, call, reason }) => source?.number ?? `${call} ${reason}`)].flatMap(([, own]) =>
        own.slice(0, 1).map(({ source, call, observed, reason }) => ({ source, call, observed, reason, facts: own })),
      );
    },
  };
}
