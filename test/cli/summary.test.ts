import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { summary } from '../../src/cli/summary.ts';
import type { Obstacle, Report } from '../../src/report/schema.ts';
import { countByState } from '../../src/report/state.ts';
import { worstIn } from '../../src/report/worst.ts';
import { sampleReport } from '../render/sample-report.ts';
import { reportWith, verdictOn } from '../report/reports.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** A report with so many rules that fail on so many subjects each, and so many causes of unknowns. */
function large(rules: number, subjects: number, causes: number): Report {
  const named = Array.from({ length: rules }, (_, index) => ({
    id: `key.rule_${index}`,
    severity: SEVERITIES[index % 5] ?? 'low',
  }));
  const verdicts = named.flatMap(({ id, severity }) =>
    Array.from({ length: subjects }, (_, index) =>
      verdictOn(id, `cck-${index}`, {
        status: 'fail',
        severity,
        message: `The data is lost, ${'so to speak, '.repeat(15)}on cck-${index}.`,
      }),
    ),
  );
  const [rule] = sampleReport().rules;
  const report = reportWith(verdicts);
  const obstacle = (index: number): Obstacle => ({
    ...{ cause: index % 2 === 0 ? 'denied' : 'unsupported', source: `aws:kms:Call${index}`, permission: `kms:Call${index}` },
    ...{ rules: ['key.rule_0'], verdicts: 1000 - index, subjects: { key: 900 } },
    examples: [{ type: 'key', id: 'cck-0', call: null, detail: 'no' }],
    remedy: { text: `Do this. ${'And that. '.repeat(40)}`, cli: [`aws kms list-keys --max-items ${index + 1}`], paste: [] },
  });
  return {
    ...report,
    rules: named.flatMap(({ id, severity }) => (rule === undefined ? [] : [{ ...rule, id, severity, subject_type: 'key' }])),
    obstacles: Array.from({ length: causes }, (_, index) => obstacle(index)),
    summary: {
      ...report.summary,
      by_state: countByState(verdicts),
      incomplete_because: Array.from({ length: causes }, (_, index) => `Reason ${index}: ${'why '.repeat(30)}`),
    },
  };
}

const shown = (width: number, verbose = false) => ({
  ...{
    code: 1,
    written: Array.from({ length: 12 }, (_, index) => `out/file-${index}`),
    withheld: [{ file: 'results.sarif', withheld: 'because '.repeat(40) }],
  },
  ...{ width, color: false, verbose },
});
const linesOf = (report: Report, width: number, verbose = false) => summary(report, shown(width, verbose)).trimEnd().split('\n');

describe.each([40, 60, 80, 100, 250])('a summary of %i columns', (width) => {
  test.each([
    [1, 1, 0],
    [1, 200, 1],
    [5, 3, 2],
    [34, 200, 0],
    [34, 200, 60],
    [0, 0, 60],
  ])('fits 40 lines with %i failing rules on %i subjects each and %i causes of unknowns', (...size) => {
    const lines = linesOf(large(...size), width);
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });
});

test('a file that does not hold everything is named with what it leaves out, within one screen', () => {
  const shortened = [{ file: 'results.sarif', shortened: '20001 are left out (1 critical).' }];
  const text = summary(large(5, 3, 2), { ...shown(80), withheld: [], shortened });
  expect(text).toContain('results.sarif does not hold everything: 20001 are left out (1 critical).');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});

test('every failing rule is named with its count by severity, and what is left out is counted', () => {
  const text = linesOf(large(34, 200, 60), 80).join('\n');
  expect(text).toMatch(
    /^ {2}critical key\.rule_0 \(200\), key\.rule_5 \(200\), key\.rule_10 \(200\),\n {11}key\.rule_15 \(200\)/m,
  );
  expect(new Set(text.match(/key\.rule_\d+ \(200\)/g))).toHaveLength(34);
  expect(text).toMatch(/- and 5\d more reasons; --verbose for all/);
  expect(text).toMatch(/^Could not be determined {2}\d+ causes?; --verbose for all$/m);
  const narrow = linesOf(large(34, 200, 60), 40).join('\n');
  expect(narrow).toMatch(/critical key\.rule_0 \(200\)/);
  expect(narrow).toMatch(/and \d+ more rules; --verbose for all/);
});

