import { expect, test } from 'vitest';
import { annotations } from '../../src/render/annotations.ts';
import { workflowCommand } from '../../src/render/workflow-command.ts';
import type { Report } from '../../src/report/schema.ts';
import { runnerCommands } from '../action/runner-commands.ts';
import { type Given, reportWith, verdictOn } from '../report/reports.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const commandsOf = (report: Report) => runnerCommands(textOf(annotations(report)));
const many = (count: number, rule: string, given: Given) =>
  Array.from({ length: count }, (_, index) => verdictOn(rule, `lkc-${index}`, given));
const unknown: Given = { status: 'unknown', unknown: { cause: 'denied', facts: [] } };

test('a failure is shown at the line that declares its subject', () => {
  const report = sampleReport();
  const [first] = commandsOf(report);
  const apple = report.subjects.find(({ id }) => id === 'lkc-apple');
  expect(first).toEqual({
    name: 'error',
    properties: {
      file: apple?.location?.uri,
      line: String(apple?.location?.start_line),
      endLine: String(apple?.location?.end_line),
      col: String(apple?.location?.start_column),
      title: 'critical: The condition cluster.critical holds',
    },
    data: expect.stringContaining('(lkc-apple): The sentence of cluster.critical on lkc-apple.'),
  });
});

test('where a rule names the place in Terraform that mends it, a failure is shown there', () => {
  const report = reportWith([verdictOn('key.sound', 'cck-apple', { status: 'fail' })]);
  const region = (line: number) => ({ start_line: line, start_column: 3, end_line: line, end_column: 9 });
  const attributes = { enable_key_rotation: region(7) };
  for (const subject of report.subjects)
    subject.blocks = [
      { address: 'aws_kms_key.apple', type: 'aws_kms_key', uri: 'infra/keys.tf', ...region(5), other_region: false, attributes },
    ];
  for (const rule of report.rules) rule.declared_in = ['aws_kms_key.enable_key_rotation'];
  expect(commandsOf(report)[0]?.properties).toMatchObject({ file: 'infra/keys.tf', line: '7', col: '3' });
});

test('failures are errors from high upwards; others, and what could not be determined, are warnings', () => {
  const commands = commandsOf(
    reportWith([
      verdictOn('key.sound', 'cck-apple', { status: 'fail' }),
      verdictOn('cluster.ripe', 'lkc-apple', { status: 'fail' }),
      verdictOn('cluster.sweet', 'lkc-apple', { status: 'fail' }),
      verdictOn('key.sound', 'cck-pear', unknown),
      verdictOn('key.sound', 'cck-plum', { status: 'error', error: { detail: 'it broke' } }),
    ]),
  );
  expect(commands.map(({ name, data }) => `${name} ${/lkc-\w+|cck-\w+/.exec(data)?.[0]}`)).toEqual([
    'error cck-apple',
    'error lkc-apple',
    'warning lkc-apple',
    'warning cck-pear',
    'warning cck-plum',
  ]);
});

test('of what is equally severe, that of production comes first', () => {
  const report = reportWith([
    verdictOn('key.sound', 'cck-apple', { status: 'fail' }),
    verdictOn('key.sound', 'cck-pear', { status: 'fail' }),
  ]);
  for (const subject of report.subjects) subject.production = subject.id === 'cck-pear';
  expect(commandsOf(report).map(({ data }) => /cck-\w+/.exec(data)?.[0])).toEqual(['cck-pear', 'cck-apple']);
});

test('what passes, is waived or needs an attestation is not shown', () => {
  const commands = commandsOf(
    reportWith([
      verdictOn('cluster.ripe', 'lkc-apple', { status: 'pass' }),
      verdictOn('cluster.ripe', 'lkc-pear', { status: 'fail', waiver: {} }),
      verdictOn('cluster.ripe', 'lkc-plum', { status: 'unknown', unknown: { cause: 'unsupported', facts: [] } }),
    ]),
  );
  expect(commands).toEqual([]);
});

test('of each level the eight most severe are shown, which leaves two of ten that the runner keeps, and the others are counted', () => {
  const commands = commandsOf(
    reportWith([
      ...many(12, 'cluster.ripe', { status: 'fail' }),
      ...many(11, 'cluster.sweet', { status: 'fail' }),
      verdictOn('key.sound', 'cck-apple', { status: 'fail' }),
    ]),
  );
  const of = (level: string) => commands.filter(({ name }) => name === level);
  expect([of('error').length, of('warning').length]).toEqual([8, 8]);
  expect(of('error')[0]?.data).toContain('cck-apple');
  expect(of('notice').map(({ data }) => data)).toEqual([
    '5 more errors: see the summary of the job.',
    '3 more warnings: see the summary of the job.',
  ]);
});

test.each([
  HOSTILE,
  'a\n::set-output name=x::y',
  'a\r\n::stop-commands::b',
  '%0A::add-mask::x',
  '##[set-output name=x]y',
  '::error::x',
  'a,b=c:d%2C',
  `${'é'.repeat(999)}\u{1f34e}`,
])('no name becomes a command of its own: %j', (name) => {
  const [verdict] = many(1, 'cluster.ripe', { status: 'fail', message: `${name}.` });
  const report = verdict === undefined ? sampleReport() : reportWith([verdict]);
  for (const subject of report.subjects) {
    subject.name = name;
    if (subject.location !== null) subject.location.uri = name;
  }
  for (const rule of report.rules) rule.title = name;
  const commands = commandsOf(report);
  expect(commands).toHaveLength(1);
  expect(Object.keys(commands[0]?.properties ?? {})).toEqual(['file', 'line', 'endLine', 'col', 'title']);
  expect(JSON.stringify(commands)).not.toMatch(/\\[nr]/);
});

test('a text reaches the runner as it was meant', () => {
  const text = '100 % of a: b, c';
  expect(runnerCommands(workflowCommand('warning', { title: text }, text))).toEqual([
    { name: 'warning', properties: { title: text }, data: text },
  ]);
});
