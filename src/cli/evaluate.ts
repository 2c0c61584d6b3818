import { Command } from 'commander';
import { audit } from '../audit.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { baselineOption, deliver, evaluationOf, load } from './evaluation.ts';
import { type AuditOptions, withAsOf, withAudit } from './options.ts';
import type { Session } from './session.ts';

const EXAMPLES = `
Examples:
  byok-audit evaluate byok-audit-report/snapshot.json
  byok-audit evaluate snapshot.json --policy my-policy --out trial
  byok-audit evaluate snapshot.json --baseline last-week/report.json --fail-on-new
  byok-audit evaluate snapshot.json --as-of 2026-12-31T00:00:00Z
`;

export function evaluateCommand(session: Session): Command {
  const command = new Command('evaluate')
    .argument('<snapshot>', 'a snapshot.json')
    .description('evaluate a snapshot and report, offline')
    .addHelpText('after', EXAMPLES);
  withAsOf(withAudit(command), "time of the evaluation (default: the snapshot's own)");
  return command.action(async (file: string, options: AuditOptions) => {
    const baseline = baselineOption(session, options);
    const loaded = load(session, options);
    const snapshot = readSnapshot(file, session.directory);
    const folder = new OutputFolder(options.out, session.directory);
    folder.prepare();
    const evaluation = { ...evaluationOf(session, loaded, options, options.asOf ?? snapshot.taken_at), baseline };
    await deliver(session, folder, evaluation, await audit(snapshot, evaluation), options);
  });
}
