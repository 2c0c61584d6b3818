import { expect, test } from 'vitest';
import { diffMarkdown } from '../../src/render/diff-markdown.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Given, reportWith, verdictOn } from '../report/reports.ts';

const HOSTILE = '=cmd|`x` <b>@team</b> #1 [apple](https://evil.example)\u202E';
const on = (id: string, given: Given) => {
  const verdict = verdictOn('cluster.ripe', id, given);
  return { ...verdict, subject: { ...verdict.subject, name: HOSTILE } };
};
const markdown = (old: Report, now: Report) => diffMarkdown(old, now, compare(old, now));

const old = reportWith([
  on('lkc-apple', { status: 'pass' }),
  on('lkc-pear', { status: 'fail' }),
  on('lkc-fig', { status: 'fail' }),
  on('lkc-plum', { status: 'pass' }),
]);
const now = reportWith(
  [on('lkc-apple', { status: 'fail', message: HOSTILE }), on('lkc-pear', { status: 'pass' })],
  { cluster: false },
  { organization: { id: 'org-orchard', name: HOSTILE } },
);

test('changes that need action are open, and the others are folded, each in a table', () => {
  const text = markdown(old, now);
  expect(text).toMatch(/^### BYOK audit: 1 new, 1 resolved, 2 newly unknown\n\n/);
  expect(text).toContain('#### New failures (1)\n\n| Severity | Rule | Subject | Was | Now |  |\n| --- ');
  expect(text).toContain('| high | `cluster.ripe` | cluster `lkc-apple` ');
  expect(text).toContain(' | passed | failed | ');
  expect(text).toContain('#### Newly unknown (2)\n\n| Subject |');
  expect(text).toMatch(/`lkc-fig` .* \| the subject was not seen, and the lists may be incomplete\. \| 1 \| `cluster\.ripe` \|/);
  expect(text).toContain('<details><summary>Resolved (1)</summary>\n\n| Severity');
  expect(text).toContain('- Clusters: not all seen now; before, all seen');
});

test('a side that was evaluated as of another time than its scan says so', () => {
  const later = { ...old, run: { ...old.run, as_of: '2026-12-31T00:00:00.000Z' } };
  expect(markdown(old, now)).toContain('from `2026-11-24T12:00:00.000Z` to `2026-11-24T12:00:00.000Z`\n');
  expect(markdown(later, now)).toContain(
    'from `2026-11-24T12:00:00.000Z`, evaluated as of `2026-12-31T00:00:00.000Z`, to `2026-11-24T12:00:00.000Z`\n',
  );
});

test('a side whose collection was interrupted says so', () => {
  const partial = { ...now, run: { ...now.run, interrupted_at: '2026-11-24T12:00:09.000Z' } };
  expect(markdown(old, partial)).toContain(
    'to `2026-11-24T12:00:00.000Z` (partial: interrupted at `2026-11-24T12:00:09.000Z`)\n',
  );
});

test('text from outside makes no mention or link, and does not break a table', () => {
  const text = markdown(old, now);
  expect(text).not.toMatch(/@team|<b>|[^\\]`x|(?<!\\)\]\(|https:\/\/|\u202E/);
  // each row of a table has as many cells as its head
  const cells = (line: string) => line.split(/(?<!\\)\|/).length;
  for (const block of text.split('\n\n').filter((part) => part.startsWith('| ')))
    expect(new Set(block.trimEnd().split('\n').map(cells)).size, block).toBe(1);
  expect(text).toContain("| '\\=cmd");
});

test('rows beyond a hundred are counted and not shown', () => {
  const many = Array.from({ length: 103 }, (_, index) => on(`lkc-${index}`, { status: 'fail' }));
  const text = markdown(reportWith([]), reportWith(many));
  expect(text.match(/^\| high /gm)?.length).toBe(100);
  expect(text).toContain('And 3 more verdicts.');
  expect(markdown(reportWith(many), reportWith([]))).toContain('And 3 more subjects.');
});

test('a comparison without changes says so in numbers', () => {
  expect(markdown(old, old)).toMatch(
    /^### BYOK audit: 0 new, 0 resolved, 2 still failing\n\nOrganization `org-orchard` Orchard: from `/,
  );
});
