/**
 * Seconds of each stage of `evaluate` in one process on one thread, as JSON lines in their order: a stage that breaks ends
 * the list, and those before it count.
 *
 *   npx node bench/stage-times.ts snapshot.json OUT
 */
import { loadAttestations, loadConfig, loadWaivers } from '../src/config/load.ts';
import { parameterSchemas, parameterValues } from '../src/evaluate/catalogue.ts';
import { instanceOf } from '../src/evaluate/instance.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import type { Output } from '../src/integrity/output.ts';
import { OutputFolder } from '../src/integrity/output-folder.ts';
import { inventory } from '../src/inventory/inventory.ts';
import { noKeyPast } from '../src/inventory/key-past.ts';
import { evaluatedHere } from '../src/pipeline/evaluated.ts';
import { FORMAT_NAMES, FORMATS } from '../src/render/index.ts';
import { buildReport } from '../src/report/build.ts';
import { NOWHERE } from '../src/report/place.ts';
import { contentOf, digest, readSnapshot } from '../src/snapshot/file.ts';
import type { Subject } from '../src/subjects/schema.ts';
import { subjects } from '../src/subjects/subjects.ts';

const [, , file = '', out = ''] = process.argv;
const now = () => performance.now() / 1000;
const say = (stage: string, took: number) => console.log(JSON.stringify({ stage, seconds: took }));

async function timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
  const begun = now();
  const result = await work();
  say(stage, now() - begun);
  return result;
}

const policy = await timed('policy', () => loadPolicy());
const { catalogue } = policy;
const directory = import.meta.dirname;
const { config } = loadConfig(undefined, directory, parameterSchemas(catalogue));
const parameters = parameterValues(catalogue, config.parameters) as Subject['parameters'];

const snapshot = await timed('read', () => readSnapshot(file));
const as_of = snapshot.taken_at;
const found = await timed('inventory', () => inventory(snapshot, as_of, null));
const { list, documentOf, scope } = subjects(found, noKeyPast, config, parameters);

// documents are made one at a time while they are judged: once more on their own, to tell the two apart
await timed('documents', () => {
  for (const one of list) documentOf(one);
});
const locate = () => NOWHERE;
const evaluated = await timed('documents, verdicts and lines', () =>
  evaluatedHere(list, documentOf, { ask: instanceOf(policy.module), catalogue, locate, whole: null }),
);

const snapshotDigest = await timed('digest of the snapshot', () => digest(snapshot));
const { rules } = catalogue;
const report = await timed('report', () =>
  buildReport({
    version: '0.0.0',
    config,
    policy,
    waivers: loadWaivers(config, rules, { directory }),
    attestations: loadAttestations(config, rules, { directory }),
    as_of,
    warnings: [],
    snapshotDigest,
    inventory: found,
    scope,
    evaluated,
    locate,
    earlier: null,
  }),
);
const outputs: Output[] = [];
for (const name of FORMAT_NAMES) {
  const { file, load } = FORMATS[name];
  const renderer = await load();
  outputs.push({ file, ...(await timed(`render ${name}`, () => renderer(report))) });
}
outputs.push({ file: 'snapshot.json', ...contentOf(snapshot) });
await timed('write', () => new OutputFolder(out).prepare().writeRun(outputs, {}));
