/**
 * The subject documents of an organization of `organization.ts`, one JSON a line: what every other evaluator is given.
 *
 *   npx node --max-old-space-size=16384 bench/subjects.ts [--size 1000] [--seed 1] > subjects.jsonl
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config/load.ts';
import { parameterSchemas, parameterValues } from '../src/evaluate/catalogue.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import { inventory } from '../src/inventory/inventory.ts';
import { noKeyPast } from '../src/inventory/key-past.ts';
import type { Snapshot } from '../src/snapshot/schema.ts';
import type { Subject } from '../src/subjects/schema.ts';
import { subjects } from '../src/subjects/subjects.ts';
import { builtOf } from './canonical.ts';
import { organizationOf } from './organization.ts';
import { scanTemplates } from './templates.ts';

/** The documents that `evaluate` makes of a snapshot without a configuration or a history. */
export function* documentsOf(snapshot: Snapshot): Generator<Subject> {
  const { catalogue } = loadPolicy();
  const { config } = loadConfig(undefined, import.meta.dirname, parameterSchemas(catalogue));
  const parameters = parameterValues(catalogue, config.parameters) as Subject['parameters'];
  const { list, documentOf } = subjects(inventory(snapshot, snapshot.taken_at, null), noKeyPast, config, parameters);
  for (const one of list) yield documentOf(one);
}

function* lines(documents: Iterable<Subject>): Generator<string> {
  for (const document of documents) yield `${JSON.stringify(document)}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { size: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  });
  const { document } = organizationOf(await scanTemplates(), Number(values.size), Number(values.seed));
  await pipeline(Readable.from(lines(documentsOf(builtOf(document) as Snapshot))), process.stdout);
}
