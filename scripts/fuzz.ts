/**
 * Tries generated cases of each target, and shows how many were accepted and refused.
 *
 *   npm run fuzz -- [--only NAME,...] [--cases N] [--seed N] [--path PATH]
 *
 * A case that does not hold is made as small as it can be and printed, with what repeats it (`--seed`, `--path`), and
 * written to a file in the temporary directory: what it shows is kept in test/fuzz/corpus, where every test run tries it. A
 * case that does not end is given up after a minute, and reported with its number.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Options, Run } from '../test/fuzz/target.ts';

const FOUND = join(tmpdir(), 'byok-audit-fuzz-found');
/** In milliseconds. */
const [WATCHED, HANGS, SHOWN] = [1000, 60_000, 10_000];

type Task = Options & { name: string; count: SharedArrayBuffer };

if (isMainThread) await main();
else await inThread(workerData as Task);

/** A thread runs one target, so that another can end it. */
async function inThread({ name, count, ...options }: Task): Promise<void> {
  const { TARGETS } = await import('../test/fuzz/targets.ts');
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  const begun = new Int32Array(count);
  parentPort?.postMessage(await target.run({ ...options, onCase: (cases) => Atomics.store(begun, 0, cases) }));
  // a browser, or a history, would keep it
  process.exit();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
      path: { type: 'string' },
    },
  });
  const { TARGETS } = await import('../test/fuzz/targets.ts');
  const names = values.only?.split(',') ?? TARGETS.map(({ name }) => name);
  const [cases, seed] = [Number(values.cases), Number(values.seed)];
  console.log(`seed ${seed}\n\n| target | cases | accepted | refused | slowest case | seconds |\n|---|---|---|---|---|---|`);
  for (const name of names) {
    const started = performance.now();
    const run = await watched({ name, cases, seed, path: values.path });
    const seconds = Math.round((performance.now() - started) / 1000);
    if (typeof run === 'string') {
      process.exitCode = 1;
      console.log(`| ${name} | ${run} |`);
      continue;
    }
    const { accepted, refused, slowest, failure } = run;
    console.log(`| ${name} | ${run.cases} | ${accepted} | ${refused} | ${Math.ceil(slowest)} ms | ${seconds} |`);
    if (failure === null) continue;
    process.exitCode = 1;
    mkdirSync(FOUND, { recursive: true });
    const extension = TARGETS.find((one) => one.name === name)?.extension;
    const file = join(FOUND, `${name}-${seed}-${failure.path.replaceAll(':', '-').slice(0, 60)}.${extension}`);
    writeFileSync(file, failure.file);
    console.log(`\nA case does not hold: npm run fuzz -- --only ${name} --seed ${seed} --path ${failure.path}`);
    console.log(`It is in ${file}.\n${failure.error}\n`);
  }
}

/** Runs a target in a thread. @returns what came of it; in words where it hangs or breaks */
function watched({ name, ...options }: Options & { name: string }): Promise<Run | string> {
  const count = new SharedArrayBuffer(4);
  const begun = new Int32Array(count);
  const worker = new Worker(new URL(import.meta.url), { workerData: { name, count, ...options } });
  let [last, since, shown] = [0, performance.now(), performance.now()];
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const [now, cases] = [performance.now(), Atomics.load(begun, 0)];
      if (cases !== last) [last, since] = [cases, now];
      if (now - shown > SHOWN) {
        shown = now;
        console.error(`${name}: ${cases} of ${options.cases} cases`);
      }
      if (now - since < HANGS) return;
      end(`case ${cases} does not end: npm run fuzz -- --only ${name} --seed ${options.seed} --path ${cases - 1}`);
      void worker.terminate();
    }, WATCHED);
    const end = (run: Run | string) => {
      clearInterval(timer);
      resolve(run);
    };
    worker.once('message', end);
    worker.once('error', (error) => end(error.stack ?? error.message));
    worker.once('exit', (code) => end(`the thread ended with ${code}`));
  });
}
