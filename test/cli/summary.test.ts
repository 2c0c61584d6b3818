import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { summary } from '../../src/cli/summary.ts';
import type { Obstacle, Report } from '../../src/report/schema.ts';
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
    remedy: { text: `Do this. ${'And that. '.repeat(40)}`, cli: ['aws kms list-keys'], paste: [] },
  });
  return {
    ...report,
    rules: named.flatMap(({ id, severity }) => (rule === undefined ? [] : [{ ...rule, id, severity, subject_type: 'key' }])),
    obstacles: Array.from({ length: causes }, (_, index) => obstacle(index)),
    summary: {
      ...report.summary,
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

test('what is left out of a summary is counted, and the most severe and the most frequent stay', () => {
  const lines = linesOf(large(34, 200, 60), 80).join('\n');
  expect(lines).toMatch(/critical key\.rule_0 \(200\) cck-0/);
  expect(lines).toMatch(/and \d+ more rules; --verbose for all/);
  expect(lines).toMatch(/denied: kms:Call0: 1000 verdicts on 900 keys/);
  expect(lines).toMatch(/and \d+ more causes; --verbose for all/);
});

test('a verbose summary leaves nothing out, and prints the commands', () => {
  const lines = linesOf(large(34, 20, 60), 80, true).join('\n');
  expect(lines.match(/^ {4}cck-\d+/gm)?.length).toBeGreaterThanOrEqual(34 * 20);
  expect(lines.match(/kms:Call\d+: \d+ verdicts/g)).toHaveLength(60);
  expect(lines.match(/^ {6}aws kms list-keys$/gm)).toHaveLength(60);
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
