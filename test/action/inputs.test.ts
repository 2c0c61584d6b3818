import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { argumentsFrom, INPUTS } from '../../action/inputs.ts';
import { emptyFolder } from '../cli/command.ts';
import { runnerCommands } from './runner-commands.ts';

const ROOT = join(import.meta.dirname, '../..');
const action: {
  inputs: Record<string, { default?: string }>;
  runs: { steps: { run?: string; uses?: string; name?: string }[] };
} = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

test('action.yml has the inputs that are checked, and no other', () => {
  expect(Object.keys(action.inputs)).toEqual(Object.keys(INPUTS));
});

test('the defaults are what inputs may be, and make the default scan', () => {
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']));
  expect(argumentsFrom(defaults)).toEqual({ flags: ['--fail-on=low', '--deadline=15m'], values: defaults });
});

test('an empty input counts as not given, in every step', () => {
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']));
  const empty = Object.fromEntries(Object.keys(action.inputs).map((name) => [name, '']));
  expect(argumentsFrom(empty)).toEqual(argumentsFrom(defaults));
  const text = JSON.stringify(action.runs);
  expect([...text.matchAll(/\binputs\.[a-z-]+|toJSON\(inputs\)/g)].map(([use]) => use)).toEqual([
    'inputs.node-version',
    'toJSON(inputs)',
  ]);
  for (const [, name = ''] of text.matchAll(/steps\.check\.outputs\.([a-z-]+)/g))
    expect(['arguments', ...Object.keys(INPUTS)]).toContain(name);
});

const VERSIONS = [
  '22.1.0',
  '22.17.9',
  '22.18.0',
  '22.99.1',
  '23.6.0',
  '24.0.0',
  '24.21.0',
  '30.1.2',
  '9.0.0',
  '24',
  'v24.1.0',
  'lts/*',
  '24.1.0\n',
];

test('the version of Node is checked before Node is there, by what the others are checked by', () => {
  expect(action.runs.steps.map(({ name, uses }) => name ?? uses?.split('@')[0]).slice(0, 3)).toEqual([
    'Check the version of Node',
    'actions/setup-node',
    'Check the inputs',
  ]);
  const output = join(emptyFolder(), 'output');
  const accepts = (version: string) => {
    const env = { PATH: process.env.PATH, NODE_VERSION: version, GITHUB_OUTPUT: output };
    const { status, stdout } = spawnSync('bash', [join(ROOT, 'action/node-version.sh')], { env, encoding: 'utf8' });
    expect([status, runnerCommands(stdout).map(({ data }) => data.split(':')[0])]).toEqual(
      status === 0 ? [0, []] : [64, ['node-version']],
    );
    return status === 0;
  };
  expect(VERSIONS.filter(accepts)).toEqual(['22.18.0', '22.99.1', '24.0.0', '24.21.0', '30.1.2']);
  expect(VERSIONS.filter((version) => 'flags' in argumentsFrom({ 'node-version': version }))).toEqual(VERSIONS.filter(accepts));
  expect(accepts('')).toBe(true);
  expect(readFileSync(output, 'utf8').split('\n').at(-2)).toBe(`version=${action.inputs['node-version']?.default}`);
});

test.each([
  ['allow-unknown', 'all'],
  ['allow-unknown', 'not_found,unsupported'],
  ['deadline', '24h'],
  ['history-key', '0.a-b_c'],
  ['working-directory', 'audit/..prod/a..b'],
])('%s may be %j', (name, value) => {
  expect(argumentsFrom({ [name]: value })).toHaveProperty('values', expect.objectContaining({ [name]: value }));
});

test('inputs become arguments, each with its flag in one word', () => {
  const flags = [
    '--config=audit/prod.yaml',
    '--baseline=main/report.json',
    '--fail-on-new',
    '--fail-on=low',
    '--allow-unknown=denied,throttled',
  ];
  expect(
    argumentsFrom({
      'working-directory': 'audit',
      config: 'audit/prod.yaml',
      baseline: 'main/report.json',
      'fail-on-new': 'true',
      'allow-unknown': 'denied,throttled',
      'allow-empty': 'false',
    }),
  ).toMatchObject({ flags: [...flags, '--deadline=15m'] });
});

test.each([
  ['config', '--policy=evil'],
  ['config', '/etc/passwd'],
  ['config', '../../secret.yaml'],
  ['config', 'a/../../secret.yaml'],
  ['config', 'a\n--policy=evil'],
  ['config', 'a\u202eb'],
  ['working-directory', '..'],
  ['fail-on', 'low --policy=evil'],
  ['fail-on-new', 'True'],
  ['allow-unknown', 'denied;reboot'],
  ['working-directory', 'a\u2028/../..'],
  ['working-directory', 'a/..'],
  ['config', `a${'b'.repeat(1000)}`],
  ['allow-unknown', 'bogus'],
  ['allow-unknown', 'denied,bogus'],
  ['allow-unknown', 'denied,all'],
  ['deadline', '0s'],
  ['deadline', '25h'],
  ['deadline', '15'],
  ['history', 'postgres://u:p@db/byok'],
  ['history-key', 'a/../b'],
  ['history-key', 'a,b'],
  ['history-key', '.'],
  ['history-key', '..'],
  ['history-key', '-a'],
  ['history-key', 'a'.repeat(101)],
  ['artifact', '..'],
  ['artifact', '$(reboot)'],
  ['node-version', 'lts/*'],
  ['color', 'blue'],
])('%s may not be %j', (name, value) => {
  expect(argumentsFrom({ baseline: 'report.json', [name]: value })).toEqual({ wrong: [expect.stringContaining(`${name}: `)] });
});

test('fail-on-new needs a baseline', () => {
  expect(argumentsFrom({ 'fail-on-new': 'true' })).toEqual({ wrong: ['fail-on-new: it needs a baseline'] });
});

test('no script of the action holds an expression, and the actions that it uses are named by commit', () => {
  const scripts = action.runs.steps.flatMap(({ run }) => (typeof run === 'string' ? [run] : []));
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  expect(scripts.length).toBeGreaterThan(4);
});

test('the examples give inputs that are accepted, and that of a pull request records and sends nothing', () => {
  const given = globSync('examples/github/*.yml', { cwd: ROOT }).map((file) => {
    const { jobs }: { jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }> } = parse(
      readFileSync(join(ROOT, file), 'utf8').replaceAll(/\$\{\{ matrix.organization \}\}/g, 'orchard'),
    );
    const ours = jobs.audit?.steps.find(({ uses }) => uses?.startsWith('OWNER/byok-audit@'));
    return [file, Object.fromEntries(Object.entries(ours?.with ?? {}).map(([name, value]) => [name, String(value)]))] as const;
  });
  expect(given).toHaveLength(3);
  for (const [file, inputs] of given) expect(argumentsFrom(inputs), file).toHaveProperty('flags');
  const ofPullRequest = argumentsFrom(new Map(given).get('examples/github/pull-request.yml') ?? {});
  expect(ofPullRequest).toMatchObject({ values: { history: 'cache', upload: 'false' } });
});
