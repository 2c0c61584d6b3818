import type { Worker } from 'node:worker_threads';
import { EXIT } from '../audit-error.ts';
import { whyUnwritten } from '../input/system-error.ts';
import { threadModule, YOUNG_MB } from '../threads.ts';
import type { Start } from './command-thread.ts';
import type { IfInterrupted } from './interruption.ts';
import { type Session, sessionIn, type Terminal } from './session.ts';

/** Commands that may keep a thread busy for more than a second: nothing else is heard on that thread meanwhile. */
const LONG: readonly string[] = ['scan', 'collect', 'evaluate', 'report', 'diff', 'history', 'doctor'];

/** How long an interrupted command has to tidy up, in milliseconds, and to write what it had collected. */
const TO_TIDY_UP = 1200;
const TO_WRITE = 1600;

const SIGNALS = [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
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

/** Runs a command in a thread of its own, which a signal ends at any time. @returns the exit code */
async function runInThread(start: Start, session: Session): Promise<number> {
  const worker = threadOf(start);
  process.stdout.on('error', (error) => refuseLost(error, session));
  let announced: IfInterrupted | undefined;
  worker.on('message', (what: IfInterrupted | null) => {
    announced = what ?? undefined;
  });
  let interruptedBy: number | undefined;
  for (const [signal, code] of SIGNALS)
    process.on(signal, () => {
      const end = () => {
        if (announced?.kept === null) sayInterrupted(announced, session, code);
        else save(announced, session, code);
        process.exit(code);
      };
      if (interruptedBy !== undefined) end();
      interruptedBy = code;
      worker.postMessage(code);
      setTimeout(end, announced?.kept === null ? TO_WRITE : TO_TIDY_UP).unref();
    });
  const ended = Promise.withResolvers<number>();
  worker.once('error', (error) => ended.resolve(failing(session, error)));
  worker.once('exit', ended.resolve);
  const code = await ended.promise;
  if (interruptedBy === code) save(announced, session, code);
  return code;
}

/** Gives the file of an interrupted command the name under which it stays, unless the command has done with it. */
function save(what: IfInterrupted | undefined, session: Session, code: number): void {
  const { existsSync, renameSync } = process.getBuiltinModule('node:fs');
  if (!what?.kept || !existsSync(what.kept.from)) return;
  const { from, to } = what.kept;
  try {
    renameSync(from, to);
    sayInterrupted(what, session, code);
  } catch (error) {
    sayInterrupted({ ...what, lines: [`${to}: cannot be written: ${whyUnwritten(error)}`] }, session, code);
  }
}

function sayInterrupted({ lines, logFormat }: IfInterrupted, session: Session, exit_code: number): void {
  session.logFormat = logFormat;
  session.log('error', lines, { exit_code });
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
