/**
 * Why something was not observed. `ambiguous` was read but decides nothing; `unrecognized` is a value of an extensible
 * enum that this version does not know; `unsupported` can be told by no API; `not_collected` is an input that was not given.
 */
export const CAUSES = [
  'denied',
  'not_found',
  'throttled',
  'timeout',
  'unreachable',
  'malformed',
  'unrecognized',
  'not_collected',
  'ambiguous',
  'unsupported',
] as const;
