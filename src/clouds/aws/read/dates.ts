import { moment, only, type Reader } from '../../../collect/reply.ts';
import { daysBetween } from '../../../input/time.ts';

/** AWS KMS has been open since November 2014: nothing in it is older. */
const OPENED = Date.parse('2014-11-01T00:00:00Z');

/** Days by which the service's clock may be ahead of this one. */
export const LONGEST_CLOCK_SKEW = 1;

/** A point in time that a key can have. @param now the time of the reply @param days how far ahead of it the time can be */
export const dateUntil = (now: string, days: number): Reader<string> =>
  only(
    moment,
    (at) => Date.parse(at) >= OPENED && daysBetween(now, at) <= days,
    `a point in time between 2014 and ${days} ${days === 1 ? 'day' : 'days'} from now`,
  );
