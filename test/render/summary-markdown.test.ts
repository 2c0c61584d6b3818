import { expect, test } from 'vitest';
import { summaryMarkdown } from '../../src/render/summary-markdown.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Given, reportWith, verdictOn } from '../report/reports.ts';
import { sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const HOSTILE = '=cmd|`x` <b>@team</b> #1 [apple](https://evil.example)\u202E\n## heading';
const markdown = (report: Report): string => textOf(summaryMarkdown(report));
const many = (count: number, given: Given) =>
  Array.from({ length: count }, (_, index) => verdictOn('cluster.ripe', `lkc-${index}`, { status: 'fail', ...given }));

test('the failures stand first, the most severe at the top, with the day since which each is there', () => {
  const text = markdown(
    reportWith([
      verdictOn('cluster.sweet', 'lkc-apple', { status: 'fail', message: 'It is sour.', first_seen: '2026-11-01T08:00:00.000Z' }),
      verdictOn('key.sound', 'cck-apple', { status: 'fail', message: 'It is bruised.' }),
    ]),
  );
  const rows = text.split('\n').filter((line) => /^\| (critical|low) /.test(line));
  expect(rows).toEqual([
    expect.stringMatching(/^\| critical \| `key\.sound` \| key `cck-apple` .*\| It is bruised\. \| {2}\|$/),
    expect.stringMatching(/^\| low \| `cluster\.sweet` \| cluster `lkc-apple` .*\| It is sour\. \| `2026-11-01` \|$/),
  ]);
});

test('an incomplete audit says so in its heading and gives the reasons, also where nothing failed', () => {
  const report = sampleReport();
  report.summary = { ...report.summary, complete: false, incomplete_because: ['Not every key was seen.'] };
  expect(markdown(report)).toMatch(
    /^### BYOK audit: incomplete; .+\n(?:.*\n)*?The audit is incomplete:\n- Not every key was seen\.\n/,
  );
});

test('what could not be determined is listed by its cause, with what to do', () => {
  const report = sampleReport();
  expect(report.obstacles.length).toBeGreaterThan(0);
  const text = markdown(report);
  expect(text).toContain('#### Could not be determined\n\n| Cause | Call |');
  expect(
    text.split('\n').filter((line) => /^\| (denied|not found|throttled|unsupported|timeout) /.test(line)).length,
  ).toBeGreaterThan(0);
});

test('what only a person can attest is listed apart', () => {
  const report = sampleReport();
  const [obstacle] = report.obstacles;
  if (obstacle === undefined) throw new Error('the sample has no obstacle');
  report.obstacles = [{ ...obstacle, cause: 'unsupported' }];
  const text = markdown(report);
  expect(text).toContain('#### Needs attestation\n\n| Cause |');
  expect(text).not.toContain('Could not be determined');
});

test('whether everything was seen is said of each kind of subject', () => {
  const text = markdown(reportWith(many(1, {}), { cluster: false, key: null }));
  expect(text).toContain(
    '- 1 environment seen, all of them\n- 1 cluster seen, not all of them\n- 1 key seen, not proven to be all\n',
  );
});

test('text from outside makes no mention, link or heading, and does not break a table', () => {
  const report = reportWith(many(3, { message: HOSTILE }));
  report.organization.name = HOSTILE;
  report.summary.incomplete_because = [HOSTILE];
  for (const subject of report.subjects) subject.name = HOSTILE;
  const text = markdown(report);
  expect(text).not.toMatch(/@team|<b>|[^\\]`x|(?<!\\)\]\(|https:\/\/|\u202E|^## heading/m);
  const cells = (line: string) => line.split(/(?<!\\)\|/).length;
  for (const block of text.split('\n\n').filter((part) => part.startsWith('| ')))
    expect(new Set(block.trimEnd().split('\n').map(cells)).size, block).toBe(1);
});

test.each(['<', '@', '\u202e', 'a'])('a report of any size fits a comment, also where names are long rows of %j', (letter) => {
  const long = letter.repeat(5000);
  const report = reportWith(many(1000, { message: long }));
  report.organization.name = long;
  for (const subject of report.subjects) subject.name = long;
  const text = markdown(report);
  expect(text).toMatch(/^And 9\d\d more failures: all are in the report\.$/m);
  expect(text.length).toBeLessThan(65_536);
});
