import { type Fact, isKnown, type Observed, unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { RecordedFact, Report } from './schema.ts';

type Source = Report['sources'][number];
type Recorded<T> = (Extract<RecordedFact, { source: number }> & { value: T }) | Extract<RecordedFact, { unknown: unknown }>;
export type FactsByName = Readonly<Record<string, Fact<unknown>>>;
/** Facts by their place in the document, in the order in which a report has them. */
export type Facts = ReadonlyMap<string, Fact<unknown>>;

/** A fact that was observed, as the report keeps it. @param source the place of its source */
const recordedFact = <T>({ value, attested_by, more }: Observed<T>, source: number) => ({
  value,
  source,
  ...(attested_by === undefined ? {} : { attested_by }),
  ...(more === undefined ? {} : { more }),
});

/** The sources of facts, each once, in the order in which they are given. */
export function sourceTable() {
  const sources: Source[] = [];
  const places = new Map<string, number>();
  const placeOf = (source: Source): number => {
    const key = JSON.stringify(source);
    const place = places.get(key) ?? sources.push(source) - 1;
    places.set(key, place);
    return place;
  };
  return { sources, placeOf };
}

/** Writes facts as the report keeps them: a call that gave many facts is written once, in `sources`. */
export function factRecorder() {
  const { sources, placeOf } = sourceTable();
  const record = <T>(fact: Fact<T>): Recorded<T> => {
    // made anew: a snapshot read from its file has its keys in another order than one just collected
    if (!isKnown(fact)) return unknown(fact.unknown.cause, fact.unknown.detail, fact.unknown);
    return recordedFact(fact, placeOf({ call: fact.source, observed_at: fact.observed_at }));
  };
  return {
    record,
    recordAll: (facts: FactsByName): Record<string, RecordedFact> =>
      Object.fromEntries(
        Object.entries(facts)
          .sort(([a], [b]) => byCodePoint(a, b))
          .map(([name, fact]) => [name, record(fact)]),
      ),
    sources,
  };
}
