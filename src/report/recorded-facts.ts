import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { RecordedFact, Report } from './schema.ts';

type Source = Report['sources'][number];
type Recorded<T> = (Extract<RecordedFact, { source: number }> & { value: T }) | Extract<RecordedFact, { unknown: unknown }>;
export type FactsByName = Readonly<Record<string, Fact<unknown>>>;

/** Writes facts as the report keeps them: a call that gave many facts is written once, in `sources`. */
export function factRecorder() {
  const sources: Source[] = [];
  const places = new Map<string, number>();
  const placeOf = (source: Source): number => {
    const key = JSON.stringify(source);
    const place = places.get(key) ?? sources.push(source) - 1;
    places.set(key, place);
    return place;
  };
  const record = <T>(fact: Fact<T>): Recorded<T> => {
    // made anew: a snapshot read from its file has its keys in another order than one just collected
    if (!isKnown(fact)) return unknown(fact.unknown.cause, fact.unknown.detail, fact.unknown);
    const { value, source: call, observed_at, attested_by, more } = fact;
    return {
      value,
      source: placeOf({ call, observed_at }),
      ...(attested_by === undefined ? {} : { attested_by }),
      ...(more === undefined ? {} : { more }),
    };
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
