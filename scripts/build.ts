import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { loadPolicy } from '../src/evaluate/policy.ts';

// Bundles the sources into dist, or into the folder after --out: finding and reading 800 small files was half of the start
// of a command. What package.json calls a dependency is installed beside the bundle; all else that the sources import
// becomes part of it, with its licence.
const ROOT = join(import.meta.dirname, '..');
const DEPENDENCIES = Object.keys(manifest.dependencies);

/** Licences that allow to pass the code on if its notice goes with it. */
const PERMISSIVE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

/** The folder of the package that a module is from; null for our own. */
function packageOf(module: string): string | null {
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1] ?? null;
}

/** The name, licence and notices of a package that is passed on. @throws Error where they cannot be given */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  if (typeof license !== 'string' || !PERMISSIVE.includes(license))
    throw new Error(`${name}: its licence, ${license}, is none of ${PERMISSIVE.join(', ')}. Make it a dependency.`);
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
  if (texts.length === 0) throw new Error(`${name}: no licence text in ${folder}. Make it a dependency.`);
  return [`${name} ${version} (${license})`, ...texts.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim())].join(
    '\n\n',
  );
}

/** Puts a file with the notices of all packages beside the code that has parts of them. */
const notices: Plugin = {
  name: 'notices',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((output): output is OutputChunk => output.type === 'chunk');
    const packages = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.map(packageOf)));
    const texts = [...packages].filter((folder) => folder !== null).map(noticeOf);
    const source = ['byok-audit has parts of these packages:', ...texts.sort()].join(`\n\n${'-'.repeat(80)}\n\n`);
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: `${source}\n` });
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
  plugins: [checkedPolicy, noPrograms, notices],
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
      { name: 'command-line', test: /src\/(?:cli\/run|threads)\.ts$/, priority: 3 },
      { name: 'rules', test: /src\/cli\/rules\.ts$/, priority: 2 },
      // of the threads; their own module does its work as it is loaded, and stays apart
      { name: 'door', test: /src\/evaluate\/door\.ts$/, priority: 1 },
      { name: 'evaluation', test: /src\/cli\/(?:scan|collect|evaluate)\.ts$/, priority: 0 },
    ],
  },
});
