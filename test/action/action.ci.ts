import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { startGitHub } from '../../loopback/github/start.ts';
import { readReport } from '../../src/report/file.ts';
import { emptyFolder, workplace } from '../cli/command.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { LocalRunner, SCHEDULED } from './local-runner.ts';
import { failedStep, runnerCommands } from './runner-commands.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILD = 'Build byok-audit';
const runner = new LocalRunner(asCheckedOut());
const started: Clouds[] = [];
let demo: Clouds;

/** The folder of the action as the runner has it: what is in the repository, and nothing else. */
function asCheckedOut(): string {
  const folder = emptyFolder();
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  execFileSync('tar', ['-xf', '-', '-C', folder], {
    input: execFileSync('tar', ['-cf', '-', '--ignore-failed-read', '-T', '-'], { cwd: ROOT, input: files, maxBuffer: 2 ** 30 }),
  });
  return folder;
}

async function standIns(scenario: string): Promise<Clouds> {
  const clouds = await startClouds(join(FIXTURES, scenario));
  started.push(clouds);
  return clouds;
}

/** A checkout of the repository that has the configuration. */
function checkout(scenario: string, clouds: Clouds): string {
  const workspace = workplace(scenario, clouds);
  mkdirSync(join(workspace, '.git'));
  for (const file of ['waivers.yaml', 'attestations.yaml'])
    if (existsSync(join(FIXTURES, scenario, file))) copyFileSync(join(FIXTURES, scenario, file), join(workspace, file));
  return workspace;
}

