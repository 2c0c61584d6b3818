import { Command, Option } from 'commander';
import { wrongUsage } from '../audit-error.ts';
import { diffMarkdown } from '../render/diff-markdown.ts';
import type { Diff } from '../report/change.ts';
import { compare } from '../report/diff.ts';
import { readReport } from '../report/file.ts';
import type { Report, Severity } from '../report/schema.ts';
import { diffText } from './diff-text.ts';
import { diffExitCode } from './exit-code.ts';
import { withColor, withFailOn } from './options.ts';
import type { Session } from './session.ts';

type Options = { format: 'text' | 'json' | 'md'; json?: true; failOnNew?: true; failOn: Severity; color: boolean };

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
  withColor(withFailOn(command)).addHelpText('after', EXAMPLES);
  return command.action((oldFile: string, newFile: string, options: Options) => {
    if (options.failOnNew !== true && command.getOptionValueSource('failOn') === 'cli')
      throw wrongUsage('--fail-on of a diff needs --fail-on-new: without it a diff exits with 0, whatever changed.');
    const [old, now] = [readReport(oldFile, session.directory), readReport(newFile, session.directory)];
    if (Date.parse(old.run.taken_at) > Date.parse(now.run.taken_at))
      session.log('warning', `${oldFile} is of a later scan than ${newFile}; the older one comes first`);
    const comparison = compare(old, now);
    const code = options.failOnNew === true ? diffExitCode(comparison, options.failOn) : 0;
    session.exitCode = code;
    const format = options.json === true ? 'json' : options.format;
    if (format === 'json') {
      const [{ organization }, sides] = [now, { old: sideOf(old), new: sideOf(now) }];
      const diff: Diff = { schema_version: '1.0', organization, ...sides, ...comparison, exit_code: code };
      return session.printJson(diff);
    }
    session.print(
      format === 'md'
        ? diffMarkdown(old, now, comparison)
        : diffText(old, now, comparison, { width: session.width, color: options.color && session.color }),
    );
  });
}

const sideOf = ({ run: { id, taken_at, as_of }, tool }: Report) => ({
  run: { id, taken_at, as_of },
  policy_digest: tool.policy_digest,
});
