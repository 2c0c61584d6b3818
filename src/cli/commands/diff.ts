import { Command, Option } from 'commander';
import { wrongUsage } from '../../audit-error.ts';
import { type DiffOptions, withColor, withFailOn, withLimit } from '../options.ts';
import type { Session } from '../session.ts';

const EXAMPLES = `
Examples:
  byok-audit diff last-quarter/report.json byok-audit-report/report.json
  byok-audit diff main.json branch.json --format md >> "$GITHUB_STEP_SUMMARY"
  byok-audit diff main.json branch.json --fail-on-new --fail-on high

Exit code: 0, whatever changed. With --fail-on-new: 1 if a failure at or above
--fail-on is new, more severe, no longer waived, or was unknown before;
otherwise 2 if something is newly unknown.
`;

export function diffCommand(session: Session): Command {
  const command = new Command('diff')
    .argument('<old>', 'the earlier report.json')
    .argument('<new>', 'the later report.json')
    .description('show what changed between two reports of one organization')
    .addOption(new Option('--format <format>', 'format of the output').choices(['text', 'json', 'md']).default('text'))
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .option('--fail-on-new', 'exit 1 for new failures, 2 if something is newly unknown');
  withColor(withFailOn(withLimit(command))).addHelpText('after', EXAMPLES);
  return command.action(async (oldFile: string, newFile: string, options: DiffOptions) => {
    if (options.failOnNew !== true && command.getOptionValueSource('failOn') === 'cli')
      throw wrongUsage('--fail-on of a diff needs --fail-on-new: without it a diff exits with 0, whatever changed.');
    const { runDiff } = await import('../diff.ts');
    runDiff(session, oldFile, newFile, options);
  });
}
