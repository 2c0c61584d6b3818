/** Exit codes that end an audit before there is a report; `design` meanings are in docs/command-line.md. */
export const EXIT = { usage: 64, input: 65, unavailable: 69, bug: 70, output: 73 } as const;
export type FatalExit = 64 | 65 | 69 | 73;

/**
 * The audit cannot run, and the user can do something about it. The message says what is wrong, where, and what to do
 * next; it is shown without a stack. Anything else that is thrown is a bug.
 */
export class AuditError extends Error {
  override name = 'AuditError';
  readonly exit: FatalExit;

  constructor(exit: FatalExit, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.exit = exit;
  }
}
