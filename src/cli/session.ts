import { resolve } from 'node:path';
import type { Collection } from '../collect/observe.ts';
import { secretsIn } from '../input/known-secrets.ts';
import type { From } from '../input/named-file.ts';
import type { Secrets } from '../input/secrets.ts';
import { visible } from '../render/visible.ts';
import { type Interruption, interruptionIn } from './interruption.ts';
import { cut } from './lines.ts';
import type { LogFormat } from './log-format.ts';
import { progressBar } from './progress-bar.ts';

/** Whether a stream is a terminal, and how wide. */
export type Terminal = { isTTY?: boolean; columns?: number };
/** A stream that a command writes to. */
type Stream = NodeJS.WritableStream & Terminal;

type Level = 'info' | 'warning' | 'error';

/** What a command line is given of the process that runs it. */
export type Surroundings = {
  version: string;
  env: NodeJS.ProcessEnv;
  /** What relative paths on the command line start from. */
  directory: string;
  stdout: Stream;
  stderr: Stream;
  /** Whether stdout takes colours. */
  color: boolean;
  /** Left out where no signal is heard. */
  interruption?: Interruption;
  /** How long calls wait for services, and until a service is asked again how far it is; what is left out is as usual. */
  patience?: Partial<Pick<Collection, 'callTimeout' | 'backoff'> & { interval: number }>;
};

const NARROWEST = 40;
const WIDEST = 100;
/** Of what is no terminal. */
const USUAL = 80;

const noSignal = (): void => {};

/** One command line while it runs: all that a command knows of the process, and where it leaves its exit code. */
export type Session = ReturnType<typeof sessionIn>;

export function sessionIn({ stdout, interruption, ...surroundings }: Surroundings) {
  const secrets = secretsIn(surroundings.env);
  for (const stream of [stdout, surroundings.stderr]) hideIn(stream, secrets);
  const progress = progressBar(surroundings.stderr);
  /** Writes to stdout, where the result of a command goes. */
  const print = (text: string): void => {
    progress.end();
    stdout.write(text);
  };
  return {
    ...surroundings,
    interruption: interruption ?? interruptionIn(noSignal, noSignal),
    progress,
    /** What is never written. More become known as the credentials are fetched. */
    secrets,
    exitCode: 0,
    print,
    printJson: (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`),
    /** Of what is written to stderr. */
    logFormat: 'text' as LogFormat,
    /**
     * Writes to stderr, where warnings, errors and progress go: a line, or an object on a line.
     * @param message lines of ours, in which what came from outside may stand
     * @param more what the object says besides
     */
    log(level: Level, message: string | readonly string[], more: Record<string, unknown> = {}): void {
      progress.end();
      // hidden before it is cut: a part of a secret is not recognized
      const lines = (typeof message === 'string' ? [message] : message).map((line) => secrets.hide(line));
      const text =
        this.logFormat === 'json'
          ? JSON.stringify({ time: new Date().toISOString(), level, message: lines.map(shortened).join('\n'), ...more })
          : `${level === 'warning' ? 'warning: ' : ''}${lines.map((line) => shortened(visible(line))).join('\n')}`;
      surroundings.stderr.write(`${text}\n`);
    },
    /** As wide as the terminal, within what reads well; a terminal that says 0 columns does not know how wide it is. */
    get width(): number {
      return Math.min(Math.max(stdout.columns || USUAL, NARROWEST), WIDEST);
    },
    /** What names of files on a command line start from, and how many bytes those files may have. */
    from: ({ maxInput }: { maxInput: number }): From => ({ directory: surroundings.directory, maxInput }),
    /** The file that a path on the command line means. */
    path: (named: string): string => resolve(surroundings.directory, named),
  };
}

/** What a file holds may be as long as a line of a message can be, and hides the rest of the message. */
const LONGEST_LINE = 2000;
const shortened = (line: string): string => cut(line.slice(0, 4 * LONGEST_LINE), LONGEST_LINE);

/** The last door: whoever writes to a stream, a library in its own log too, what is secret does not get there. */
function hideIn(stream: Stream, secrets: Secrets): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...more: unknown[]) => boolean;
  const hiding = (chunk: unknown, ...more: unknown[]) => write(typeof chunk === 'string' ? secrets.hide(chunk) : chunk, ...more);
  Object.assign(stream, { write: hiding });
}
