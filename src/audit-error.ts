/** Exit codes that end an audit before there is a report; `design` meanings are in docs/command-line.md. */
export const EXIT = { usage: 64, input: 65, unavailable: 69, bug: 70, output: 73, interrupted: 130, terminated: 143 } as const;
export type FatalExit = 64 | 65 | 69 | 73 | 130 | 143;

/**
 * The audit cannot run, and the user can do something about it. The message says what is wrong, where, and what to do
 * next; it is shown without a stack. Anything else that is thrown is a bug.
 * Only what is given as several lines is shown as such: a line break within one came from outside.
 */
export class AuditError extends Error {
  override name = 'AuditError';
  readonly exit: FatalExit;
  readonly lines: readonly string[];

  constructor(exit: FatalExit, message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options);
    this.exit = exit;
    this.lines = lines;
  }
}

/** The command line asks for what cannot be done. */
export const wrongUsage = (message: string | readonly string[], options?: ErrorOptions) =>
  new AuditError(EXIT.usage, message, options);

/** A file that the user gave is not what it should be, or is not there. */
export const badInput = (message: string | readonly string[], options?: ErrorOptions) =>
  new AuditError(EXIT.input, message, options);

/** A file cannot be written. */
export const unwritable = (message: string, options?: ErrorOptions) => new AuditError(EXIT.output, message, options);
