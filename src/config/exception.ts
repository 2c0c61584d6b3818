import Type from 'typebox';
import { byCodePoint } from '../input/code-point.ts';
import type { Mistake } from '../input/document.ts';
import { isRecord } from '../input/is-record.ts';
import { dayNumber, isDay } from '../input/time.ts';

// What waivers and attestations have in common: each is an exception that a person is responsible for, for a limited time.

export const nonBlank = Type.String({ pattern: '\\S', maxLength: 2000, 'x-expected': 'a text that is not blank' });
export const identifier = Type.String({ pattern: '^\\S{1,100}$', 'x-expected': '1 to 100 characters without spaces' });
export const day = Type.String({ format: 'date', 'x-expected': 'a day that exists, as YYYY-MM-DD' });
/** Not counting the spaces around it. */
export const atLeast = (characters: number) =>
  Type.String({
    pattern: `^\\s*\\S[\\s\\S]{${characters - 2},}\\S\\s*$`,
    maxLength: 2000,
    'x-expected': `at least ${characters} characters`,
  });
export const ruleId = (rules: readonly KnownRule[]) =>
  Type.Enum(
    rules.map(({ id }) => id),
    { type: 'string', 'x-expected': 'the id of a rule (byok-audit rules lists them)' },
  );

/** A rule, as far as an exception depends on it. */
export type KnownRule = { id: string; severity: string };

/** A file's exceptions, and the digest of the file; null where there is none. */
export type Exceptions<T> = { digest: string | null; entries: readonly T[] };
export const NO_EXCEPTIONS = { digest: null, entries: [] } as const;

type Exception = { id: string; expires: string };
type Limited = { expires: string } & ({ created: string } | { attested_at: string });

/** Which of two that answer the same verdict does so: the one that expires first, that nobody may rely on it for longer. */
export const firstToExpire = (a: Exception, b: Exception): number => byCodePoint(a.expires, b.expires) || byCodePoint(a.id, b.id);

/** The first day on which it counts. */
export const beginOf = (record: Limited): string => ('created' in record ? record.created : record.attested_at);

/** Where `as_of` lies: before the first day, between them, or after the last one, all in UTC. */
export function termOf(record: Limited, as_of: string): 'not_in_force' | 'in_force' | 'expired' {
  const today = dayNumber(as_of);
  // put so that a time that cannot be parsed is in nobody's term
  if (!(today <= dayNumber(record.expires))) return 'expired';
  return today >= dayNumber(beginOf(record)) ? 'in_force' : 'not_in_force';
}

/** An exception may last at most so many days. */
const MOST_DAYS = 365;
const MOST_DAYS_CRITICAL = 90;

/** An entry before it has passed the schema. */
export type Unchecked = Readonly<Record<string, unknown>>;
/** Makes a mistake of an entry, at one of its keys. */
export type MistakeAt = (key: string, message: string) => Mistake;

/** The mistakes of a list of entries that the schema cannot express: an id that is used twice, and those of each entry. */
export function mistakesInList(
  list: string,
  data: unknown,
  mistakesOf: (entry: Unchecked, at: MistakeAt) => readonly Mistake[],
): Mistake[] {
  const entries: unknown = isRecord(data) ? data[list] : undefined;
  if (!Array.isArray(entries)) return [];
  const ids = new Map<string, number>();
  return entries.flatMap((entry: unknown, index) => {
    if (!isRecord(entry)) return [];
    const at: MistakeAt = (key, message) => ({ path: [list, index, key], message });
    const { id } = entry;
    const first = typeof id === 'string' ? ids.get(id) : undefined;
    if (typeof id === 'string' && first === undefined) ids.set(id, index);
    const repeated = first === undefined ? [] : [at('id', `"${id}" is already the id of ${list}.${first}`)];
    return [...repeated, ...mistakesOf(entry, at)];
  });
}

/** The mistakes of an entry's term, from the first day, at the key `from`, to the last. */
export function mistakesOfTerm(entry: Unchecked, from: string, at: MistakeAt, isCritical = false): Mistake[] {
  const [begins, ends] = [entry[from], entry.expires];
  if (typeof begins !== 'string' || typeof ends !== 'string' || !isDay(begins) || !isDay(ends)) return [];
  const most = isCritical ? MOST_DAYS_CRITICAL : MOST_DAYS;
  const days = dayNumber(ends) - dayNumber(begins);
  if (days < 0) return [at('expires', `${ends} is before "${from}", ${begins}`)];
  if (days <= most) return [];
  const why = isCritical ? ', because the rule is critical' : '';
  return [at('expires', `${ends} is ${days} days after "${from}"; at most ${most} are allowed${why}`)];
}
