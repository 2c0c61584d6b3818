import { Command } from 'commander';
import { audit } from '../audit.ts';
import { wrongUsage } from '../audit-error.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { baselineOption, deliver, evaluationOf, load } from './evaluation.ts';
import { type AuditOptions, examples, withAsOf, withAudit } from './options.ts';
import type { Session } from './session.ts';

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
    const baseline = baselineOption(session, options);
    const loaded = load(session, options);
    const snapshot = readSnapshot(file, session.directory);
    const { asOf = snapshot.taken_at } = options;
    if (Date.parse(asOf) < Date.parse(snapshot.taken_at))
      throw wrongUsage(
        `--as-of ${asOf} is before the snapshot was taken, ${snapshot.taken_at}: keys would look younger than they were seen to be. Give a time from then on.`,
      );
    if (baseline !== null && Date.parse(baseline.report.run.taken_at) > Date.parse(snapshot.taken_at))
      loaded.terminal.warn(
        `${options.baseline} is of a later scan than ${file}: what is new in it counts as resolved, and the reverse`,
      );
    const folder = new OutputFolder(options.out, session.directory).prepare();
    const evaluation = { ...evaluationOf(session, loaded, options, asOf), baseline };
    await deliver(session, folder, evaluation, await audit(snapshot, evaluation), options);
  });
}
