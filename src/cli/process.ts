import type { Worker } from 'node:worker_threads';
import { EXIT } from '../audit-error.ts';
import { threadModule, YOUNG_MB } from '../threads.ts';
import type { Start } from './command-thread.ts';
import { type Session, sessionIn, type Terminal } from './session.ts';

/** Commands that may keep a thread busy for more than a second: nothing else is heard on that thread meanwhile. */
const LONG: readonly string[] = ['scan', 'collect', 'evaluate', 'report', 'diff', 'history'];

/** How long an interrupted command has to tidy up, in milliseconds. */
const TO_TIDY_UP = 1200;

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Runs the command line that this process was started with; only here does anything touch the process. */
export async function runProcess(version: string): Promise<void> {
  const { env, stdout, stderr } = process;
  // an import would give each export of the module a name, and load parts of Node for it that only some commands need
  const { styleText } = process.getBuiltinModule('node:util');
  const color = styleText('bold', 'x', { stream: stdout }) !== 'x';
  const [argv, directory] = [process.argv.slice(2), process.cwd()];
  const session = sessionIn({ version, env, directory, stdout, stderr, color });

  // nobody reads the log any more; the audit goes on without it
  stderr.on('error', () => {});
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.once(event, async (error) => process.exit(await failing(session, error)));
  if (argv.some((argument) => LONG.includes(argument))) {
    const start: Start = { argv, version, directory, color, stdout: terminal(stdout), stderr: terminal(stderr) };
    process.exitCode = await runInThread(start, session);
    return;
  }
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    refuseLost(error, session);
    process.exit(session.exitCode);
  });
  for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
  const { run } = await import('./run.ts');
  process.exitCode = await run(argv, session);
}

const terminal = ({ isTTY, columns }: NodeJS.WriteStream): Terminal => ({ isTTY, columns });

/** A reader that went away (`| head`) is no failure of the audit; a full disk is. */
function refuseLost(error: NodeJS.ErrnoException, session: Session): void {
  if (error.code === 'EPIPE') return;
  session.log('error', `stdout cannot be written to the end: ${error.message}`);
  process.exit(EXIT.output);
}

/** Runs a command in a thread of its own, which a signal ends whatever it is at. @returns the exit code */
async function runInThread(start: Start, session: Session): Promise<number> {
  const worker = threadOf(start);
  process.stdout.on('error', (error) => refuseLost(error, session));
  for (const [signal, code] of SIGNALS)
    process.once(signal, () => {
      worker.postMessage(code);
      setTimeout(() => process.exit(code), TO_TIDY_UP).unref();
    });
  const ended = Promise.withResolvers<number>();
  worker.once('error', (error) => ended.resolve(failing(session, error)));
  worker.once('exit', ended.resolve);
  return await ended.promise;
}

/** Loaded when something failed: the commands are not needed where a thread runs them. */
async function failing(session: Session, error: unknown): Promise<number> {
  const { failed } = await import('./run.ts');
  return failed(session, error);
}

function threadOf(start: Start): Worker {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const { getHeapStatistics } = process.getBuiltinModule('node:v8');
  const resourceLimits = {
    // what the process may take is what the thread may
    maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / 1024 / 1024,
    maxYoungGenerationSizeMb: YOUNG_MB,
  };
  return new Worker(threadModule('command-thread', import.meta.url), { workerData: start, resourceLimits });
}
