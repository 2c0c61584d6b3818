import { byCodePoint } from '../../input/code-point.ts';
import { dayNumber } from '../../input/time.ts';
import type { Report } from '../../report/schema.ts';

/** When something ends, in seconds since 1970. Of what matters less, fewer have a series. */
export type Ending = { name: string; at: number; lesser?: boolean };
type ExceptionEnd = Ending & { rule: string };

const SECONDS_A_DAY = 86_400;

/** An exception still holds on the day that it names, in UTC. */
const endOfDay = (day: string): number => (dayNumber(day) + 1) * SECONDS_A_DAY;

export const waiverEnds = ({ waivers }: Report): ExceptionEnd[] =>
  waivers.map(({ record: { id, rule, expires } }) => ({ name: id, rule, at: endOfDay(expires) }));

/** An attestation of the whole organization is about no rule. */
export const attestationEnds = ({ attestations }: Report): ExceptionEnd[] =>
  attestations.map(({ record: { id, rule = '', expires } }) => ({ name: id, rule, at: endOfDay(expires) }));

/** A time in seconds since 1970; null for what is no time. */
export function secondsOf(time: string): number | null {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** The first to end, as many as there is room for, and how many are left out. */
export function soonest<T extends Ending>(endings: readonly T[], most: number): { first: T[]; left_out: number } {
  const sorted = endings.toSorted(
    (a, b) => Number(a.lesser ?? false) - Number(b.lesser ?? false) || a.at - b.at || byCodePoint(a.name, b.name),
  );
  return { first: sorted.slice(0, most), left_out: Math.max(0, endings.length - most) };
}
