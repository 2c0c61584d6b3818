import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { emptyFolder, workplace } from '../cli/command.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { buildingBase, runningBase } from './bases.ts';

const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65532;
const folder = emptyFolder();
const store = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];

const buildah = (...args: string[]): string =>
  execFileSync('buildah', [...store, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BUILDAH_ISOLATION: 'chroot' },
  }).trim();

/** Makes an image of a folder. */
function image(name: string, root: string): string {
  const container = buildah('from', 'scratch');
  buildah('add', '--quiet', container, root, '/');
  buildah(
    'config',
    '--env',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    '--env',
    'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt',
    container,
  );
  buildah('commit', '--quiet', '--rm', container, `localhost/${name}`);
  rmSync(root, { recursive: true });
  return `localhost/${name}`;
}

type Config = { Entrypoint: string[]; Cmd: string[]; User: string; WorkingDir: string };

let clouds: Clouds;
let config: Config;
let root: string;

beforeAll(async () => {
  clouds = await startClouds(join(FIXTURES, 'demo'));
  const [building, running] = [
    image('building', buildingBase(join(folder, 'building'))),
    image('running', runningBase(join(folder, 'running'))),
  ];
  buildah(
    'bud',
    '--network',
    'host',
    '--build-arg',
    `BUILD_IMAGE=${building}`,
    '--build-arg',
    `RUN_IMAGE=${running}`,
    '--tag',
    'localhost/audit',
    '.',
  );
  config = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/audit')).Docker.config;
  root = buildah('mount', buildah('from', 'localhost/audit'));
}, 540_000);

afterAll(async () => {
  await clouds.close();
  buildah('rm', '--all');
  rmSync(folder, { recursive: true });
});

/** Runs it as a container engine does that has been told `--read-only`; as nobody, without a capability, in the mount if there is one. */
async function run(args: string[], mount: string | null, env: Record<string, string> = {}) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const given = [root, config.WorkingDir, mount ?? '', ...variables, '--', ...config.Entrypoint, ...args];
  const child = spawn('unshare', ['--mount', join(import.meta.dirname, 'run-as-nobody.sh'), ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => (said[name] += chunk.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code, ...said };
}

/** A folder that nobody may write to, with the configuration of the demo. */
function mounted(): string {
  const home = workplace('demo', clouds);
  for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(FIXTURES, 'demo', file), join(home, file));
  chmodSync(home, 0o755);
  chownSync(home, NOBODY, NOBODY);
  return home;
}

test('the image starts as nobody, and has neither a shell, nor sources, nor what only the build needs', () => {
  expect(config.User).toBe(`${NOBODY}:${NOBODY}`);
  expect(readdirSync(join(root, 'app')).sort()).toEqual(['LICENSE', 'dist', 'docs', 'node_modules', 'package.json', 'policies']);
  for (const path of [
    'bin/sh',
    'src',
    'app/node_modules/typescript',
    'app/node_modules/rolldown',
    'app/node_modules/node',
    'root/.npmrc',
  ])
    expect(existsSync(join(root, path)), path).toBe(false);
});

test('it scans on a read-only file system, and writes below the mount only', async () => {
  const home = mounted();
  const { code, stdout, stderr } = await run(['scan'], home, clouds.env);
  expect(code, stderr).toBe(1);
  expect(stdout).toContain('FAIL');
  expect(readdirSync(home).sort()).toEqual([
    'attestations.yaml',
    'byok-audit-report',
    'byok-audit.db',
    'byok-audit.yaml',
    'waivers.yaml',
  ]);
  expect(readdirSync(join(home, 'byok-audit-report'))).toContain('report.html');
  expect(statSync(join(home, 'byok-audit-report/report.json')).uid).toBe(NOBODY);
  // again: it knows the scan of before
  expect((await run(['scan', '--quiet'], home, clouds.env)).code).toBe(1);
  expect(JSON.parse(readFileSync(join(home, 'byok-audit-report/report.json'), 'utf8')).history.scans).toBe(1);
});

test('without a mount, or with one that it may not write to, it says so before it asks anybody', async () => {
  const asked = clouds.requests.length;
  const bare = await run(['scan'], null, clouds.env);
  expect([bare.code, bare.stderr]).toEqual([73, expect.stringContaining('byok-audit-report')]);
  const foreign = mounted();
  chownSync(foreign, 0, 0);
  const refused = await run(['scan'], foreign, clouds.env);
  expect([refused.code, refused.stderr]).toEqual([73, expect.stringContaining('byok-audit-report')]);
  expect(clouds.requests.length).toBe(asked);
});

test('without arguments it says what it can do', async () => {
  const { code, stdout } = await run(config.Cmd, null);
  expect([code, stdout]).toEqual([0, expect.stringContaining('byok-audit [options] [command]')]);
});
