import { Command } from 'commander';
import { scan } from '../audit.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { collecting } from './collecting.ts';
import { baselineOption, deliver, evaluationOf, load } from './evaluation.ts';
import { type AuditOptions, type CollectOptions, examples, withAsOf, withAudit, withDeadline } from './options.ts';
import type { Session } from './session.ts';

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
    const baseline = baselineOption(session, options);
    const loaded = load(session, options);
    const how = collecting(session, loaded, options);
    const folder = new OutputFolder(options.out, session.directory).prepare();
    const evaluation = { ...evaluationOf(session, loaded, options, how.taken_at), baseline };
    loaded.terminal.stage(`collecting from ${loaded.config.confluent.endpoint} and the key management services`);
    await deliver(session, folder, evaluation, await scan(how, evaluation), options);
  });
}
