import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { diffText } from '../../src/cli/diff-text.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Given, reportWith, verdictOn } from '../report/reports.ts';

const on = (id: string, given: Given) => verdictOn('cluster.ripe', id, given);
const text = (old: Report, now: Report, width = 80, color = false) => diffText(old, now, compare(old, now), { width, color });

const old = reportWith([
  on('lkc-apple', { status: 'pass' }),
  on('lkc-pear', { status: 'fail' }),
  on('lkc-fig', { status: 'fail' }),
  on('lkc-plum', { status: 'pass' }),
  verdictOn('key.sound', 'cck-kiwi', { status: 'fail' }),
]);
const now = reportWith(
  [
    on('lkc-apple', { status: 'fail', message: 'The apple\u202E is rotten.' }),
    on('lkc-pear', { status: 'pass' }),
    verdictOn('key.sound', 'cck-kiwi', { status: 'unknown', unknown: { cause: 'denied', facts: [] } }),
  ],
  { cluster: false },
);

test('changes are listed by class, rule and subject, and those of subjects that disappeared by subject', () => {
  expect(text(old, now)).toBe(`Organization Orchard org-orchard
old: 2026-11-24T12:00:00.000Z, run 00000000000000000000000000000000
new: 2026-11-24T12:00:00.000Z, run 00000000000000000000000000000000

1 new, 1 resolved, 3 newly unknown.
  Clusters: not all seen now; before, all seen

New failures (1)
  high     cluster.ripe (1)
    lkc-apple (lkc-apple by name): The apple\\u202E is rotten.

Newly unknown (3)
  critical key.sound (1)
    cck-kiwi (cck-kiwi by name): It was failing; now it could not be determined.
  lkc-fig (lkc-fig by name): the subject was not seen, and the lists may be
  incomplete. 1 verdict, failing before: cluster.ripe.
  lkc-plum (lkc-plum by name): the subject was not seen, and the lists may be
  incomplete. 1 verdict, failing before: none.

Resolved (1)
  high     cluster.ripe (1)
    lkc-pear (lkc-pear by name): It was failing; now it holds.
`);
});

test('what no longer applies, and what stands in the newer report only, is not among what is resolved', () => {
  const none: Given = { status: 'not_applicable', not_applicable: { reason: 'the cluster is being deleted' } };
  const both = reportWith([on('lkc-pear', none), on('lkc-apple', { status: 'pass' })]);
  const said = text(reportWith([on('lkc-pear', { status: 'fail' })]), both);
  expect(said).toContain('0 new, 0 resolved, 1 that no longer applies.');
  expect(said).toContain('  1 cluster that is not in the earlier report: lkc-apple by name');
  expect(said).toMatch(/^No longer applies \(1\)$/m);
  expect(said).not.toMatch(/^Resolved/m);
});

test('a side that was evaluated as of another time than its scan says so, and one whose times are the same does not', () => {
  const later = { ...old, run: { ...old.run, as_of: '2026-12-31T00:00:00.000Z' } };
  expect(text(old, later)).toMatch(
    /^old: 2026-11-24T12:00:00\.000Z, run 0+\nnew: 2026-11-24T12:00:00\.000Z, evaluated as of 2026-12-31T00:00:00\.000Z, run\s0+$/m,
  );
  const written = { ...old, run: { ...old.run, as_of: '2026-11-24T12:00:00Z' } };
  expect(text(old, written)).not.toContain('evaluated as of');
});

test('every line fits a terminal of 80 columns, and one of 40', () => {
  for (const width of [80, 40])
    for (const line of text(old, now, width).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
});

test('colours add nothing to what the text says', () => {
  const colored = text(old, now, 80, true);
  expect(stripVTControlCharacters(colored)).toBe(text(old, now));
});

test('when a change concerns many subjects, those that failed are shown first and the rest is counted', () => {
  const many = Array.from({ length: 14 }, (_, index) => on(`lkc-${index}`, { status: 'fail' }));
  expect(text(reportWith([]), reportWith(many))).toContain('and 4 more');
  expect(text(reportWith(many), reportWith([]))).toContain('and 4 more subjects');
});

test('changes that involve no failure are counted, unless they are newly unknown', () => {
  const before = reportWith([on('lkc-apple', { status: 'unknown' }), on('lkc-fig', { status: 'unknown' })]);
  const after = reportWith([on('lkc-apple', { status: 'pass' }), on('lkc-fig', { status: 'fail', message: 'It rots.' })]);
  const printed = text(before, after);
  expect(printed).toContain('No longer unknown (2)');
  expect(printed).toMatch(/It could not be determined before; now it fails\.\s+It rots\./);
  expect(printed).toContain('1 verdict that is not a failure');
});

test('the text of a comparison without changes says that nothing changed', () => {
  expect(text(old, old)).toContain('0 new, 0 resolved, 3 still failing.\nNothing else changed.');
  const other = { ...old, tool: { ...old.tool, policy_digest: 'sha256:1' } };
  expect(text(old, other)).toContain('The two were evaluated with different policies.');
});
