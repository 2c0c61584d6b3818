import { join } from 'node:path';
import { collect } from '../collect/index.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { contentOf, digest, PARTIAL_SNAPSHOT } from '../snapshot/file.ts';
import { collecting } from './collecting.ts';
import { load } from './evaluation.ts';
import { keepCollected } from './keep-collected.ts';
import type { CollectOptions } from './options.ts';
import type { Session } from './session.ts';

/** Writes a snapshot, and no report. */
export async function runCollect(session: Session, options: CollectOptions & { out: string }): Promise<void> {
  session.interruption.collecting(session.logFormat);
  const loaded = load(session, options);
  const { collection, credentials, env, taken_at } = collecting(session, loaded, options);
  const folder = new OutputFolder(options.out, session.directory).prepare();
  loaded.terminal.stage(`collecting from ${loaded.config.confluent.endpoint} and the key management services`);
  const snapshot = await collect(collection, loaded.config, credentials, env, { version: session.version, taken_at });
  await keepCollected(session, folder, options.out, snapshot);
  const manifest = { schema_version: '1.0', tool: snapshot.tool, configuration: loaded.config.digest };
  try {
    await folder.writeRun([{ file: 'snapshot.json', ...contentOf(snapshot) }], manifest, [PARTIAL_SNAPSHOT]);
  } finally {
    folder.release();
  }
  loaded.terminal.stage(`${loaded.terminal.calls} calls answered`);
  if (options.quiet !== true) session.print(`${join(options.out, 'snapshot.json')}  ${digest(snapshot)}\n`);
}