/** A report of one failure each. */
function failing(
  ...given: [rule: string, id: string, about: { production?: boolean; days?: number; message?: string }][]
): Report {
  const report = reportWith(
    given.map(([rule, id, { message = `It says ${rule} of ${id}.` }]) =>
      verdictOn(rule, id, { status: 'fail', message, evidence: ['kms.days_to_deletion'] }),
    ),
  );
  for (const [, id, { production = null, days }] of given)
    for (const subject of report.subjects.filter((one) => one.id === id))
      Object.assign(subject, {
        production,
        facts: {
          'kms.days_to_deletion':
            days === undefined ? { unknown: { cause: 'denied', detail: 'no' } } : { value: days, source: 0 },
        },
      });
  return { ...report, worst: worstIn(report) };
}
test('what a waiver covers is not urgent, and is counted apart', () => {
  const report = reportWith([
    ...Array.from({ length: 9 }, (_, index) => verdictOn('cluster.ripe', `lkc-${index}`, { status: 'fail' })),
    verdictOn('cluster.ripe', 'lkc-waived', { status: 'fail', waiver: { id: 'W-1' } }),
    verdictOn('key.sound', 'cck-waived', { status: 'fail', waiver: { id: 'W-2' } }),
  ]);
  report.summary = { ...report.summary, by_state: countByState(report.verdicts) };
  const text = linesOf(report, 80).join('\n');
  expect(text).toContain('  high     cluster.ripe (9, and 1 waived)\n');
  expect(text).not.toContain('key.sound');
});

test('many failures are named by rule, and below them whole messages as many as there is room for; few are listed whole', () => {
  const message = `It is rotten ${'through and through '.repeat(8)}to the end.`;
  const many = failing(
    ...Array.from({ length: 30 }, (_, days): Parameters<typeof failing>[number] => [
      'key.sound',
      `cck-${days}`,
      { days, message: `${days}: ${message}` },
    ]),
  );
  many.summary = { ...many.summary, by_state: countByState(many.verdicts) };
  for (const width of [40, 60, 80, 100]) {
    const lines = linesOf(many, width);
    const text = lines.join('\n').replace(/\s+/g, ' ');
    expect(text).toContain('critical key.sound (30)');
    expect(text).toContain(`Most urgent cck-0 (cck-0 by name): 0: ${message.replace(/\.$/, '')}`);
    expect(text.match(/\d+: It is rotten/g)?.length).toBe(text.match(/to the end\b/g)?.length);
    expect(lines.length).toBeLessThanOrEqual(40);
  }
  const few = failing(['key.sound', 'cck-1', { message }], ['cluster.ripe', 'lkc-2', {}]);
  few.summary = { ...few.summary, by_state: countByState(few.verdicts) };
  const text = summary(few, { ...shown(80), written: [], withheld: [] }).replace(/\s+/g, ' ');
  expect(text).toContain(`critical key.sound (1) cck-1 (cck-1 by name): ${message}`);
  expect(text).toContain('high cluster.ripe (1) lkc-2 (lkc-2 by name): It says cluster.ripe of lkc-2.');
  expect(text).not.toContain('Most urgent');
});

test('how to fix a failure is named: the command, the page only where it was written, and with --verbose the command of each rule', () => {
  const report = large(5, 3, 0);
  const printed = (written: readonly string[], verbose = false) => summary(report, { ...shown(80, verbose), written });
  expect(printed(['out/report.html'])).toContain('Failures (how to fix each: byok-audit rules RULE, or report.html)\n');
  expect(printed(['out/report.json'])).toContain('Failures (how to fix each: byok-audit rules RULE)\n');
  for (const { id } of report.rules) expect(printed([], true)).toContain(`    → byok-audit rules ${id}\n`);
});

/** A report with refusals of these calls on these keys, by the source of the call. */
function refused(...given: [source: string, permission: string, keys: string[]][]): Report {
  const [template] = large(0, 0, 1).obstacles;
  if (template === undefined) throw new Error('there is no cause');
  const keys = [...new Set(given.flatMap(([, , ids]) => ids))];
  const fact = (obstacle: number) => ({
    ...{ fact: 'f', cause: 'denied' as const, call: null, permission: null },
    detail: 'no',
    obstacle,
  });
  const report = reportWith(
    keys.map((id) =>
      verdictOn('key.sound', id, {
        status: 'unknown',
        unknown: { cause: 'denied', facts: given.flatMap(([, , ids], place) => (ids.includes(id) ? [fact(place)] : [])) },
      }),
    ),
  );
  report.obstacles = given.map(([source, permission, ids]) => ({
    ...{ ...template, cause: 'denied', source, permission, verdicts: ids.length, subjects: { key: ids.length } },
    remedy: {
      text: 'Add this statement to the policy.',
      cli: [],
      paste: [{ language: 'json', text: `{"Action": "${permission}"}` }],
    },
  }));
  return report;
}

