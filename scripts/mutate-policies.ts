/**
 * Makes each small change to the policies that could be a mistake, and checks that a test notices it.
 *
 *   npx node scripts/mutate-policies.ts [--source DIR] [--rules] [--only PART-OF-A-PATH] [--explained FILE]
 *
 * Fails where a mutant survives without an explanation, where an explanation no longer applies, and below 95 percent.
 */
import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import pLimit from 'p-limit';
import { parse } from 'yaml';
import { type Mutant, mutantsOf } from './mutants.ts';

const OPA = process.env.OPA ?? 'opa';
const LOWEST_SCORE = 0.95;
const run = promisify(execFile);

/** Why no test can notice a mutant: it is equivalent. */
type Explanation = { file: string; before: string; after: string; why: string };
type Tried = Mutant & { file: string };
type Verdict = 'killed' | 'survived' | 'invalid';

type Outcome = { code: number; stdout: string; stderr: string };

async function opa(args: string[], cwd: string): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(OPA, args, { cwd, maxBuffer: 1 << 28 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}

async function mutantsIn(source: string, file: string): Promise<Tried[]> {
  const { stdout } = await opa(['parse', '--format', 'json', '--json-include', 'locations', file], source);
  const { rules = [] } = JSON.parse(stdout) as { rules?: unknown[] };
  return mutantsOf(readFileSync(join(source, file), 'utf8'), rules).map((mutant) => ({ ...mutant, file }));
}

/** A copy of the policies in which mutants are tried. */
class Bench {
  readonly #source: string;
  readonly #copy = mkdtempSync(join(tmpdir(), 'byok-mutants-'));

  constructor(source: string) {
    this.#source = source;
    cpSync(source, this.#copy, { recursive: true, filter: (path) => !/\.(wasm|json|yaml)$/.test(path) });
  }

  /**
   * Tries mutants of different rules at once: each rule's tests evaluate that rule alone, so a failing test shows whose
   * mutant it noticed. A mutant of shared code is tried alone.
   */
  async try(mutants: readonly Tried[]): Promise<Verdict[]> {
    for (const { file, source } of mutants) writeFileSync(join(this.#copy, file), source);
    try {
      const compiled = await opa(['check', '--strict', '.'], this.#copy);
      if (compiled.code !== 0) {
        if (mutants.length === 1) return ['invalid'];
        this.#restore(mutants);
        const half = Math.ceil(mutants.length / 2);
        return [...(await this.try(mutants.slice(0, half))), ...(await this.try(mutants.slice(half)))];
      }
      const tested = await opa(['test', '--format', 'json', '.'], this.#copy);
      // a test that aborts the whole run noticed a mutant; with several mutants it is not known which
      const results =
        tested.stdout.trim() === ''
          ? null
          : (JSON.parse(tested.stdout) as { package: string; fail?: boolean; error?: unknown }[]);
      if (results === null && mutants.length > 1) {
        this.#restore(mutants);
        const verdicts: Verdict[] = [];
        for (const mutant of mutants) verdicts.push(...(await this.try([mutant])));
        return verdicts;
      }
      const failed = (results ?? []).filter(({ fail, error }) => fail === true || error !== undefined);
      return mutants.map(({ file }) => {
        const own = testsOf(file);
        const noticed = results === null || failed.some((test) => own === null || test.package === own);
        return noticed ? 'killed' : 'survived';
      });
    } finally {
      this.#restore(mutants);
    }
  }

  #restore(mutants: readonly Tried[]): void {
    for (const { file } of mutants) cpSync(join(this.#source, file), join(this.#copy, file));
  }

  close(): void {
    rmSync(this.#copy, { recursive: true, force: true });
  }
}

/** The package that tests a rule; null for shared code, which any test may cover. */
function testsOf(file: string): string | null {
  const [, type, rule] = /^rules\/([^/]+)\/([^/]+)\//.exec(file) ?? [];
  return rule === undefined ? null : `data.rules.${type}.${rule}_test`;
}

/** Batches of one mutant of each rule; a batch of its own for each mutant of shared code. */
function batches(mutants: readonly Tried[]): Tried[][] {
  const files = Map.groupBy(mutants, ({ file }) => file);
  const rules = [...files].filter(([file]) => testsOf(file) !== null).map(([, list]) => list);
  const most = Math.max(0, ...rules.map(({ length }) => length));
  const together = Array.from({ length: most }, (_, index) => rules.flatMap((list) => list[index] ?? []));
  return [...together, ...mutants.filter(({ file }) => testsOf(file) === null).map((mutant) => [mutant])];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: 'string' },
      /** Rules only, without shared code. */
      rules: { type: 'boolean', default: false },
      only: { type: 'string' },
      explained: { type: 'string' },
    },
  });
  const source = resolve(values.source ?? fileURLToPath(new URL('../policies/', import.meta.url)));
  const explained = values.explained ?? fileURLToPath(new URL('../test/policies/equivalent-mutants.yaml', import.meta.url));
  const explanations = values.only === undefined ? ((parse(readFileSync(explained, 'utf8')) ?? []) as Explanation[]) : [];
  const shared = values.rules ? [] : ['main/*.rego', 'lib/*/*.rego'];
  const files = globSync([...shared, 'rules/*/*/*.rego'], { cwd: source })
    .filter((file) => !file.endsWith('_test.rego') && file.includes(values.only ?? ''))
    .sort();
  const mutants = (await Promise.all(files.map((file) => mutantsIn(source, file)))).flat();

  const limit = pLimit(availableParallelism());
  const idle: Bench[] = [];
  const verdicts = new Map<Tried, Verdict>();
  const all = batches(mutants);
  await Promise.all(
    all.map((batch) =>
      limit(async () => {
        const bench = idle.pop() ?? new Bench(source);
        const results = await bench.try(batch);
        batch.forEach((mutant, index) => {
          verdicts.set(mutant, results[index] ?? 'invalid');
        });
        idle.push(bench);
        if (process.stderr.isTTY) process.stderr.write(`\r${verdicts.size} of ${mutants.length} mutants`);
      }),
    ),
  );
  for (const bench of idle) bench.close();
  report(mutants, verdicts, explanations);
}

function report(mutants: readonly Tried[], verdicts: ReadonlyMap<Tried, Verdict>, explanations: readonly Explanation[]): void {
  const of = (verdict: Verdict) => mutants.filter((mutant) => verdicts.get(mutant) === verdict);
  const [killed, survived, invalid] = [of('killed'), of('survived'), of('invalid')];
  const explains = (mutant: Tried) => (one: Explanation) =>
    one.file === mutant.file && one.before === mutant.before && one.after === mutant.after;
  const open = survived.filter((mutant) => !explanations.some(explains(mutant)));
  const stale = explanations.filter((one) => !survived.some((mutant) => explains(mutant)(one)));
  for (const [file, list] of Map.groupBy(
    mutants.filter((mutant) => verdicts.get(mutant) !== 'invalid'),
    ({ file }) => file,
  )) {
    console.log(`${file}: ${list.filter((mutant) => verdicts.get(mutant) === 'killed').length} of ${list.length} killed`);
  }
  for (const { file, row, before, after } of open) console.log(`SURVIVED ${file}:${row}\n  - ${before}\n  + ${after}`);
  for (const { file, before } of stale) console.log(`STALE explanation: ${file}: ${before}`);
  const score = killed.length / Math.max(1, killed.length + survived.length);
  console.log(
    `${killed.length} of ${killed.length + survived.length} mutants killed (${(score * 100).toFixed(1)} percent), ` +
      `${survived.length - open.length} survivors explained, ${open.length} not; ${invalid.length} did not compile`,
  );
  if (killed.length === 0 || open.length > 0 || stale.length > 0 || score < LOWEST_SCORE) process.exitCode = 1;
}

await main();
