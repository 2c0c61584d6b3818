import { Command, CommanderError } from 'commander';
import wrapAnsi from 'wrap-ansi';
import { AuditError, EXIT } from '../audit-error.ts';
import { visible } from '../render/visible.ts';
import { COMMANDS } from './commands.ts';
import type { Session } from './session.ts';

const EXIT_CODES = {
  0: 'all clear, or only what the flags allow',
  1: 'a failure at or above --fail-on that no waiver covers; with --fail-on-new, one that is new',
  2: 'incomplete: something could not be determined, or there was nothing to evaluate',
  3: 'a waiver or attestation expired, unused, overlapping or lapsed, with --strict-waivers',
  64: 'wrong usage, or no Confluent credentials',
  65: 'bad input: configuration, snapshot, report, waivers, policy',
  69: 'Confluent Cloud could not be reached, or refused the credentials',
  70: 'a bug',
  73: 'an output could not be written',
};

function exitCodes(width: number): string {
  const lines = Object.entries(EXIT_CODES).map(
    ([code, meaning]) => `${code.padStart(4)}  ${wrapAnsi(meaning, width - 6).replaceAll('\n', `\n${' '.repeat(6)}`)}\n`,
  );
  return `\nExit codes:\n${lines.join('')}`;
}

/** Runs one command line. @returns the exit code */
export async function run(argv: readonly string[], session: Session): Promise<number> {
  const program = new Command('byok-audit')
    .description(
      'Audits self-managed encryption keys (BYOK) on Confluent Cloud: reads the organization and the KMS keys, evaluates, reports.',
    )
    .version(session.version, '-V, --version')
    .addHelpText('after', exitCodes(session.width));
  for (const command of COMMANDS) program.addCommand(command(session));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: (text) => session.print(text),
        outputError: () => {},
        getOutHelpWidth: () => session.width,
        getOutHasColors: () => false,
      });
  try {
    // a bare --allow-unknown means all causes; it must not swallow the argument after it
    await program.parseAsync(
      argv.map((argument) => (argument === '--allow-unknown' ? '--allow-unknown=all' : argument)),
      { from: 'user' },
    );
    return session.exitCode;
  } catch (error) {
    return failed(session, error);
  } finally {
    session.progress.end();
  }
}

/** Says what went wrong, once and on stderr. @returns the exit code */
export function failed(session: Session, error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') session.log(`${visible(error.message)}\nSee: byok-audit --help`);
    return EXIT.usage;
  }
  if (error instanceof AuditError) {
    session.log(error.message.split('\n').map(visible).join('\n'));
    return error.exit;
  }
  session.log(
    `This is a bug in byok-audit; please report it with the lines below.\n${error instanceof Error ? error.stack : String(error)}`,
  );
  return EXIT.bug;
}
