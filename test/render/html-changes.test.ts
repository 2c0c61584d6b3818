import { expect, test } from 'vitest';
import { visible } from '../../src/render/visible.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report, UnsettledVerdict } from '../../src/report/schema.ts';
import { worstIn } from '../../src/report/worst.ts';
import { brokenLinks, type Element, pageOf, rowsOf } from './markup.ts';
import { HOSTILE, sampleReport, settled } from './sample-report.ts';

/** The page of the sample, with what changed since an earlier one that was different. */
function page(earlier: (report: Report) => void, now: (report: Report) => void = () => {}): Element {
  const [old, report] = [sampleReport(), sampleReport()];
  old.run.taken_at = '2026-11-17T12:00:00.000Z';
  earlier(old);
  now(report);
  const { changes: _, ...rest } = report;
  return pageOf({ ...report, worst: worstIn(report), changes: changesSince(baselineOf(old), rest) });
}

const change = (rule: string, id: string, to: Partial<UnsettledVerdict>) => (report: Report) => {
  const verdict = report.verdicts.find((one) => one.rule === rule && one.subject.id === id);
  if (verdict === undefined) throw new Error(`no verdict of ${rule} on ${id}`);
  Object.assign(verdict, settled({ ...verdict, ...to }));
};
const changesIn = (text: Element): string => text.first('#changes').text;
const marks = (text: Element): string[] =>
  text
    .all('li.item')
    .filter((item) => item.all('.change').length > 0)
    .map((item) => `${item.first('h4').first('code').text}: ${item.first('.change').text}`);
const newPanel = (text: Element): string =>
  text.all('div.panel').find((panel) => panel.text.startsWith('What is new'))?.text ?? '';

test('without a baseline the page says that it cannot say what changed, and how to compare', () => {
  const text = pageOf(sampleReport());
  expect(changesIn(text)).toBe(
    'Changes No earlier report or scan was given to compare with: this report cannot say what is new. To compare with an earlier report, name it: --baseline REPORT.json.',
  );
  expect(newPanel(text)).toContain('No earlier report or scan was given to compare with');
  expect(text.all('.change')).toEqual([]);
});

test('what is new is on the first page, with the date, and new findings are marked', () => {
  const text = page(change('cluster.high', 'lkc-pear', { status: 'pass' }));
  expect(newPanel(text)).toContain(
    'Since 2026-11-17 12:00:00 UTC: 1 new, 0 resolved, 4 still failing, 1 still unknown, 1 still to be attested, 1 still in error. The list of changes',
  );
  expect(
    text
      .first('#result')
      .all('a')
      .map(({ attributes }) => attributes.get('href')),
  ).toContain('#changes');
  expect(changesIn(text)).toContain(
    'Since 2026-11-17 12:00:00 UTC, evaluated as of 2026-11-24 12:00:00 UTC: 1 new, 0 resolved, 4 still failing, 1 still unknown, 1 still to be attested, 1 still in error. Compared with run 00000000000000000000000000000000.',
  );
  expect(marks(text)).toEqual(['lkc-pear: new']);
  expect(rowsOf(text, 'changes-table')).toEqual([
    'new high cluster.high orders lkc-pear passed failed The sentence of cluster.high on lkc-pear.',
  ]);
});

test('what is resolved is on the first page by name', () => {
  const text = page(change('cluster.critical', 'lkc-pear', { status: 'fail' }));
  expect(newPanel(text)).toContain('0 new, 1 resolved');
  expect(rowsOf(text, 'changes-table')[0]).toMatch(/^resolved critical cluster\.critical orders lkc-pear failed passed /);
});

test('a failure that no longer applies is on the first page, and not as resolved', () => {
  const text = page(
    change('cluster.critical', 'lkc-pear', { status: 'fail' }),
    change('cluster.critical', 'lkc-pear', {
      status: 'not_applicable',
      not_applicable: { reason: 'the cluster is being deleted' },
    }),
  );
  expect(newPanel(text)).toContain('0 new, 0 resolved, 1 that no longer applies');
  expect(newPanel(text)).toContain('Failed before, no longer applies: orders');
  expect(newPanel(text)).not.toContain('Resolved:');
  expect(rowsOf(text, 'changes-table')[0]).toMatch(/^no longer applies critical cluster\.critical orders lkc-pear /);
});

test('a failure that was unknown before is counted first and marked, and so is one by a changed rule', () => {
  const text = page(change('cluster.high', 'lkc-pear', { status: 'unknown', unknown: { cause: 'denied', facts: [] } }));
  expect(changesIn(text)).toContain(': 0 new, 1 failing that was unknown before, 0 resolved, ');
  expect(marks(text)).toEqual(['lkc-pear: no longer unknown']);
  const changed = page((report) => {
    change('cluster.high', 'lkc-pear', { status: 'pass' })(report);
    for (const rule of report.rules) if (rule.id === 'cluster.high') rule.title = 'It is red';
  });
  expect(changesIn(changed)).toContain(': 0 new, 1 failing by a rule that is new or changed, 0 resolved, ');
  expect(marks(changed)).toEqual(['lkc-pear: incomparable']);
});

test('a failure that can no longer be determined is marked as such, and not as resolved', () => {
  const text = page(change('key.critical', 'cck-plum', { status: 'fail', unknown: null }));
  expect(newPanel(text)).toContain('0 new, 0 resolved, 1 newly unknown');
  expect(changesIn(text)).toContain('It was failing; now it could not be determined.');
  expect(rowsOf(text, 'cause-0-verdicts')).toEqual([expect.stringMatching(/cck-plum .* newly unknown /)]);
});

test('a subject that is no longer seen is listed once for each of its verdicts, and leads nowhere', () => {
  const text = page(
    () => {},
    (report) => {
      report.verdicts = report.verdicts.filter(({ subject }) => subject.id !== 'lkc-pear');
      report.subjects = report.subjects.filter(({ id }) => id !== 'lkc-pear');
      for (const population of report.population) if (population.subject_type === 'cluster') population.complete = false;
    },
  );
  expect(changesIn(text)).toContain('Clusters: not all seen now; before, all seen');
  const rows = rowsOf(text, 'changes-table');
  expect(rows.filter((row) => row.endsWith('the lists may be incomplete.'))).toHaveLength(3);
  expect(brokenLinks(text)).toEqual({ missing: [], twice: [] });
});

test('text from outside is text in the list of changes', () => {
  const text = page(
    change('cluster.critical', 'lkc-apple', { status: 'pass' }),
    change('cluster.critical', 'lkc-apple', { message: HOSTILE }),
  );
  expect(rowsOf(text, 'changes-table')).toEqual([expect.stringContaining(`lkc-apple passed failed ${visible(HOSTILE)}`)]);
});

test('by another policy the page says so, since then a difference may be that of the rules', () => {
  const text = page((report) => {
    report.tool.policy_digest = `sha256:${'9'.repeat(64)}`;
  });
  const POLICY = 'The earlier report was evaluated with another policy: a change may come from its rules';
  expect(changesIn(text)).toContain(POLICY);
  expect(newPanel(text)).toContain(`${POLICY}.`);
});
