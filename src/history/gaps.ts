import { byCodePoint } from '../input/code-point.ts';
import { DAY } from '../input/time.ts';
import type { Gap } from '../report/period.ts';

/** Schedulers start late: a stretch counts as a gap where it is longer than the interval by more than this part of it. */
const TOLERANCE = 0.1;

/** @returns days between two times, to the hundredth */
export const daysBetween = (from: string, to: string): number =>
  Math.round(((Date.parse(to) - Date.parse(from)) / DAY) * 100) / 100;

/** How many scans a period takes at one each `every` milliseconds. */
export const expectedScans = (from: string, to: string, every: number): number =>
  Math.ceil((Date.parse(to) - Date.parse(from)) / every);

/**
 * The stretches of a period without any scan, and those with only scans that did not see everything; from the period's
 * start to its end. Sorted by time.
 */
export function gapsIn(
  scans: readonly { taken_at: string; whole: boolean }[],
  { from, to, every }: { from: string; to: string; every: number },
): Gap[] {
  const stretches = (kind: Gap['kind'], times: readonly string[]): Gap[] =>
    [from, ...times].flatMap((start, index) => {
      const end = times[index] ?? to;
      const long = Date.parse(end) - Date.parse(start) > every * (1 + TOLERANCE);
      return long ? [{ kind, from: start, to: end, days: daysBetween(start, end) }] : [];
    });
  const timesOf = (some: typeof scans) => some.map(({ taken_at }) => taken_at);
  const none = stretches('no_scan', timesOf(scans));
  const partial = stretches('no_whole_scan', timesOf(scans.filter(({ whole }) => whole)));
  // a stretch without any scan is listed once
  const listed = new Set(none.map((gap) => `${gap.from} ${gap.to}`));
  const others = partial.filter((gap) => !listed.has(`${gap.from} ${gap.to}`));
  return [...none, ...others].sort((a, b) => byCodePoint(a.from, b.from));
}
