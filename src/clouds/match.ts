import { type Unknown, unknown } from '../facts/fact.ts';

/** Whether something applies, in three values: a doubt says what is not understood or was not read. */
export type Match = boolean | Doubt;
export type Doubt = { doubt: Unknown };

export const isDoubt = (match: unknown): match is Doubt => typeof match === 'object' && match !== null && 'doubt' in match;

export const ambiguous = (detail: string): Doubt => ({ doubt: unknown('ambiguous', detail).unknown });

/** False as soon as one is known to be false, whatever else is in doubt. */
export const every = (matches: readonly Match[]): Match => !matches.includes(false) && (matches.find(isDoubt) ?? true);

/** True as soon as one is known to be true, whatever else is in doubt. */
export const some = (matches: readonly Match[]): Match => matches.includes(true) || (matches.find(isDoubt) ?? false);

/** What keeps it from being known, or null. */
export const doubtOf = (match: Match): Unknown | null => (isDoubt(match) ? match.doubt : null);

export const not = (match: Match): Match => (isDoubt(match) ? match : !match);

/** Whether the whole text fits a pattern in which `*` alone means another character: as many as you like. */
export function fitsStars(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
