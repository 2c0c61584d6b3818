import { Command, CommanderError } from 'commander';
import { AuditError, EXIT, wrongUsage } from '../audit-error.ts';
import { Interrupted } from '../collect/interrupted.ts';
import { commandIn, logFormatIn, noCommand, refusal, refuseApart, refuseEmpty } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { withLogFormat } from './options.ts';
import type { Session } from './session.ts';
import { wrapped } from './wrap.ts';

const EXIT_CODES = {
  0: 'all clear, or only what the flags allow',
  1: 'a failure at or above --fail-on that no waiver covers; with --fail-on-new, one that is new; for doctor, something is missing',
  2: 'incomplete: something could not be determined, or there was nothing to evaluate; for upload, the scan withholds the file',
  3: 'a waiver or attestation expired, unused, overlapping or lapsed, with --strict-waivers',
  64: 'wrong usage, or no Confluent credentials; for upload, no token',
  65: 'bad input: configuration, snapshot, report, waivers, policy; for upload, GitHub rejects the file',
  69: 'Confluent Cloud could not be reached, or refused the credentials; for upload, GitHub',
  70: 'a bug',
  73: 'an output could not be written',
};

function exitCodes(width: number): string {
  const lines = Object.entries(EXIT_CODES).map(
    ([code, meaning]) => `${code.padStart(4)}  ${wrapped(meaning, width - 6).replaceAll('\n', `\n${' '.repeat(6)}`)}\n`,
  );
  return `\nExit codes:\n${lines.join('')}`;
}

/** Runs one command line. @returns the exit code */
export async function run(argv: readonly string[], session: Session): Promise<number> {
  session.logFormat = logFormatIn(argv);
  const program = programIn(session);
  let command = program;
  try {
    refuseEmpty(argv);
    const asked = commandIn(program, argv);
    command = asked.command;
    refuseApart(command, asked.argv);
    // a bare --allow-unknown means all causes; it must not swallow the argument after it
    await program.parseAsync(
      asked.argv.map((argument) => (argument === '--allow-unknown' ? '--allow-unknown=all' : argument)),
      { from: 'user' },
    );
    return session.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return failed(session, error);
    if (error.exitCode === 0) return 0;
    return failed(session, error.code === 'commander.help' ? noCommand(command) : wrongUsage(refusal(error, command, argv)));
  } finally {
    session.progress.end();
    session.interruption.ended();
  }
}

function programIn(session: Session): Command {
  const program = new Command('byok-audit')
    .description(
      'Audits self-managed encryption keys (BYOK) on Confluent Cloud: reads the organization and the KMS keys, evaluates, reports.',
    )
    .version(session.version, '-V, --version')
    .addHelpText('after', exitCodes(session.width));
  for (const command of COMMANDS) program.addCommand(command(session));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    if (command.commands.length === 0) withLogFormat(command);
    command
      .exitOverride()
      .showSuggestionAfterError(false)
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: (text) => session.print(text),
        writeErr: () => {},
        outputError: () => {},
        getOutHelpWidth: () => session.width,
        getOutHasColors: () => false,
      });
  }
  return program;
}

/** Says what went wrong, once and on stderr. @returns the exit code */
export function failed(session: Session, error: unknown): number {
  const { exit: exit_code, lines } = asEnd(session, error);
  session.log('error', lines, { exit_code });
  return exit_code;
}

function asEnd({ interruption, secrets }: Session, error: unknown): { exit: number; lines: readonly string[] } {
  if (error instanceof AuditError) return error;
  if (error instanceof Interrupted)
    return { exit: interruption.exit ?? EXIT.interrupted, lines: ['interrupted before anything was collected.'] };
  return { exit: EXIT.bug, lines: [BUG, ...secrets.hide(stackOf(error)).split('\n')] };
}

const BUG = 'This is a bug in byok-audit; please report it with the lines below.';

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
