import { Command } from 'commander';
import { examples, type LimitOptions, type ShowOptions, withLimit, withOutput, withTolerance } from '../options.ts';
import type { Session } from '../session.ts';

export function reportCommand(session: Session): Command {
  const command = new Command('report')
    .argument('<report>', 'a report.json')
    .description('render a report again, in other formats')
    .addHelpText(
      'after',
      examples('report byok-audit-report/report.json --format html --out for-the-auditor', 'report report.json --format sarif'),
    );
  withLimit(withTolerance(withOutput(command)));
  return command.action(async (file: string, options: ShowOptions & LimitOptions) => {
    const { runReport } = await import('../report.ts');
    await runReport(session, file, options);
  });
}
