import { type Fact, isKnown } from './fact.ts';

/**
 * Of a longer list this many are named, and the others are counted: where n clusters share a key, each of n documents would
 * list them all.
 */
export const MOST_NAMED = 10;

/** The fact with the first items of its list, and with how many more there are. @param all how many there are, if it is cut already */
export function shortened(fact: Fact<string[]>, all?: number): Fact<string[]> {
  if (!isKnown(fact)) return fact;
  const value = fact.value.slice(0, MOST_NAMED);
  const more = (all ?? fact.value.length) - value.length;
  return more === 0 ? { ...fact, value } : { ...fact, value, more };
}
