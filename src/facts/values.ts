import { daysBetween } from '../input/time.ts';
import { type Unknown, unknown } from './fact.ts';

/** One key may have two names at Google, by the id of its project and by its number. */
export const TWO_NAMES = {
  ambiguous: {
    text: 'Two names differ only in the project, which one of them gives by its number: they may mean one key. Register keys by the id of the project (gcloud projects describe shows both), or attest which keys they are.',
    paste: 'attestation',
  },
} as const;

/** A value of an extensible enum that this version does not know. */
export const unrecognized = (what: string, value: string): { unknown: Unknown } =>
  unknown('unrecognized', `${what} ${JSON.stringify(value)} is not known to this version`);

/** A fact that only a key in one of the services has. */
export const onlyIn = (service: string): { unknown: Unknown } => unknown('not_found', `only a key in ${service} has this`);

/** Reads one of the given values; another is not known to this version. */
export const oneOf =
  <const V extends string>(what: string, values: readonly V[]) =>
  (value: string): V | { unknown: Unknown } =>
    values.find((known) => known === value) ?? unrecognized(what, value);

/** Reads what each of the given values means; another is not known to this version. @param passing states that a key soon leaves */
export const meaning =
  <M>(what: string, meanings: ReadonlyMap<string, M>, passing: readonly string[] = []) =>
  (value: string): M | { unknown: Unknown } => {
    if (passing.includes(value)) return unknown('ambiguous', `the key is in the transitional state ${value}`);
    return meanings.get(value) ?? unrecognized(what, value);
  };

/** Reads one of the given values, or one that begins like a known family of them. */
export const oneOfFamilies =
  (what: string, values: readonly string[], families: readonly string[]) =>
  (value: string): string | { unknown: Unknown } =>
    values.includes(value) || families.some((family) => value.startsWith(family)) ? value : unrecognized(what, value);

/** A period in days; no key is rotated every zero days. */
export const positivePeriod = (days: number | null): number | null | { unknown: Unknown } =>
  days === null || days > 0 ? days : unknown('malformed', `a rotation period of ${days} days`);

/** Whole days from one time to another, rounded down. */
export function wholeDays(from: string, to: string): number | { unknown: Unknown } {
  const days = Math.floor(daysBetween(from, to));
  return Number.isNaN(days) ? unknown('malformed', `${JSON.stringify(from)} or ${JSON.stringify(to)} is not a time`) : days;
}
