import { distance } from 'fastest-levenshtein';

/** The known name that a misspelt one was likely meant to be; undefined where none is near. */
export function nearest(value: string, known: readonly string[]): string | undefined {
  const furthest = Math.max(2, Math.floor(value.length / 3));
  const [best] = known
    // what is so much longer or shorter is further away, and need not be compared
    .filter((name) => Math.abs(name.length - value.length) <= furthest)
    .map((name) => ({ name, away: distance(value.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && best.away <= furthest ? best.name : undefined;
}