/** An npm that writes down what it has in its environment, and is otherwise that of the machine. */
function watchedNpm(): { folder: string; seen: string } {
  const folder = emptyFolder();
  const seen = join(folder, 'environment');
  const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\nenv > '${seen}'\nexec '${npm}' "$@"\n`, { mode: 0o755 });
  return { folder, seen };
}

const without = { upload: 'false' };
const reportIn = (folder: string | undefined) => readReport('report.json', { directory: folder ?? '' });

beforeAll(async () => {
  demo = await standIns('demo');
});
afterAll(async () => {
  for (const clouds of started) await clouds.close();
});

test('a first run builds the command, scans, shows what it found, keeps the history, and ends as the scan did', async () => {
  const workspace = checkout('demo', demo);
  const { folder, seen } = watchedNpm();
  const env = { ...demo.env, PATH: `${folder}:${process.env.PATH}` };
  const first = await runner.job({ event: SCHEDULED, inputs: { ...without, artifact: 'audit' }, env, workspace });
  const told = readFileSync(seen, 'utf8');
  expect(told).toMatch(/^PATH=/m);
  expect(Object.values(demo.env).filter((value) => value.endsWith('not-real') && told.includes(value))).toEqual([]);
  expect(first.outputs['exit-code'], first.log).toBe('1');
  expect(first.code).toBe(1);
  expect(first.ran).toContain(BUILD);
  const report = reportIn(first.outputs.folder);
  expect(first.outputs).toMatchObject({
    failures: String(report.summary.by_state.fail),
    complete: String(report.summary.complete),
    sarif: join(first.outputs.folder ?? '', 'results.sarif'),
    withheld: '',
  });
  expect(first.summary).toMatch(/^### BYOK audit: /);
  const commands = runnerCommands(first.log);
  expect(commands.filter(({ name }) => name === 'error')).toHaveLength(8);
  expect(first.beside.at(-1)).toEqual(failedStep(1));
  expect(new Set(commands.map(({ properties }) => properties.file))).toEqual(new Set(['byok-audit.yaml', undefined]));
  expect(runner.caches.map(({ ref, key }) => `${ref} ${key}`)).toEqual(['refs/heads/main byok-audit-history/default/1-1']);
  expect(readdirSync(runner.artifacts.get('audit') ?? '')).toContain('report.html');
});

test('a second run takes up the history: findings keep their age, and alerts their fingerprints', async () => {
  const run = (run_id: string) =>
    runner.job({
      event: { ...SCHEDULED, run_id },
      inputs: without,
      env: demo.env,
      workspace: checkout('demo', demo),
      skip: [BUILD],
    });
  const [second, third] = [await run('2'), await run('3')];
  const [earlier, later] = [reportIn(second.outputs.folder), reportIn(third.outputs.folder)];
  const ages = (report: typeof later) =>
    report.verdicts.flatMap(({ fingerprint, first_seen }) => (first_seen === null ? [] : [[fingerprint, first_seen]]));
  expect(later.history?.scans).toBe((earlier.history?.scans ?? 0) + 1);
  expect(ages(later).length).toBeGreaterThan(20);
  expect(ages(later)).toEqual(ages(earlier));
  expect(ages(later).every(([, since]) => Date.parse(since ?? '') < Date.parse(earlier.run.taken_at))).toBe(true);
  const alerts = (folder: string | undefined) =>
    JSON.parse(readFileSync(join(folder ?? '', 'results.sarif'), 'utf8')).runs[0].results.map(
      ({ partialFingerprints: { primaryLocationLineHash } }: { partialFingerprints: Record<string, string> }) =>
        primaryLocationLineHash,
    );
  expect(alerts(third.outputs.folder)).toEqual(alerts(second.outputs.folder));
  expect(runner.caches).toHaveLength(3);
});

test('a pull request reads the history of the default branch, and leaves none', async () => {
  const event = { event_name: 'pull_request', ref: 'refs/pull/7/merge', run_id: '4' };
  const { outputs } = await runner.job({
    event,
    inputs: without,
    env: demo.env,
    workspace: checkout('demo', demo),
    skip: [BUILD],
  });
  expect(reportIn(outputs.folder).history?.scans).toBe(3);
  expect(runner.caches).toHaveLength(3);
});

test('inputs that are not what they may be end the job before anything is built or called', async () => {
  const workspace = checkout('demo', demo);
  const asked = demo.requests.length;
  const inputs = {
    config: '--policy=evil',
    'fail-on': '$(touch broken)',
    baseline: '../../etc/passwd',
    'history-key': 'a,b',
    'allow-unknown': 'denied"; touch broken; "',
  };
  const { code, log, ran, outputs } = await runner.job({ event: SCHEDULED, inputs, env: demo.env, workspace });
  expect(code).toBe(64);
  expect(ran).not.toContain(BUILD);
  expect(outputs['exit-code']).toBe('');
  expect(runnerCommands(log).map(({ data }) => data.split(':')[0])).toEqual([
    'config',
    'baseline',
    'fail-on',
    'allow-unknown',
    'history-key',
  ]);
  expect(existsSync(join(workspace, 'broken'))).toBe(false);
  expect(demo.requests.length).toBe(asked);
});

test('a version of Node that cannot run the command ends the job before it is installed', async () => {
  const { code, ran, beside } = await runner.job({
    event: SCHEDULED,
    inputs: { 'node-version': '22.1.0' },
    env: {},
    workspace: checkout('demo', demo),
  });
  expect([code, ran]).toEqual([64, ['Check the version of Node']]);
  expect(beside.map(({ data }) => data)).toEqual([expect.stringContaining('22.18'), failedStep(64).data]);
});

test('without credentials, as in a pull request from a fork, it ends with 64, says why, and keeps nothing', async () => {
  const workspace = checkout('demo', demo);
  const { code, log, outputs, ran } = await runner.job({
    event: { ...SCHEDULED, run_id: '5' },
    inputs: { history: '', upload: '', 'history-key': '' },
    env: {},
    workspace,
    skip: [BUILD],
  });
  expect([code, outputs['exit-code'], outputs.folder, outputs.sarif]).toEqual([64, '64', '', '']);
  expect(ran).not.toContain('Update code scanning');
  expect(runnerCommands(log)).toEqual([
    {
      name: 'error',
      properties: { title: expect.stringContaining('exit code 64') },
      data: expect.stringContaining('no Confluent credentials'),
    },
  ]);
  expect(runner.caches).toHaveLength(3);
});

test('what was withheld is not sent, and the job says why', async () => {
  const clouds = await standIns('demo');
  clouds.fault({ id: 'GET /cmk/v2/clusters?environment=env-fuji', kind: 'deny' });
  const { beside, outputs, ran, summary } = await runner.job({
    event: SCHEDULED,
    inputs: { history: 'none' },
    env: clouds.env,
    workspace: checkout('demo', clouds),
    skip: [BUILD],
  });
  expect(outputs.withheld).toMatch(/^not every cluster was seen/);
  expect([outputs.sarif, outputs.complete]).toEqual(['', 'false']);
  expect(ran).not.toContain('Update code scanning');
  expect(beside.some(({ name, properties }) => name === 'warning' && /withheld/.test(properties.title ?? ''))).toBe(true);
  expect(summary).toContain('Code scanning was not updated, and its alerts stay as they are: not every cluster was seen');
});

test('the file of the scan is sent to code scanning, and a file that is refused fails the job', async () => {
  const github = await startGitHub();
  const { GITHUB_TOKEN: token, ...about } = github.env;
  const job = (given: string) =>
    runner.job({
      event: SCHEDULED,
      inputs: { history: 'none' },
      env: { ...demo.env, ...about },
      workspace: checkout('demo', demo),
      skip: [BUILD],
      token: given,
    });
  const sent = await job(token);
  expect([sent.code, sent.ran.at(-1)], sent.log).toEqual([1, 'End as the scan did']);
  expect(github.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  const refused = await job('ghs_NotTheTokenOfThatJob');
  expect([refused.code, refused.ran.at(-1)]).toEqual([69, 'Update code scanning']);
  const titles = refused.beside.map(({ properties }) => properties.title ?? '');
  expect(titles.filter((title) => /the upload to code scanning ended with exit code 69/.test(title))).toHaveLength(1);
  expect(refused.log).not.toContain('ghs_NotTheTokenOfThatJob');
  await github.close();
});

test('hostile names give no command but annotations', async () => {
  const clouds = await standIns('hostile');
  const { log, outputs } = await runner.job({
    event: SCHEDULED,
    inputs: { ...without, history: 'none' },
    env: clouds.env,
    workspace: checkout('hostile', clouds),
    skip: [BUILD],
  });
  expect(['1', '2']).toContain(outputs['exit-code']);
  const commands = runnerCommands(log);
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter(({ name }) => !['error', 'warning', 'notice'].includes(name))).toEqual([]);
});
