#!/usr/bin/env node
// As little as possible happens before the arguments are known: `--version` is asked often, and by machines.
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${version}\n`);
} else if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`byok-audit needs Node 22.18 or later; this is ${process.version}.\n`);
  process.exitCode = 64;
} else await main();

/** Hands the process to the command line; only here does anything touch it. */
async function main(): Promise<void> {
  const [{ failed, run }, { sessionIn }, { EXIT }] = await Promise.all([
    import('./run.ts'),
    import('./session.ts'),
    import('../audit-error.ts'),
  ]);
  const { env, stdout, stderr } = process;
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