test('refusals that one grant answers are one cause, whose verdicts count once, and no sentence refers to what does not follow', () => {
  const report = refused(
    ['aws:kms:DescribeKey', 'kms:DescribeKey', ['cck-1', 'cck-2']],
    ['aws:kms:GetKeyPolicy', 'kms:GetKeyPolicy', ['cck-2', 'cck-3']],
    ['confluent:GET /quotas', 'OrganizationAdmin', ['cck-3']],
  );
  const text = linesOf(report, 100).join('\n');
  expect(text).toContain('Could not be determined (a verdict may wait for several)\n');
  expect(text).toContain(
    '  denied: kms:DescribeKey, kms:GetKeyPolicy: 3 verdicts on 3 keys\n    → Grant all 2 (statements: --verbose).\n',
  );
  expect(text).toContain('  denied: GET /quotas: 1 verdict on 1 key\n');
  expect(text).toContain('    → Grant OrganizationAdmin (statement: --verbose).\n');
  expect(text).not.toContain('this statement');
  const one = linesOf(refused(['aws:kms:DescribeKey', 'kms:DescribeKey', ['cck-1']]), 100).join('\n');
  expect(one).toContain('Could not be determined\n');
  expect(one).toContain('→ Grant kms:DescribeKey (statement: --verbose).');
  const verbose = linesOf(report, 100, true).join('\n');
  expect(verbose.match(/→ Add this statement to the policy\./g)).toHaveLength(1);
  expect(verbose).toMatch(
    /statement to the policy\.\n {6}\{"Action": "kms:DescribeKey"\}\n {6}\{"Action": "kms:GetKeyPolicy"\}\n/,
  );
});

test('a verbose summary leaves nothing out, and prints the commands', () => {
  const lines = linesOf(large(34, 20, 60), 80, true).join('\n');
  expect(lines.match(/^ {4}cck-\d+/gm)?.length).toBeGreaterThanOrEqual(34 * 20);
  expect(lines.match(/kms:Call\d+: \d+ verdicts/g)).toHaveLength(60);
  expect(lines.match(/^ {6}aws kms list-keys --max-items \d+$/gm)).toHaveLength(60);
  expect(lines).not.toContain('--verbose');
});

test('a verbose summary prints commands and lines to paste as they are, however narrow the terminal', () => {
  const report = large(0, 0, 1);
  const [obstacle] = report.obstacles;
  if (obstacle === undefined) throw new Error('there is no cause');
  const arn = `arn:aws:iam::000000000000:role/${'cc-kafka-'.repeat(12)}`;
  const command = `aws kms get-key-policy --key-id ${'0'.repeat(60)} \\\n  --region us-east-1`;
  const yaml = `trusted_principals:\n  aws:\n    - "${arn}"\n    - "two  spaces"`;
  const json = JSON.stringify({ Action: { all: ['kms:DescribeKey'] } }, null, 2);
  obstacle.remedy = {
    ...obstacle.remedy,
    cli: [command],
    paste: [
      { language: 'yaml', text: yaml },
      { language: 'json', text: json },
    ],
  };
  for (const width of [40, 60, 80]) {
    const printed = linesOf(report, width, true);
    const block = [command, yaml, json].flatMap((text) => text.split('\n')).map((line) => `      ${line}`);
    expect(printed.join('\n')).toContain(`\n${block.join('\n')}\n`);
  }
  const hidden = { ...obstacle.remedy, cli: ['aws \u202e kms'] };
  expect(linesOf({ ...report, obstacles: [{ ...obstacle, remedy: hidden }] }, 80, true)).toContain('      aws \\u202E kms');
});

test('the summaries in reports/ fit a screen', () => {
  const folder = join(import.meta.dirname, '../../reports');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(summary|terminal)\.txt$/.test(file),
  );
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
