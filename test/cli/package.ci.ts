import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import manifest from '../../package.json' with { type: 'json' };
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { expectedOf, FIXTURES, scanned } from '../end-to-end/scenario.ts';
import { emptyFolder, workplace } from './command.ts';

const ROOT = join(import.meta.dirname, '../..');
const installed = emptyFolder();
const script = join(installed, manifest.bin['byok-audit']);

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts'), '--out', join(installed, 'dist')]);
  // what npm packs, and of the packages only the dependencies beside it: all others are in the bundle
  const packed = manifest.files.filter((name) => !/^!|^dist$/.test(name)).flatMap((name) => globSync(name, { cwd: ROOT }));
  for (const file of ['package.json', ...packed]) cpSync(join(ROOT, file), join(installed, file), { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(installed, 'node_modules', name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(installed, 'node_modules', name));
  }
});

test('the built package evaluates a snapshot with threads, and gives the same verdicts as the sources', async () => {
  const home = emptyFolder();
  const { snapshot, report } = await scanned('clean-aws');
  writeFileSync(join(home, 'snapshot.json'), serialize(snapshot));
  const args = ['evaluate', 'snapshot.json', '--workers', '2', '--quiet', '--no-history'];
  execFileSync(process.execPath, [script, ...args], { cwd: home, stdio: 'inherit' });
  expect(outcomesIn(readReport('byok-audit-report/report.json', { directory: home }))).toEqual(outcomesIn(report));
});

test('the built package reads Terraform with the grammar that is packed, and a scan without Terraform loads none of it', async () => {
  const home = emptyFolder();
  const { snapshot, report } = await scanned('clean-aws');
  const cluster = report.subjects.find(({ type }) => type === 'cluster');
  writeFileSync(join(home, 'snapshot.json'), serialize(snapshot));
  const evaluate = ['evaluate', 'snapshot.json', '--quiet', '--no-history'];
  const loads = (): boolean => {
    const { stderr } = spawnSync(process.execPath, ['--import', PRINT_LOADED, script, ...evaluate], {
      cwd: home,
      encoding: 'utf8',
    });
    return /\/hcl-[\w-]+\.js/.test(stderr);
  };
  expect(loads()).toBe(false);
  mkdirSync(join(home, '.git'));
  writeFileSync(join(home, 'byok-audit.yaml'), 'version: 1\nlocations: {terraform: [main.tf]}\n');
  writeFileSync(
    join(home, 'main.tf'),
    `import {\n  to = confluent_kafka_cluster.a\n  id = "${cluster?.id}"\n}\nresource "confluent_kafka_cluster" "a" {}\n`,
  );
  expect(loads()).toBe(true);
  const { subjects } = readReport('byok-audit-report/report.json', { directory: home });
  expect(subjects.find(({ id }) => id === cluster?.id)?.location).toMatchObject({
    uri: 'main.tf',
    start_line: 5,
    source: 'terraform',
  });
});

test('the built package scans all clouds, keeps a history, and gives the same verdicts as the sources', async () => {
  const clouds = await startClouds(join(FIXTURES, 'demo'));
  const home = workplace('demo', clouds);
  for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(FIXTURES, 'demo', file), join(home, file));
  const args = ['scan', '--as-of', expectedOf('demo').as_of, '--quiet'];
  const child = spawn(process.execPath, [script, ...args, '--history', 'history.db'], {
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOME: home, ...clouds.env },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  await clouds.close();
  expect(code).toBe(expectedOf('demo').exit);
  const { report } = await scanned('demo');
  expect(outcomesIn(readReport('byok-audit-report/report.json', { directory: home }))).toEqual(outcomesIn(report));
  const listed = execFileSync(process.execPath, [script, 'history', 'list', '--history', 'history.db'], { cwd: home });
  expect(String(listed)).toContain(report.organization.id);
});

const PRINT_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error(url); return next(url, context); } });
`)}`;

/** In bytes. */
function loadedBy(...args: string[]): number {
  const { stderr } = spawnSync(process.execPath, ['--import', PRINT_LOADED, script, ...args], { encoding: 'utf8' });
  const files = stderr.trim().split('\n');
  expect(files.length).toBeGreaterThan(1);
  return files.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
}

test('a help and the list of rules load a small part of the package', () => {
  const folder = dirname(script);
  const all = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  expect(loadedBy('--help') / all).toBeLessThan(1 / 8);
  expect(loadedBy('rules') / all).toBeLessThan(1 / 8);
});

test('a policy that is not, byte for byte, the one that was checked when the package was built is checked', () => {
  const home = emptyFolder();
  cpSync(join(installed, 'policies'), home, { recursive: true });
  const rules = () => spawnSync(process.execPath, [script, 'rules', '--policy', home], { encoding: 'utf8' });
  const { status, stdout } = rules();
  expect([status, stdout]).toEqual([0, execFileSync(process.execPath, [script, 'rules'], { encoding: 'utf8' })]);
  const file = join(home, 'catalogue.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"severity": "high"', '"severity": "sour"'));
  expect(rules()).toMatchObject({
    status: 65,
    stdout: '',
    stderr: expect.stringMatching(/severity: expected one of .*got "sour"/),
  });
});

test('the notices of the packages in the bundle are packed with it', () => {
  const notices = readFileSync(join(dirname(script), 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toMatch(/^yaml \d+\.\d+\.\d+ \(ISC\)\n\nCopyright Eemeli Aro/m);
  for (const name of ['ajv', 'commander', 'kysely', 'typebox']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

const outcomesIn = ({ verdicts }: Report): string[] =>
  verdicts.map(({ rule, subject, status }) => `${rule} ${subject.id}: ${status}`);
