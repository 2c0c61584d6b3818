import { distance } from 'fastest-levenshtein';

/** The known name that a misspelt one was likely meant to be; undefined where none is near. */
export function nearest(value: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((name) => ({ name, away: distance(value.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && best.away <= Math.max(2, Math.floor(value.length / 3)) ? best.name : undefined;
}
