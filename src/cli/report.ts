import { Command } from 'commander';
import { render } from '../audit.ts';
import { manifestOf, prepareOutput, removeStale, writeOutputs } from '../integrity/output.ts';
import { readReport } from '../report/file.ts';
import { exitCode } from './exit-code.ts';
import { tell } from './judged.ts';
import {
  type JudgeOptions,
  type OutputOptions,
  type TalkOptions,
  toleranceOf,
  withJudging,
  withOutput,
  withTalk,
} from './options.ts';
import type { Session } from './session.ts';

const EXAMPLES = `
Examples:
  byok-audit report byok-audit-report/report.json --format html --out for-the-auditor
  byok-audit report report.json --format sarif
`;

export function reportCommand(session: Session): Command {
  const command = new Command('report')
    .argument('<report>', 'a report.json')
    .description('render a report again in other formats')
    .addHelpText('after', EXAMPLES);
  withJudging(withOutput(withTalk(command)));
  return command.action(async (file: string, options: OutputOptions & TalkOptions & JudgeOptions) => {
    const report = readReport(file);
    prepareOutput(options.out);
    const outputs = await render(report, options.format);
    // of the same run the other files stay, and the manifest still vouches for them
    const others = manifestOf(options.out, report.run.id);
    if (others === null) removeStale(options.out, outputs);
    writeOutputs(options.out, outputs, { schema_version: '1.0', tool: report.tool, run: report.run, ...others });
    const code = exitCode(report, toleranceOf(options));
    session.exit(code);
    tell(report, code, outputs, options);
  });
}
