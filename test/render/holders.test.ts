import { expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report, ReportedSubject } from '../../src/report/schema.ts';
import { evidenceOf } from '../../src/report/subject-lookup.ts';
import { sampleReport, settled } from './sample-report.ts';
import { textOf } from './text-of.ts';

const holder = {
  principal: 'arn:aws:iam::555566667777:role/<pear>',
  whose: 'foreign',
  may: ['use', 'destroy'],
  by: 'key policy, statement 2 "Pear"',
  why: 'account 555566667777 is neither the own account nor declared',
  doubt: null,
  declare: '555566667777',
} as const;

/** The sample with holders of its key, and a failure that rests on them. */
function withHolders(holders: ReportedSubject['holders']): Report {
  const report = sampleReport();
  const [first] = report.verdicts;
  const key = report.subjects.find(({ type }) => type === 'key');
  if (first === undefined || key === undefined) throw new Error('the sample is empty');
  key.holders = holders;
  const subject = { type: 'key', id: key.id };
  report.verdicts = [settled({ ...first, subject, evidence: ['holders'], remedy: null })];
  return report;
}
const known = () => withHolders({ value: [structuredClone({ ...holder, may: [...holder.may] })], source: 0 });

const pageOf = (report: Report): string => {
  const file = html(report);
  return textOf(file);
};

test('the page lists who holds what on each key, and shows the holders as evidence of a verdict', () => {
  const page = pageOf(known());
  expect(page).toContain('Who holds what on the keys');
  expect(page).toContain('arn:aws:iam::555566667777:role/&lt;pear&gt;');
  expect(page).toContain('foreign: account 555566667777 is neither the own account nor declared');
  expect(page).toContain('use the key, destroy it');
  expect(page).toContain('key policy, statement 2 &quot;Pear&quot;');
  expect(page).toContain('role/&lt;pear&gt; (foreign) may use the key, destroy it');
});

test('holders that could not be read leave the table out, and the verdict says why', () => {
  const page = pageOf(withHolders({ unknown: { cause: 'denied', call: 'kms:GetKeyPolicy plum', detail: 'refused' } }));
  expect(page).not.toContain('Who holds what on the keys');
  expect(page).toContain('not observed (denied)');
  expect(page).toContain('kms:GetKeyPolicy plum');
});

test('a verdict finds the holders by the name of their fact', () => {
  const report = known();
  const [verdict] = report.verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  expect(evidenceOf(report)(verdict)).toMatchObject([{ name: 'holders', fact: { value: [holder] } }]);
});
