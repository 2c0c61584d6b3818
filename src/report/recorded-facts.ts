import { type Fact, isKnown, type Unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { RecordedFact, Report } from './schema.ts';

type Source = Report['sources'][number];
export type FactsByName = Readonly<Record<string, Fact<unknown>>>;

/** Writes facts as the report keeps them: a call that gave many facts is written once, in `sources`. */
export function factRecorder(): { record: (facts: FactsByName) => Record<string, RecordedFact>; sources: Source[] } {
  const sources: Source[] = [];
  const places = new Map<string, number>();
  const placeOf = (source: Source): number => {
    const key = JSON.stringify(source);
    const place = places.get(key) ?? sources.push(source) - 1;
    places.set(key, place);
    return place;
  };
  const record = (fact: Fact<unknown>): RecordedFact =>
    isKnown(fact)
      ? {
          value: fact.value,
          source: placeOf({ call: fact.source, observed_at: fact.observed_at }),
          ...(fact.attested_by === undefined ? {} : { attested_by: fact.attested_by }),
        }
      : { unknown: inOrder(fact.unknown) };
  return {
    record: (facts) =>
      Object.fromEntries(
        Object.entries(facts)
          .sort(([a], [b]) => byCodePoint(a, b))
          .map(([name, fact]) => [name, record(fact)]),
      ),
    sources,
  };
}

/** A snapshot read from its file has its keys in another order than one just collected; a report has them in one. */
const inOrder = ({ cause, call, permission, detail }: Unknown): Unknown => ({
  cause,
  ...(call === undefined ? {} : { call }),
  ...(permission === undefined ? {} : { permission }),
  detail,
});
