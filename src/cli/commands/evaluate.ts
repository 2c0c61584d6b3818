import { Command } from 'commander';
import { type AuditOptions, examples, withAsOf, withAudit } from '../options.ts';
import type { Session } from '../session.ts';

export function evaluateCommand(session: Session): Command {
  const command = new Command('evaluate')
    .argument('<snapshot>', 'a snapshot.json')
    .description('evaluate a snapshot and report, offline')
    .addHelpText(
      'after',
      examples(
        'evaluate byok-audit-report/snapshot.json',
        'evaluate snapshot.json --policy my-policy --out trial',
        'evaluate snapshot.json --baseline last-week/report.json --fail-on-new',
        'evaluate snapshot.json --as-of 2026-12-31',
      ),
    );
  withAsOf(withAudit(command), "time of the evaluation, by default the snapshot's own");
  return command.action(async (file: string, options: AuditOptions) => {
    const { runEvaluate } = await import('../evaluate.ts');
    await runEvaluate(session, file, options);
  });
}
