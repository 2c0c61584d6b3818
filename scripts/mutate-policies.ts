/**
 * Makes each small change to the policies that could be a mistake, and checks that a test notices it.
 *
 *   npx node scripts/mutate-policies.ts [--source DIR] [--rules] [--only PART-OF-A-PATH] [--explained FILE]
 *
 * Fails where a mutant survives without an explanation, where an explanation explains more or fewer than it says, and below 95 percent.
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
/** What every rule and its tests use. */
const SHARED = ['main', 'lib'];
const run = promisify(execFile);

/** Why no test can notice a mutant: it is equivalent. `lines`: how many lines of the file it holds for, by default one. */
type Explanation = { file: string; before: string; after: string; why: string; lines?: number };
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

/** The folders beside the shared code that a mutant is tried with, narrowest first: a wider one asks tests that may notice more. */
function scopesOf(file: string): string[][] {
  const [, rule] = /^(rules\/[^/]+\/[^/]+)\//.exec(file) ?? [];
  return rule === undefined ? [[], ['rules']] : [[rule]];
}

/** The first that notices; a mutant that no test of the widest scope notices survived. */
async function tried(mutant: Tried, policies: string): Promise<Verdict> {
  for (const scope of scopesOf(mutant.file)) {
    const verdict = await triedIn(scope, mutant, policies);
    if (verdict !== 'survived') return verdict;
  }
  return 'survived';
}

/** In a copy of its own, with no more of the policies than its tests need: compiling the others takes ten times as long. */
async function triedIn(scope: readonly string[], { file, source }: Tried, policies: string): Promise<Verdict> {
  const copy = mkdtempSync(join(tmpdir(), 'byok-mutant-'));
  try {
    for (const folder of [...SHARED, ...scope])
      cpSync(join(policies, folder), join(copy, folder), {
        recursive: true,
        filter: (path) => !/\.(wasm|json|yaml)$/.test(path),
      });
    writeFileSync(join(copy, file), source);
    if ((await opa(['check', '--strict', '.'], copy)).code !== 0) return 'invalid';
    return (await opa(['test', '.'], copy)).code === 0 ? 'survived' : 'killed';
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
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
  const shared = values.rules ? [] : SHARED.map((folder) => `${folder}/**/*.rego`);
  const files = globSync([...shared, 'rules/*/*/*.rego'], { cwd: source })
    .filter((file) => !file.endsWith('_test.rego') && file.includes(values.only ?? ''))
    .sort();
  const mutants = (await Promise.all(files.map((file) => mutantsIn(source, file)))).flat();

  const limit = pLimit(availableParallelism());
  const verdicts = new Map<Tried, Verdict>();
  await Promise.all(
    mutants.map((mutant) =>
      limit(async () => {
        verdicts.set(mutant, await tried(mutant, source));
        if (process.stderr.isTTY) process.stderr.write(`\r${verdicts.size} of ${mutants.length} mutants`);
      }),
    ),
  );
  report(mutants, verdicts, explanations);
}

function report(mutants: readonly Tried[], verdicts: ReadonlyMap<Tried, Verdict>, explanations: readonly Explanation[]): void {
  const of = (verdict: Verdict) => mutants.filter((mutant) => verdicts.get(mutant) === verdict);
  const [killed, survived, invalid] = [of('killed'), of('survived'), of('invalid')];
  const explains = (mutant: Tried) => (one: Explanation) =>
    one.file === mutant.file && one.before === mutant.before && one.after === mutant.after;
  const open = survived.filter((mutant) => !explanations.some(explains(mutant)));
  // one that held for more lines than it was written for would hide what no test covers
  const wrong = explanations.flatMap((one) => {
    const { length } = survived.filter((mutant) => explains(mutant)(one));
    return length === (one.lines ?? 1) ? [] : [{ ...one, length }];
  });
  for (const [file, list] of Map.groupBy(
    mutants.filter((mutant) => verdicts.get(mutant) !== 'invalid'),
    ({ file }) => file,
  )) {
    console.log(`${file}: ${list.filter((mutant) => verdicts.get(mutant) === 'killed').length} of ${list.length} killed`);
  }
  for (const { file, row, before, after } of open) console.log(`SURVIVED ${file}:${row}\n  - ${before}\n  + ${after}`);
  for (const { file, before, lines = 1, length } of wrong)
    console.log(`EXPLANATION of ${lines} survivors that explains ${length}: ${file}: ${before}`);
  const score = killed.length / Math.max(1, killed.length + survived.length);
  console.log(
    `${killed.length} of ${killed.length + survived.length} mutants killed (${(score * 100).toFixed(1)} percent), ` +
      `${survived.length - open.length} survivors explained, ${open.length} not; ${invalid.length} did not compile`,
  );
  if (killed.length === 0 || open.length > 0 || wrong.length > 0 || score < LOWEST_SCORE) process.exitCode = 1;
}

await main();
