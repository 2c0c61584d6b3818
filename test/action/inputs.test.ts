import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { argumentsFrom, INPUTS } from '../../action/inputs.ts';

const ROOT = join(import.meta.dirname, '../..');
const action: { inputs: Record<string, { default?: string }>; runs: { steps: Record<string, unknown>[] } } = parse(
  readFileSync(join(ROOT, 'action.yml'), 'utf8'),
);

test('action.yml has the inputs that are checked, and no other', () => {
  expect(Object.keys(action.inputs)).toEqual(Object.keys(INPUTS));
});

test('the defaults are what inputs may be, and make the default scan', () => {
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']));
  expect(argumentsFrom(defaults)).toEqual({ flags: ['--fail-on=low', '--deadline=15m'] });
});

test('inputs become arguments, each with its flag in one word', () => {
  const flags = ['--config=audit/prod.yaml', '--baseline=main/report.json', '--fail-on-new', '--allow-unknown=denied,throttled'];
  expect(
    argumentsFrom({
      'working-directory': 'audit',
      config: 'audit/prod.yaml',
      baseline: 'main/report.json',
      'fail-on-new': 'true',
      'allow-unknown': 'denied,throttled',
      'allow-empty': 'false',
    }),
  ).toEqual({ flags });
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
  ['deadline', '15'],
  ['history', 'postgres://u:p@db/byok'],
  ['history-key', 'a/../b'],
  ['history-key', 'a,b'],
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
