/** How much of each part of a summary is shown. */
export type Limits = {
  /** Rules that fail, by name. */
  rules: number;
  /** Whether failures are listed with their whole messages, below their rules; else what is most urgent in a few words. */
  each: boolean;
  urgent: number;
  /** Causes of what could not be determined, each with what to do. */
  causes: number;
  /** Whether attestations, waivers and populations stand on a line each, or are counted on one. */
  listed: boolean;
  /** Whether verdicts are counted by state: 1 or 0. */
  states: number;
  /** Reasons why the audit is incomplete. */
  reasons: number;
  files: number;
  /** Lines that a text from outside may take. */
  wrapped: number;
  /** Commands and lines to paste as well. */
  lines: boolean;
};

export const EVERYTHING: Limits = {
  ...{ rules: Infinity, each: true, urgent: 0, causes: Infinity, listed: true, states: 1, reasons: Infinity },
  ...{ files: Infinity, wrapped: Infinity, lines: true },
};

/** What suits a small organization: all but what is to be copied. */
export const WHOLE: Limits = { ...EVERYTHING, files: 5, wrapped: 6, lines: false };

/** More failures than this are named by their rules, and by the most urgent of what they are about. */
export const FEW_FAILURES = 8;

/** What fits one screen whatever happened. */
export const LEAST: Limits = {
  ...{ rules: 1, each: false, urgent: 0, causes: 0, listed: false, states: 0, reasons: 1, files: 1, wrapped: 2, lines: false },
};

/** What else is shown while there is room, the most important first. */
export const GROWTH: readonly (readonly [Exclude<keyof Limits, 'each' | 'listed' | 'lines'>, number])[] = [
  ['urgent', 1],
  ['rules', Infinity],
  ['causes', 1],
  ['reasons', 3],
  ['wrapped', 6],
  ['states', 1],
  ['urgent', 2],
  ['causes', 3],
  ['urgent', Infinity],
  ['causes', Infinity],
  ['files', 5],
  ['reasons', Infinity],
  ['wrapped', 12],
];
