import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { loadPolicy } from '../src/evaluate/policy.ts';
import { BUNDLED, PERMISSIVE } from './passed-on.ts';

// Bundles the sources into dist, or into the folder after --out: finding and reading 800 small files was half of the start
// of a command. What package.json calls a dependency is installed beside the bundle; all else that the sources import
// becomes part of it, with its licence.
const ROOT = join(import.meta.dirname, '..');
const DEPENDENCIES = Object.keys(manifest.dependencies);
/** What src/terraform/grammar.ts reads from beside the code, and no module imports. */
const WASM = ['web-tree-sitter/web-tree-sitter.wasm', '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm'].map((name) =>
  join(ROOT, 'node_modules', name),
);

/** The folder of the package that a module is from; null for our own. */
function packageOf(module: string): string | null {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1] ?? null;
}

/** A package that is passed on, with its notices. @throws Error where they cannot be given */
function passedOn(folder: string): { ref: string; notice: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  if (typeof license !== 'string' || !PERMISSIVE.includes(license))
    throw new Error(`${name}: its licence, ${license}, is none of ${PERMISSIVE.join(', ')}. Make it a dependency.`);
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
  if (texts.length === 0) throw new Error(`${name}: no licence text in ${folder}. Make it a dependency.`);
  const parts = [
    `${name} ${version} (${license})`,
    ...texts.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim()),
  ];
  return { ref: `${name}@${version}`, notice: parts.join('\n\n') };
}

/** Puts beside the code the notices of all packages that it has parts of, and the list of these for the bill of materials. */
const packages: Plugin = {
  name: 'packages',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((output): output is OutputChunk => output.type === 'chunk');
    const folders = new Set([...WASM, ...chunks.flatMap(({ moduleIds }) => moduleIds)].map(packageOf));
    const all = [...folders].filter((folder) => folder !== null).map(passedOn);
    const notices = all.map(({ notice }) => notice).sort();
    const source = ['byok-audit has parts of these packages:', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`);
    for (const file of WASM) this.emitFile({ type: 'asset', fileName: basename(file), source: readFileSync(file) });
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: `${source}\n` });
    this.emitFile({ type: 'asset', fileName: BUNDLED, source: `${JSON.stringify(all.map(({ ref }) => ref).sort(), null, 2)}\n` });
  },
};

/** Commander can start programs as its commands, for which it loads all of Node's child_process. None of ours is one. */
const noPrograms: Plugin = {
  name: 'no-programs',
  resolveId: (source, importer) =>
    source === 'node:child_process' && importer !== undefined && packageOf(importer)?.endsWith('/commander')
      ? '\0no-programs'
      : null,
  load: (id) => (id === '\0no-programs' ? 'export default {}' : null),
};

/** Says which policy was checked, now. */
const checkedPolicy: Plugin = {
  name: 'checked-policy',
  load: (id) =>
    id === join(ROOT, 'src/evaluate/checked-policy.ts') ? `export const CHECKED = ${JSON.stringify(loadPolicy().digest)}` : null,
};

const { values } = parseArgs({ options: { out: { type: 'string', default: join(ROOT, 'dist') } } });
const bundle = await rolldown({
  cwd: ROOT,
  input: {
    main: 'src/cli/main.ts',
    worker: 'src/pipeline/worker.ts',
    'policy-thread': 'src/evaluate/policy-thread.ts',
    'command-thread': 'src/cli/command-thread.ts',
  },
  platform: 'node',
  // its CommonJS loads its parts in a way that cannot be followed
  resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
  external: (id) => DEPENDENCIES.some((name) => id === name || id.startsWith(`${name}/`)),
  // CommonJS knows the file that it is in by another name
  transform: { define: { __filename: 'import.meta.filename' } },
  plugins: [checkedPolicy, noPrograms, packages],
  onLog(level, log, say) {
    // the parser evaluates what a grammar brings along as JavaScript; ours brings none
    if (log.code !== 'EVAL' || packageOf(log.id ?? '')?.endsWith('/web-tree-sitter') !== true) say(level, log);
  },
});
await bundle.write({
  // all in one folder, as deep as src/cli: files of the package are found from where the code is, and the worker beside it
  dir: resolve(values.out, 'cli'),
  cleanDir: true,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  // a file with all that is loaded together, not one for each way in which modules are shared; what two need is with the first
  codeSplitting: {
    groups: [
      // the session is loaded before the command is known
      { name: 'command-line', test: /src\/(?:cli\/(?:run|session)|threads)\.ts$/, priority: 3 },
      { name: 'rules', test: /src\/cli\/rules\.ts$/, priority: 2 },
      // of the threads; their own module does its work as it is loaded, and stays apart
      { name: 'door', test: /src\/evaluate\/door\.ts$/, priority: 1 },
      { name: 'evaluation', test: /src\/cli\/(?:scan|collect|evaluate)\.ts$/, priority: 0 },
    ],
  },
});
// npm makes it executable as it links the command; built again, it would not be
chmodSync(resolve(values.out, 'cli/main.js'), 0o755);
