import { unknown } from './fact.ts';

/** A value of an extensible enum that this version does not know. */
export const odd = (what: string, word: string) =>
  unknown('unrecognized', `${what} ${JSON.stringify(word)} is not known to this version`);

/** What only one of the services has. */
export const notOf = (service: string) => unknown('not_found', `only a key in ${service} has this`);

export const changing = (word: string) => unknown('ambiguous', `the key is in the passing state ${word}`);

/** The word itself if it is one of those known or begins with a known family's name, else unrecognized. */
export function oneOf(
  what: string,
  words: readonly string[],
  families: readonly string[] = [],
): (word: string) => string | ReturnType<typeof unknown> {
  return (word) => (words.includes(word) || families.some((family) => word.startsWith(family)) ? word : odd(what, word));
}

/** A period of no days, or of fewer, is none that a key could be rotated by. */
export const positive = (period: number | null) =>
  period === null || period > 0 ? period : unknown('malformed', `a rotation period of ${period} days`);
