import { CLOUDS } from '../clouds/index.ts';
import { isKnown } from '../facts/fact.ts';
import type { CollectedAs } from '../snapshot/schema.ts';

const LABELS = new Map<string, string>([
  ['confluent', 'Confluent Cloud'],
  ...CLOUDS.map(({ provider, label }) => [provider, label] as const),
]);

/** As whom each plane was read, in words; what could not be asked says why. */
export const collectedAs = (list: readonly CollectedAs[]): string[] =>
  list.map(({ plane, of, who }) => {
    const read = `${LABELS.get(plane) ?? plane}${of === null ? '' : ` (${of})`}`;
    if (isKnown(who)) return `${read}: ${who.value}`;
    const { cause, call, detail } = who.unknown;
    return `${read}: not observed: ${cause}${call === undefined ? '' : `, ${call}`}: ${detail}`;
  });
