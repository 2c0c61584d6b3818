import { factFinder, finderOf } from '../facts/at.ts';
import { isKnown } from '../facts/fact.ts';
import { FACTS } from '../facts/register.ts';
import type { Subject } from '../subjects/schema.ts';
import type { Aspect } from './decides.ts';

/** How many values are told apart at each place of the document: their numbers are below. */
export const MOST_VALUES = 1024;
/** A longer value is seldom met again, and costs more to compare than its rules take to judge it. */
const LONGEST_TEXT = 2000;

/** What must not be taken for anything that was met before. */
export const UNIQUE = -1;

/**
 * Numbers what a place of the document has, as far as it decides: the same number for the same. `UNIQUE` where that is not
 * certain, and where there are too many.
 */
export function decidingNumber(type: Subject['type'], path: string, aspect: Aspect): (subject: Subject) => number {
  const numbers = numbering();
  const find = finderOf(path);
  const limits = typeof aspect === 'object' ? aspect.compared_with.map(limitOf) : undefined;
  if (!FACTS[type].has(path)) return (subject) => ofValue(find(subject), numbers);
  const findFact = factFinder(path);
  if (aspect === 'fact') return (subject) => ofValue(findFact(subject), numbers);
  return (subject) => {
    const fact = findFact(subject);
    if (fact === undefined) return UNIQUE;
    if (!isKnown(fact)) return numbers.ofText('unknown');
    const { value } = fact;
    if (value === undefined) return UNIQUE;
    if (aspect === 'known') return numbers.ofText('known');
    if (aspect === 'size' && Array.isArray(value)) return numbers.ofText(`size ${value.length}`);
    if (limits !== undefined && typeof value === 'number' && Number.isFinite(value)) {
      const sides = sidesOf(
        value,
        limits.map((limit) => limit(subject)),
      );
      if (sides !== undefined) return numbers.ofText(sides);
    }
    return ofValue(value, numbers);
  };
}

/** `ofText`: what stands for several values, or for one that is no scalar; apart from texts that are values themselves. */
type Numbering = { ofScalar: (value: unknown) => number; ofText: (text: string) => number };

function numbering(): Numbering {
  let next = 0;
  const into = (numbers: Map<unknown, number>) => (value: unknown) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    if (next >= MOST_VALUES) return UNIQUE;
    numbers.set(value, next);
    return next++;
  };
  return { ofScalar: into(new Map()), ofText: into(new Map()) };
}

/** A value as the policy is given it, in JSON. */
function ofValue(value: unknown, { ofScalar, ofText }: Numbering): number {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? UNIQUE : ofScalar(value);
  if (typeof value === 'boolean' || value === null) return ofScalar(value);
  if (typeof value === 'number') return Number.isFinite(value) ? ofScalar(value) : UNIQUE;
  if (typeof value !== 'object') return UNIQUE;
  const text = JSON.stringify(value);
  return text.length > LONGEST_TEXT ? UNIQUE : ofText(`json ${text}`);
}

/** A limit by its number, or by the name of a parameter. */
const limitOf = (limit: number | string): ((subject: Subject) => unknown) =>
  typeof limit === 'number' ? () => limit : finderOf(`parameters.${limit}`);

/** On which side of each limit a number is; undefined where one of them is no number. */
function sidesOf(value: number, limits: readonly unknown[]): string | undefined {
  let sides = 'sides ';
  for (const limit of limits) {
    if (typeof limit !== 'number') return undefined;
    sides += value < limit ? '<' : value > limit ? '>' : '=';
  }
  return sides;
}
