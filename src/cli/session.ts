import { resolve } from 'node:path';
import { ProgressBar } from './progress-bar.ts';

/** A stream that a command writes to; `columns` and `isTTY` are those of a terminal. */
export type Stream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

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
};

/** One command line while it runs: all that a command knows of the process, and where it leaves its exit code. */
export class Session {
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly stderr: Stream;
  readonly color: boolean;
  readonly progress: ProgressBar;
  exitCode = 0;
  readonly #stdout: Stream;

  constructor({ version, env, directory, stdout, stderr, color }: Surroundings) {
    this.version = version;
    this.env = env;
    this.directory = directory;
    this.stderr = stderr;
    this.color = color;
    this.progress = new ProgressBar(stderr);
    this.#stdout = stdout;
  }

  /** Writes to stdout, where the result of a command goes. */
  print(text: string): void {
    this.progress.end();
    this.#stdout.write(text);
  }

  /** Writes a line to stderr, where warnings, errors and progress go. */
  log(line: string): void {
    this.progress.end();
    this.stderr.write(`${line}\n`);
  }

  /** As wide as the terminal, up to what reads well. */
  get width(): number {
    return Math.min(this.#stdout.columns ?? 80, 80);
  }

  /** The file that a path on the command line means. */
  path(named: string): string {
    return resolve(this.directory, named);
  }
}
