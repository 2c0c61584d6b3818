import { join } from 'node:path';
import { Command } from 'commander';
import { collect } from '../collect/index.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { digest, serialize } from '../snapshot/file.ts';
import { collecting } from './collecting.ts';
import { load } from './evaluation.ts';
import { type CollectOptions, examples, withAsOf, withDeadline, withInput, withTalk } from './options.ts';
import type { Session } from './session.ts';

export function collectCommand(session: Session): Command {
  const command = new Command('collect')
    .description('write a snapshot only; evaluate it later, elsewhere, as often as you like')
    .option('--out <dir>', 'where to write snapshot.json', 'byok-audit-report')
    .addHelpText('after', examples('collect', 'collect --out evidence && byok-audit evaluate evidence/snapshot.json'));
  withDeadline(withAsOf(withTalk(withInput(command)), 'time of the collection, for a loopback endpoint only'));
  return command.action(async (options: CollectOptions & { out: string }) => {
    const loaded = load(session, options);
    const { collection, credentials, env, taken_at } = collecting(session, loaded, options);
    const folder = new OutputFolder(options.out, session.directory).prepare();
    loaded.terminal.stage(`collecting from ${loaded.config.confluent.endpoint} and the key management services`);
    const snapshot = await collect(collection, loaded.config, credentials, env, { version: session.version, taken_at });
    folder.writeRun([{ file: 'snapshot.json', content: serialize(snapshot) }], {
      schema_version: '1.0',
      tool: snapshot.tool,
      configuration: loaded.config.digest,
    });
    loaded.terminal.stage(`${loaded.terminal.calls} calls answered`);
    if (options.quiet !== true) session.print(`${join(options.out, 'snapshot.json')}  ${digest(snapshot)}\n`);
  });
}
