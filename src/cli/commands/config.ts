import { Command } from 'commander';
import { type ConfigCheckOptions, examples, withAsOf, withExceptions, withInput } from '../options.ts';
import type { Session } from '../session.ts';

const ABOUT = `
No call is made: byok-audit doctor tries what a scan would call.

Exit code: 0, also with warnings; 65 for a mistake in any of the files.
`;

/** What is about the configuration itself. */
export function configCommand(session: Session): Command {
  const command = new Command('config')
    .description('check the configuration and the files that it names, and show what is in effect')
    .addHelpText('after', examples('config check', 'config check --config prod.yaml --json'));
  const check = new Command('check')
    .description('check the configuration, waivers and attestations, offline; say which keys are not at their defaults')
    .option('--json', 'as JSON')
    .addHelpText('after', ABOUT);
  withAsOf(withExceptions(withInput(check)), 'what to count terms from, by default today');
  command.addCommand(
    check.action(async (options: ConfigCheckOptions) => {
      const { runConfigCheck } = await import('../config-check.ts');
      await runConfigCheck(session, options);
    }),
  );
  return command;
}
