import Type from 'typebox';

// What waivers and attestations have in common: both are exceptions that a person answers for, from a day until a day.

export const filled = Type.String({ pattern: '\\S', maxLength: 2000, 'x-expected': 'a text that is not blank' });
export const word = Type.String({ pattern: '^\\S{1,100}$', 'x-expected': 'one word of at most 100 characters' });
export const day = Type.String({ format: 'date', 'x-expected': 'a day that exists, as YYYY-MM-DD' });
/** Without what is around it. */
export const atLeast = (characters: number) =>
  Type.String({
    pattern: `^\\s*\\S[\\s\\S]{${characters - 2},}\\S\\s*$`,
    maxLength: 2000,
    'x-expected': `at least ${characters} characters`,
  });

/** A rule, as far as an exception of it has to fit. */
export type RuleKnown = { id: string; severity: string };

/** A file's exceptions, and the digest of the file; null where there is none. */
export type Exceptions<T> = { digest: string | null; entries: readonly T[] };
export const NO_EXCEPTIONS = { digest: null, entries: [] } as const;

/** At most so many days lie between the beginning of an exception and its end. */
export const MOST_DAYS = 365;
export const MOST_DAYS_CRITICAL = 90;
