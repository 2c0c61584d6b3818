import { isDeepStrictEqual } from 'node:util';

/** Whether a failure says what was expected and what was there instead, and the two are not the same. */
export const compares = ({ expected, actual }: { expected?: unknown; actual?: unknown }): boolean =>
  [expected, actual].every((value) => value !== undefined && value !== null && value !== '') &&
  !isDeepStrictEqual(expected, actual);
