import { EXIT } from '../audit-error.ts';
import { failed, run } from './run.ts';
import { sessionIn } from './session.ts';

/** Runs the command line that this process was started with; only here does anything touch the process. */
export async function runProcess(version: string): Promise<void> {
  const { env, stdout, stderr } = process;
  // an import would give each export of the module a name, and load parts of Node for it that only some commands need
  const { styleText } = process.getBuiltinModule('node:util');
  const color = styleText('bold', 'x', { stream: stdout }) !== 'x';
  const session = sessionIn({ version, env, directory: process.cwd(), stdout, stderr, color });

  // a reader that went away (`| head`) is no failure of the audit; a full disk is
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(session.exitCode);
    session.log('error', `stdout cannot be written to the end: ${error.message}`);
    process.exit(EXIT.output);
  });
  // nobody reads the log any more; the audit goes on without it
  stderr.on('error', () => {});
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.once(event, (error) => process.exit(failed(session, error)));
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      session.progress.end();
      process.exit(code);
    });
  }
  process.exitCode = await run(process.argv.slice(2), session);
}
