import { parentPort, workerData } from 'node:worker_threads';
import { ofUsOnly } from '../input/known-secrets.ts';
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

// A command that takes long runs here, so that the main thread handles signals while this thread is busy.
const { stdout, stderr, argv, ...rest } = workerData as Start;
const env = { ...process.env };
// a program that a credential chain starts, such as `az`, gets the environment of this thread
for (const name of ofUsOnly(env)) delete process.env[name];
const interruption = interruptionIn(end, (kept) => parentPort?.postMessage(kept));
const session = sessionIn({
  ...rest,
  env,
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
