import { expect, test } from 'vitest';
import type { Holder, Report, ReportedSubject } from '../../src/report/schema.ts';
import { evidenceOf } from '../../src/report/subject-lookup.ts';
import { pageOf, rowsOf } from './markup.ts';
import { sampleReport, settled } from './sample-report.ts';

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
const known = (over: Partial<Holder> = {}) =>
  withHolders({ value: [structuredClone({ ...holder, may: [...holder.may], ...over })], source: 0 });
const sectionOf = (report: Report) => pageOf(report).first('#key-cck-plum');
const actsOf = (report: Report): string[] =>
  sectionOf(report)
    .first('dl.acts')
    .all('div')
    .map(({ text }) => text);

test('the section of a key says who may do what, by what decides most, and each holder with the reason', () => {
  expect(actsOf(known())).toEqual([
    'May destroy it arn:aws:iam::555566667777:role/<pear> (foreign)',
    'May disable it nobody, by the policies that were read; others were not read',
    'May give others access nobody, by the policies that were read; others were not read',
    'May use it arn:aws:iam::555566667777:role/<pear> (foreign)',
  ]);
  expect(rowsOf(pageOf(known()), 'key-cck-plum-holders')).toEqual([
    'arn:aws:iam::555566667777:role/<pear> foreign: account 555566667777 is neither the own account nor declared use the key, destroy it key policy, statement 2 "Pear"',
  ]);
});

test('the holders are evidence of a verdict that rests on them', () => {
  const [item] = pageOf(known()).all('li.item');
  expect(item?.first('table.evidence').text).toContain('role/<pear> (foreign) may use the key, destroy it');
});

test('a holder whose role was not read may be able to do anything, and nobody is said to hold nothing', () => {
  const report = known({ may: [] });
  for (const act of actsOf(report)) expect(act).toMatch(/role\/<pear> \(what it may do was not read\)$/);
  expect(rowsOf(pageOf(report), 'key-cck-plum-holders')[0]).toContain(' not known ');
  expect(sectionOf(report).text).not.toContain('nobody');
});

test('a principal that nobody is known to be behind says why', () => {
  const doubt = { cause: 'ambiguous', detail: 'a condition leaves it open' } as const;
  const report = known({ whose: 'untold', why: null, doubt: { ...doubt } });
  expect(rowsOf(pageOf(report), 'key-cck-plum-holders')[0]).toContain('not known: a condition leaves it open');
});

test('a list of holders that is empty says that nobody was read to hold anything', () => {
  const report = withHolders({ value: [], source: 0 });
  for (const act of actsOf(report)) expect(act).toMatch(/nobody, by the policies that were read; others were not read$/);
  expect(actsOf(report)).toHaveLength(4);
  expect(rowsOf(pageOf(report), 'key-cck-plum-holders')).toEqual([]);
});

test('holders that could not be read are said to be unread, with the cause, and never to be nobody', () => {
  const report = withHolders({ unknown: { cause: 'denied', call: 'kms:GetKeyPolicy plum', detail: 'refused' } });
  const section = sectionOf(report);
  expect(section.text).toContain('Who holds what ? Not observed (denied): refused kms:GetKeyPolicy plum');
  expect(section.all('dl.acts')).toEqual([]);
  expect(pageOf(report).text).not.toContain('nobody');
  const [item] = pageOf(report).all('li.item');
  expect(item?.first('tr.unread').text).toContain('not observed (denied)');
  expect(item?.first('tr.unread').text).toContain('kms:GetKeyPolicy plum');
});

test('what has no holders says nothing of them', () => {
  expect(sectionOf(sampleReport()).text).toContain('unnamed key');
  expect(sectionOf(sampleReport()).text).not.toContain('Who holds what');
});

test('the list of keys names who may destroy each, and what was not read', () => {
  const listed = (report: Report) => rowsOf(pageOf(report), 'keys')[0];
  expect(listed(known())).toContain('role/<pear>');
  expect(listed(known({ may: [] }))).toContain('others whose role was not read');
  expect(listed(known({ may: ['use'] }))).toContain('nobody, by the policies that were read; others were not read');
  expect(listed(withHolders({ unknown: { cause: 'denied', detail: 'refused' } }))).not.toContain('nobody');
  expect(listed(sampleReport())).not.toContain('nobody');
});

test('a verdict finds the holders by the name of their fact', () => {
  const report = known();
  const [verdict] = report.verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  expect(evidenceOf(report)(verdict)).toMatchObject([{ name: 'holders', fact: { value: [holder] } }]);
});
