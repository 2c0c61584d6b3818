/**
 * Compiles the policies to WASM and writes what the program needs of them: `policy.wasm`, `catalogue.json` and, for
 * editors and OPA's own commands, `capabilities.json`.
 *
 *   npx node scripts/build-policy.ts [--source DIR] [--out DIR] [--check]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Catalogue } from '../src/evaluate/catalogue.ts';
import { SUBJECT_TYPES } from '../src/subjects/schema.ts';
import { checklistOf, checkReferences } from './checklists.ts';
import { frameworksOf } from './frameworks.ts';
import type { Module } from './rule-decides.ts';
import { type Inspected, rulesOf } from './rule-metadata.ts';
import { REGO_FEATURES, WASM_BUILTINS } from './wasm-builtins.ts';

const OPA_VERSION = '1.22.2';
const POLICIES = fileURLToPath(new URL('../policies/', import.meta.url));

type Opa = (args: string[], cwd?: string) => Buffer;

/** `$OPA`, or the one on PATH, or the one that `go install` put in place. @throws Error where none has the required version */
function findOpa(): Opa {
  const candidates = process.env.OPA === undefined ? ['opa', join(goPath(), 'bin', 'opa')] : [process.env.OPA];
  const versions = candidates.map((file) => ({ file, version: versionOf(file) }));
  const fitting = versions.find(({ version }) => version === OPA_VERSION);
  if (fitting !== undefined) return (args, cwd) => run(fitting.file, args, cwd);
  const seen = versions
    .map(({ file, version }) => `${file} ${version === undefined ? 'cannot be run as OPA' : `is ${version}`}`)
    .join(', ');
  throw new Error(
    `OPA ${OPA_VERSION} is required, since other versions compile to different bytes; found: ${seen}. Install it with: CGO_ENABLED=0 go install github.com/open-policy-agent/opa@v${OPA_VERSION}`,
  );
}

const versionOf = (file: string): string | undefined =>
  /^Version: (\S+)/m.exec(attempt(() => run(file, ['version']).toString()) ?? '')?.[1];

const goPath = (): string => attempt(() => run('go', ['env', 'GOPATH']).toString().trim()) ?? join(process.env.HOME ?? '', 'go');

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function run(file: string, args: string[], cwd?: string): Buffer {
  try {
    return execFileSync(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (cause) {
    const { stderr, stdout } = cause as { stderr?: Buffer; stdout?: Buffer };
    const output = [stderr, stdout].map((text) => text?.toString().trim()).filter(Boolean);
    throw new Error(`${file} ${args[0]}: ${output.join('\n') || String(cause)}`, { cause });
  }
}

/** What rules may call. Anything else fails the build; in WASM it would fail the evaluation. */
function capabilities(opa: Opa): string {
  const { builtins } = JSON.parse(opa(['capabilities', '--current']).toString()) as { builtins: { name: string }[] };
  const allowed = WASM_BUILTINS.map((name) => {
    const builtin = builtins.find((one) => one.name === name);
    if (builtin === undefined) throw new Error(`scripts/wasm-builtins.ts: OPA ${OPA_VERSION} has no function ${name}`);
    return builtin;
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${JSON.stringify({ builtins: allowed, features: REGO_FEATURES }, null, 1)}\n`;
}

/** The files to write, by name. File names are compiled into the module, so OPA runs on a copy of the sources, in its folder. */
function build(source: string): Record<string, Buffer | string> {
  const opa = findOpa();
  const work = mkdtempSync(join(tmpdir(), 'byok-policy-'));
  try {
    const sources = join(work, 'sources');
    cpSync(source, sources, { recursive: true, filter: isPolicy });
    const allowed = join(work, 'capabilities.json');
    writeFileSync(allowed, capabilities(opa));
    const schemas = join(source, 'schema');
    opa(['check', '--strict', '--capabilities', allowed, ...(existsSync(schemas) ? ['--schema', schemas] : []), '.'], sources);
    const bundle = join(work, 'bundle.tar.gz');
    // a dispatcher of somebody's own need not answer for some rules only
    const main = readFileSync(join(sources, 'main/main.rego'), 'utf8');
    const named = [...SUBJECT_TYPES, ...(/^chosen\b/m.test(main) ? ['chosen'] : [])];
    const entrypoints = named.flatMap((name) => ['-e', `main/${name}`]);
    opa(['build', '-t', 'wasm', '--capabilities', allowed, ...entrypoints, '-o', bundle, '.'], sources);
    const wasm = run('tar', ['-xzOPf', bundle, '/policy.wasm']);
    const inspected = JSON.parse(opa(['inspect', '-a', '-f', 'json', '.'], sources).toString()) as Inspected;
    const parsed = (file: string) => JSON.parse(opa(['parse', '--format', 'json', file], sources).toString()) as Module;
    const rules = rulesOf(inspected, {
      text: (file) => readFileSync(join(sources, file), 'utf8'),
      parsed,
      libraries: globSync('lib/**/*.rego', { cwd: sources }).sort().map(parsed),
      reads: (name) => inputsOf(JSON.parse(opa(['deps', '-f', 'json', '-d', '.', name], sources).toString()) as Dependencies),
    });
    const checklists = yamlIn(source, 'checklists').map(({ file, text }) => checklistOf(file, text));
    checkReferences(checklists, rules);
    const catalogue: Catalogue = {
      schema_version: '1.0',
      opa_version: OPA_VERSION,
      policy_wasm_sha256: createHash('sha256').update(wasm).digest('hex'),
      rules,
      checklists,
      // a folder of policies need not have any
      frameworks: frameworksOf(yamlIn(source, 'frameworks'), rules),
    };
    return {
      'policy.wasm': wasm,
      // below a key of its own: OPA reads the file as data when run on this folder, and `rules` are the packages
      'catalogue.json': `${JSON.stringify({ catalogue }, null, 2)}\n`,
      'capabilities.json': readFileSync(allowed, 'utf8'),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** As `opa deps -f json` gives them: paths of documents, part by part. */
type Dependencies = { base?: { value: string }[][] };

/** What a package reads of its input, by dotted paths without `input` itself. */
const inputsOf = ({ base = [] }: Dependencies): string[] =>
  base
    .map((parts) => parts.map(({ value }) => value))
    .filter(([root]) => root === 'input')
    .map(([, ...path]) => path.join('.'));

const yamlIn = (source: string, folder: string): { file: string; text: string }[] =>
  globSync(`${folder}/*.yaml`, { cwd: source })
    .sort()
    .map((name) => join(source, name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

const isPolicy = (path: string): boolean =>
  statSync(path).isDirectory() || (path.endsWith('.rego') && !path.endsWith('_test.rego'));

function main(): void {
  const { values } = parseArgs({
    options: { source: { type: 'string' }, out: { type: 'string' }, check: { type: 'boolean', default: false } },
  });
  const source = resolve(values.source ?? POLICIES);
  const out = resolve(values.out ?? source);
  const files = Object.entries(build(source));
  if (!values.check) {
    for (const [name, content] of files) writeFileSync(join(out, name), content);
    return;
  }
  const stale = files.filter(([name, content]) => !attempt(() => readFileSync(join(out, name)))?.equals(Buffer.from(content)));
  if (stale.length > 0) {
    const names = stale.map(([name]) => name).join(', ');
    throw new Error(`out of date: ${names}. Build them again with: npm run policy`);
  }
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
