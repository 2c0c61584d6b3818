import { Command } from 'commander';
import { type AuditOptions, type CollectOptions, examples, withAsOf, withAudit, withDeadline } from '../options.ts';
import type { Session } from '../session.ts';

export function scanCommand(session: Session): Command {
  const command = new Command('scan')
    .description('collect, evaluate and report: the main job')
    .addHelpText(
      'after',
      examples(
        'scan',
        'scan --config prod.yaml --out report --fail-on high',
        'scan --baseline main/report.json --fail-on-new',
        'scan --allow-unknown=denied,unsupported --json',
      ),
    );
  withDeadline(withAsOf(withAudit(command), 'time of the whole scan, for a loopback endpoint only'));
  return command.action(async (options: AuditOptions & CollectOptions) => {
    const { runScan } = await import('../scan.ts');
    await runScan(session, options);
  });
}
