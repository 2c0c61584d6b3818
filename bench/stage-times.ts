/**
 * Seconds of each stage of `evaluate` in one process on one thread, as JSON lines in their order: a stage that breaks ends
 * the list, and those before it count.
 *
 *   npx node bench/stage-times.ts snapshot.json OUT
 */
import { loadAttestations, loadConfig, loadWaivers } from '../src/config/load.ts';
import { parameterSchemas, parameterValues } from '../src/evaluate/catalogue.ts';
import { type Evaluated, evaluate } from '../src/evaluate/evaluate.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import type { Output } from '../src/integrity/output.ts';
import { OutputFolder } from '../src/integrity/output-folder.ts';
import { inventory } from '../src/inventory/inventory.ts';
import { noKeyPast } from '../src/inventory/key-past.ts';
import { FORMAT_NAMES, FORMATS } from '../src/render/index.ts';
import { buildReport } from '../src/report/build.ts';
import { type SubjectReport, subjectReporter } from '../src/report/reported-subject.ts';
import { digest, readSnapshot, serialize } from '../src/snapshot/file.ts';
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
const { documents, scope } = subjects(found, noKeyPast, config, parameters);

// the three go hand in hand, a subject at a time
const spent = { subjects: 0, evaluate: 0, reported: 0 };
function* counted(): Generator<Subject> {
  const rest = documents[Symbol.iterator]();
  for (;;) {
    const begun = now();
    const { value, done } = rest.next();
    spent.subjects += now() - begun;
    if (done === true) return;
    yield value;
  }
}
const locate = () => null;
const reported = subjectReporter(catalogue, found.organization.id, locate);
const reports: SubjectReport[] = [];
const begun = now();
for await (const evaluated of evaluate(policy, counted(), 1)) keep(evaluated);
spent.evaluate = now() - begun - spent.subjects - spent.reported;
for (const [stage, took] of Object.entries(spent)) say(stage, took);

function keep(evaluated: Evaluated): void {
  const from = now();
  reports.push(reported(evaluated));
  spent.reported += now() - from;
}

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
    reports,
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
outputs.push({ file: 'snapshot.json', content: await timed('render snapshot', () => serialize(snapshot)) });
await timed('write', () => new OutputFolder(out).prepare().writeRun(outputs, {}));
