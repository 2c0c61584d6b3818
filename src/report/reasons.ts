import { type Unknown, unknown } from '../facts/fact.ts';
import type { FiledReason } from './filed-schema.ts';
import type { ReportedVerdict } from './schema.ts';

export type Missing = NonNullable<ReportedVerdict['unknown']>['facts'][number];
/** A fact that a verdict lacks, with the place of the reason. */
export type Reference = { fact: string; reason: number; obstacle: number | undefined };

type Unseen<U> = { unknown: U };

/** The facts of a subject, with the reason why one is not known, or with the place of it, changed into the other. */
export function changeUnknowns<H, F, U, V>(
  { holders, facts }: { holders: H | Unseen<U> | null; facts: Readonly<Record<string, F | Unseen<U>>> },
  change: (unknown: U) => V,
): { holders: H | Unseen<V> | null; facts: Record<string, F | Unseen<V>> } {
  const changed = <K>(fact: K | Unseen<U>): K | Unseen<V> => (isUnseen(fact) ? { unknown: change(fact.unknown) } : fact);
  return {
    holders: holders === null ? null : changed(holders),
    facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, changed(fact)])),
  };
}

const isUnseen = <K, U>(fact: K | Unseen<U>): fact is Unseen<U> => typeof fact === 'object' && fact !== null && 'unknown' in fact;

/** Why facts were not observed, each reason once, in the order in which they are given. */
export function reasonTable() {
  const reasons: Unknown[] = [];
  const places = new Map<string, number>();
  /** A fact names the source that would have given it, a verdict does not: it takes the first that says the same otherwise. */
  const placeOf = (reason: Unknown, exactly: boolean): number => {
    const { source, ...unsourced } = reason;
    const [whole, rough] = [JSON.stringify(reason), JSON.stringify([unsourced])];
    const place = places.get(exactly ? whole : rough) ?? reasons.push(reason) - 1;
    places.set(whole, place);
    if (!places.has(rough)) places.set(rough, place);
    return place;
  };
  return {
    reasons,
    ofFact: ({ cause, detail, ...at }: Unknown): number => placeOf(unknown(cause, detail, at).unknown, true),
    ofMissing: ({ fact, cause, detail, obstacle, ...at }: Missing): Reference => {
      const call = at.call === null ? {} : { call: at.call };
      const permission = at.permission === null ? {} : { permission: at.permission };
      return { fact, obstacle, reason: placeOf(unknown(cause, detail, { ...call, ...permission }).unknown, false) };
    },
  };
}

/** The obstacle that all facts of verdicts have which lack something for a reason, by the place of the reason. */
export function commonObstacles(references: readonly Reference[]): Map<number, number> {
  const byReason = Map.groupBy(references, ({ reason }) => reason);
  return new Map(
    [...byReason].flatMap(([reason, of]) => {
      const [first, ...others] = new Set(of.map(({ obstacle }) => obstacle));
      return first === undefined || others.length > 0 ? [] : [[reason, first] as const];
    }),
  );
}

/** The opposite of a `Reference`. */
export function missingFor(
  fact: string,
  { source: _, cause, call, permission, detail, obstacle: common }: FiledReason,
  own?: number,
): Missing {
  const obstacle = own ?? common;
  return {
    fact,
    cause,
    call: call ?? null,
    permission: permission ?? null,
    detail,
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}
