import { Command, CommanderError } from 'commander';
import { AuditError, EXIT } from '../audit-error.ts';
import { visible } from '../render/visible.ts';
import { collectCommand } from './collect.ts';
import { diffCommand } from './diff.ts';
import { evaluateCommand } from './evaluate.ts';
import { historyCommand } from './history.ts';
import { initCommand } from './init.ts';
import { reportCommand } from './report.ts';
import { rulesCommand } from './rules.ts';
import { scanCommand } from './scan.ts';
import type { Session } from './session.ts';
import { Terminal } from './terminal.ts';
import { waiversCommand } from './waivers.ts';

const EXIT_CODES = `
Exit codes:
   0  all clear, or what the flags let pass
   1  a failure at or above --fail-on that no waiver covers; with --fail-on-new, one that is new
   2  incomplete: something could not be determined, or nothing was judged
   3  a waiver or attestation expired, unused, overlapping or lapsed, with --strict-waivers
  64  wrong usage, or no Confluent credentials
  65  bad input: configuration, snapshot, report, waivers, policy
  69  Confluent Cloud could not be reached, or refused the credentials
  70  a bug
  73  an output could not be written
`;

/** Runs one command line. @returns the exit code */
export async function run(argv: readonly string[], version: string): Promise<number> {
  let code = 0;
  const session: Session = {
    version,
    env: process.env,
    directory: process.cwd(),
    exit: (wanted) => {
      code = wanted;
    },
  };
  // a reader that went away (`| head`) is no failure of the audit; a full disk is
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(code);
    process.stderr.write(`stdout cannot be written to the end: ${error.message}\n`);
    process.exit(EXIT.output);
  });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.once(event, (error) => process.exit(explain(error)));
  for (const [signal, wanted] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      // the progress bar hides the cursor
      Terminal.end();
      process.exit(wanted);
    });
  }
  const program = new Command('byok-audit')
    .description(
      'Audits self-managed encryption keys (BYOK) on Confluent Cloud: reads the organization and the KMS keys, judges, reports.',
    )
    .version(version, '-V, --version')
    .addHelpText('after', EXIT_CODES);
  for (const command of [
    scanCommand,
    collectCommand,
    evaluateCommand,
    reportCommand,
    diffCommand,
    rulesCommand,
    waiversCommand,
    historyCommand,
    initCommand,
  ])
    program.addCommand(command(session));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({ outputError: () => {} });
  try {
    // a bare --allow-unknown means all causes; it must not swallow the argument after it
    await program.parseAsync(
      argv.map((word) => (word === '--allow-unknown' ? '--allow-unknown=all' : word)),
      { from: 'user' },
    );
    return code;
  } catch (error) {
    return explain(error);
  } finally {
    Terminal.end();
  }
}

function explain(error: unknown): number {
  Terminal.end();
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') process.stderr.write(`${visible(error.message)}\nSee: byok-audit --help\n`);
    return EXIT.usage;
  }
  if (error instanceof AuditError) {
    process.stderr.write(`${error.message.split('\n').map(visible).join('\n')}\n`);
    return error.exit;
  }
  process.stderr.write(
    `This is a bug in byok-audit; please report it with the lines below.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.bug;
}
