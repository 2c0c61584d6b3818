import { Command } from 'commander';
import { OutputFolder } from '../integrity/output-folder.ts';
import { render } from '../render/index.ts';
import { readReport } from '../report/file.ts';
import { printSummary } from './evaluation.ts';
import { exitCode } from './exit-code.ts';
import { examples, type ShowOptions, withOutput, withTolerance } from './options.ts';
import type { Session } from './session.ts';

export function reportCommand(session: Session): Command {
  const command = new Command('report')
    .argument('<report>', 'a report.json')
    .description('render a report again, in other formats')
    .addHelpText(
      'after',
      examples('report byok-audit-report/report.json --format html --out for-the-auditor', 'report report.json --format sarif'),
    );
  withTolerance(withOutput(command));
  return command.action(async (file: string, options: ShowOptions) => {
    const report = readReport(file, session.directory);
    const folder = new OutputFolder(options.out, session.directory).prepare();
    const outputs = await render(report, options.format);
    folder.addToRun(report.run.id, outputs, { schema_version: '1.0', tool: report.tool, run: report.run });
    printSummary(session, report, exitCode(report, options), outputs, options);
  });
}
