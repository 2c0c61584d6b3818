import { Interrupted } from '../collect/interrupted.ts';
import type { LogFormat } from './log-format.ts';

/** The exit code of a command that a signal ends. */
export type InterruptedExit = 130 | 143;

/**
 * What becomes of an interrupted command that does not end by itself in time.
 * @property kept the file that stays, and the name that it takes; null where there is none
 * @property lines what the user reads
 */
export type IfInterrupted = { kept: { from: string; to: string } | null; lines: readonly string[]; logFormat: LogFormat };

/** How a command learns that a signal interrupts it. */
export type Interruption = ReturnType<typeof interruptionIn>;

/**
 * @param end ends the command at once
 * @param announce passes on what to do at a signal to the thread that handles signals, even while the command is busy; null: nothing more
 */
export function interruptionIn(end: (code: InterruptedExit) => void, announce: (what: IfInterrupted | null) => void) {
  const collection = new AbortController();
  let isCollecting = false;
  let exit: InterruptedExit | undefined;
  return {
    /** Aborts when the command is interrupted while it collects. */
    signal: collection.signal,
    /** The exit code, once the command is interrupted. */
    get exit(): InterruptedExit | undefined {
      return exit;
    },
    /** From here on an interrupted command ends by itself, when it has written what it collected. */
    collecting(logFormat: LogFormat): void {
      isCollecting = true;
      const lines = ['interrupted: what had been collected is lost, since it could not be written in time.'];
      announce({ kept: null, lines, logFormat });
    },
    /** From here on it is ended at once, and a file stays. */
    collected(what: IfInterrupted): void {
      isCollecting = false;
      announce(what);
      if (exit !== undefined) end(exit);
    },
    /** The command has ended by itself and has said what became of it: a later signal has nothing to save or to add. */
    ended(): void {
      announce(null);
    },
    /** A signal came. */
    by(code: InterruptedExit): void {
      exit = code;
      if (isCollecting) collection.abort(new Interrupted());
      else end(code);
    },
  };
}
