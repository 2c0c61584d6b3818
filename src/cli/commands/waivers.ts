import { Command } from 'commander';
import { wrongUsage } from '../../audit-error.ts';
import { examples, type WaiversOptions, withAsOf, withExceptions, withInput, withLimit } from '../options.ts';
import type { Session } from '../session.ts';

export function waiversCommand(session: Session): Command {
  const command = new Command('waivers')
    .argument('[report]', 'a report.json: what they match in it (default: the one in --out, if there)')
    .description('list waivers and attestations, with what they match and days left')
    .option('--out <dir>', 'where the last report lies', 'byok-audit-report')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('waivers', 'waivers --as-of 2026-12-31', 'waivers last-quarter/report.json --json'));
  withAsOf(withLimit(withExceptions(withInput(command))), 'what to count the terms from, by default today');
  return command.action(async (named: string | undefined, options: WaiversOptions) => {
    if (named !== undefined && command.getOptionValueSource('out') === 'cli')
      throw wrongUsage(`--out names where the last report lies, and ${named} is named too: name one of them.`);
    const { runWaivers } = await import('../waivers.ts');
    runWaivers(session, named, options);
  });
}
