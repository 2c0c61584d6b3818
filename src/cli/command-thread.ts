import { parentPort, workerData } from 'node:worker_threads';
import { interruptionIn } from './interruption.ts';
import { failed, run } from './run.ts';
import { sessionIn, type Terminal } from './session.ts';

/** What the thread of a command is given: plain data. */
export type Start = {
  argv: readonly string[];
  version: string;
  directory: string;
  color: boolean;
  /** What it writes to is passed on by the main thread: what that is. */
  stdout: Terminal;
  stderr: Terminal;
};

// A command that takes long runs here, so that the main thread hears signals, whatever this thread is at.
const { stdout, stderr, argv, ...rest } = workerData as Start;
const interruption = interruptionIn(end, (kept) => parentPort?.postMessage(kept));
const session = sessionIn({
  ...rest,
  env: process.env,
  stdout: Object.assign(process.stdout, stdout),
  stderr: Object.assign(process.stderr, stderr),
  interruption,
});
function end(code: number): never {
  session.progress.end();
  process.exit(code);
}
parentPort?.on('message', interruption.by).unref();
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.once(event, (error) => end(failed(session, error)));
process.exitCode = await run(argv, session);
