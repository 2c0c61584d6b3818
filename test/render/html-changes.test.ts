import { expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report, UnsettledVerdict } from '../../src/report/schema.ts';
import { HOSTILE, sampleReport, settled } from './sample-report.ts';
import { textOf } from './text-of.ts';

/** The page of the sample, with what changed since an earlier one that was different. */
function page(earlier: (report: Report) => void, now: (report: Report) => void = () => {}): string {
  const [old, report] = [sampleReport(), sampleReport()];
  old.run.taken_at = '2026-11-17T12:00:00.000Z';
  earlier(old);
  now(report);
  const { changes: _, ...rest } = report;
  const file = html({ ...report, changes: changesSince(baselineOf(old), rest) });
  return textOf(file);
}

const change = (rule: string, id: string, to: Partial<UnsettledVerdict>) => (report: Report) => {
  const verdict = report.verdicts.find((one) => one.rule === rule && one.subject.id === id);
  if (verdict === undefined) throw new Error(`no verdict of ${rule} on ${id}`);
  Object.assign(verdict, settled({ ...verdict, ...to }));
};
const section = (text: string) => /<section id="changes">[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
const marks = (text: string) =>
  [...text.matchAll(/<code>([^<]*)<\/code>(?: <span class="tag">production<\/span>)? <span class="tag change">([^<]*)</g)].map(
    ([, id, mark]) => `${id}: ${mark}`,
  );

test('without a baseline the page has no section about changes', () => {
  const file = html(sampleReport());
  expect(textOf(file)).not.toMatch(/id="changes"|tag change|What changed/);
});

test('the changes are near the top of the page, with the date, and new findings are marked', () => {
  const text = page(change('cluster.high', 'lkc-pear', { status: 'pass' }));
  expect(text.indexOf('id="changes"')).toBeLessThan(text.indexOf('id="coverage"'));
  expect(section(text)).toContain('What changed since 2026-11-17 12:00:00 UTC, evaluated as of 2026-11-24 12:00:00 UTC<');
  expect(section(text)).toMatch(/<strong>1 new, 0 resolved, 4 still failing, 3 still unknown\.<\/strong>/);
  expect(section(text)).toContain('<details open>');
  expect(text).toContain('<a href="#changes">Changes <span class="count">1</span></a>');
  expect(marks(text)).toEqual(['lkc-pear: new']);
});

test('a failure that was unknown before is counted first and marked, and so is one by a changed rule', () => {
  const text = page(change('cluster.high', 'lkc-pear', { status: 'unknown', unknown: { cause: 'denied', facts: [] } }));
  expect(section(text)).toMatch(/<strong>0 new, 1 failing that was unknown before, 0 resolved, /);
  expect(marks(text)).toEqual(['lkc-pear: no longer unknown']);
  const changed = page((report) => {
    change('cluster.high', 'lkc-pear', { status: 'pass' })(report);
    for (const rule of report.rules) if (rule.id === 'cluster.high') rule.title = 'It is red';
  });
  expect(section(changed)).toMatch(/<strong>0 new, 1 failing by a rule that is new or changed, 0 resolved, /);
  expect(marks(changed)).toEqual(['lkc-pear: incomparable']);
});

test('a failure that can no longer be determined is marked as such, and not as resolved', () => {
  const text = page(change('key.critical', 'cck-plum', { status: 'fail', unknown: null }));
  expect(section(text)).toMatch(/0 new, 0 resolved, 1 newly unknown/);
  expect(section(text)).toContain('It was failing; now it could not be determined.');
  expect(text).toMatch(/<td class="whole">cck-plum<\/td>.*<td>newly unknown<\/td>/);
});

test('a subject that is no longer seen is listed once for each of its verdicts', () => {
  const text = page(
    () => {},
    (report) => {
      report.verdicts = report.verdicts.filter(({ subject }) => subject.id !== 'lkc-pear');
      report.subjects = report.subjects.filter(({ id }) => id !== 'lkc-pear');
      for (const population of report.population) if (population.subject_type === 'cluster') population.complete = false;
    },
  );
  expect(section(text)).toContain('clusters: not all of them seen now, all of them seen before');
  expect(section(text).match(/the lists may be incomplete\.<\/td>/g)?.length).toBe(3);
});

test('text from outside is escaped in the section about changes', () => {
  const text = section(
    page(
      change('cluster.critical', 'lkc-apple', { status: 'pass' }),
      change('cluster.critical', 'lkc-apple', { message: HOSTILE }),
    ),
  );
  expect(text).not.toMatch(/<img|<\/script>|\u202e/);
  expect(text).toContain('\\u202E');
});

test('a long list of changes is folded', () => {
  const text = page((report) => {
    for (const verdict of report.verdicts)
      Object.assign(verdict, settled({ ...verdict, status: verdict.status === 'fail' ? 'pass' : 'fail', unknown: null }));
  });
  expect(section(text)).toContain('<details><summary>Show what changed (10)</summary>');
});
