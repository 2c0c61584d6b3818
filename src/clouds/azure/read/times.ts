import { moment, only, type Reader } from '../../../collect/reply.ts';
import { DAY } from '../../../input/time.ts';

/** Azure began in 2010: what is dated before that is not dated at all. */
const BEGINNING = Date.parse('2010-01-01T00:00:00Z');

/** A point in time that a key may have. */
export const someTime = only(moment, (time) => Date.parse(time) >= BEGINNING, 'a time since 2010');

/** A point in time at which a key may have been made; two clocks may differ. @param now the time of the call */
export const past = (now: string): Reader<string> =>
  only(someTime, (time) => Date.parse(time) <= Date.parse(now) + DAY, 'a time in the past');
