import { describe, expect, test } from 'vitest';
import type { Holder, Report, ReportedSubject } from '../../src/report/schema.ts';
import { evidenceOf } from '../../src/report/subject-lookup.ts';
import { worstIn } from '../../src/report/worst.ts';
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
    'May disable it nobody, by the policies that were read; other policies were not',
    'May give others access nobody, by the policies that were read; other policies were not',
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
  for (const act of actsOf(report)) expect(act).toMatch(/nobody, by the policies that were read; other policies were not$/);
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
  expect(listed(known({ may: ['use'] }))).toContain('nobody, by the policies that were read; other policies were not');
  expect(listed(withHolders({ unknown: { cause: 'denied', detail: 'refused' } }))).not.toContain('nobody');
  expect(listed(sampleReport())).not.toContain('nobody');
});

describe('what leaves open who else may hold a key', () => {
  const note = (report: Report): string => sectionOf(report).first('p.note').text;
  /** The sample with limits of two clouds. */
  const limited = (...limits_on_holders: Report['limits_on_holders']): Report => ({
    ...known({ may: ['use'] }),
    limits: ['The wind.', 'The rain of AWS.', 'The snow of Azure.', 'The hail of AWS.'],
    limits_on_holders,
  });
  const both = limited({ cloud: 'aws', limits: [1, 3] }, { cloud: 'azure', limits: [2] });

  test('stands with each key, for the cloud of the key alone, and leads to the list of limits', () => {
    expect(note(both)).toBe('By the policies that were read. Limit 2: The rain of AWS. Limit 4: The hail of AWS.');
    for (const link of sectionOf(both).first('p.note').all('a')) {
      const place = link.attributes.get('href') ?? '';
      expect(note(both)).toContain(`${link.text}: ${pageOf(both).first(place).text}`);
    }
  });

  test('stands for all clouds with the list of keys, and for keys that nobody is named for on the first page', () => {
    expect(pageOf(both).first('#who-destroys').text).toMatch(
      /Limit 2: The rain of AWS\. Limit 4: The hail of AWS\. Limit 3: The snow of Azure\.$/,
    );
    expect(pageOf(both).first('#destroyers').text).toContain(
      'That does not prove that nobody can: see Limit 2 (AWS), Limit 4 (AWS).',
    );
  });

  test.each([
    ['a report that was written before its format said so', limited()],
    ['a key in a cloud of which the report does not say', limited({ cloud: 'azure', limits: [2] })],
  ])('is looked for in all limits: %s', (_, report) => {
    expect(note(report)).toBe('By the policies that were read. What was not read is under Limits.');
    expect(pageOf(report).first('#destroyers').text).toContain('That does not prove that nobody can: see Limits.');
  });
});

describe('an AWS account that holds a key', () => {
  const account = { principal: 'arn:aws:iam::000000000000:root', whose: 'own', why: null, declare: null } as const;
  const NOTE = /Where that is an AWS account, anyone whom its own IAM policies allow can do it: these were not read\./g;
  const count = (text: string): number => text.match(NOTE)?.length ?? 0;

  test('is named as an account, and the first page says what it stands for', () => {
    const page = pageOf(known(account));
    expect(rowsOf(page, 'keys')[0]).toContain("account 000000000000 (the organization's own)");
    expect(page.first('#key-cck-plum').first('dl.facts').first('div').text).toBe(
      "May be destroyed by account 000000000000 (the organization's own)",
    );
    expect(count(page.first('#destroyers').text)).toBe(1);
  });

  test.each(['arn:aws:iam::000000000000:role/root', 'group:000000000000@confluent.io', '1'])(
    'is told from another principal: %s',
    (principal) => {
      const { text } = pageOf(known({ ...account, principal }));
      expect(text).toContain(`May be destroyed by ${principal} (the organization's own)`);
      expect(count(text)).toBe(0);
    },
  );
});

describe('the first page on who can destroy a key', () => {
  const onPage = (report: Report): string[] =>
    pageOf(report)
      .first('#destroyers')
      .all('p')
      .map(({ text }) => text);
  const inShort = (report: Report): string =>
    pageOf(report)
      .first('dl.short')
      .all('div')
      .map(({ text }) => text)
      .join('; ');
  const LINK = 'Every key, and who can destroy it';

  test.each([
    ['foreign', 'An outside principal'],
    ['untold', 'An unidentified principal'],
    ['confluent', 'Confluent'],
    ['trusted', 'A principal that the configuration trusts'],
    ['service', 'A cloud service'],
  ] as const)('names the keys that are in the hands of others: %s', (whose, words) => {
    expect(onPage(known({ whose }))).toEqual([`${words}, 1 of 1 key: cck-plum.`, LINK]);
    expect(inShort(known({ whose }))).toContain(`Who can destroy a key of 1 key: ${words} 1;`);
  });

  test('counts what is only in the own hands, and what nobody is named for, and claims no more than was read', () => {
    expect(onPage(known({ whose: 'own' }))).toEqual([
      "Only the organization's own principals, by the policies that were read, 1: cck-plum.",
      LINK,
    ]);
    for (const report of [known({ may: ['use'] }), withHolders({ value: [], source: 0 })])
      expect(onPage(report)).toEqual([
        'Nobody, by the policies that were read, 1: cck-plum. That does not prove that nobody can: see Limit 1 (AWS).',
        LINK,
      ]);
  });

  test.each([
    ['holders that could not be read', withHolders({ unknown: { cause: 'denied', detail: 'refused' } })],
    ['a report that has no holders', sampleReport()],
    ['a role that was not read', known({ whose: 'own', may: [] })],
  ])("%s make a key neither its own nor nobody's", (_, report) => {
    expect(onPage(report)).toContain('Not observed: cck-plum.');
    expect(onPage(report).join(' ')).not.toMatch(/Only|Nobody/);
    expect(inShort(report)).toContain('Who can destroy a key of 1 key: not observed 1;');
  });

  test('names what is in production first, where not all keys have room', () => {
    const report = known({ whose: 'own' });
    const key = report.subjects.find(({ type }) => type === 'key');
    if (key === undefined) throw new Error('the sample has no key');
    key.production = null;
    const many = Array.from({ length: 8 }, (_, count) => ({ ...key, id: `cck-${count}`, production: count === 7 }));
    expect(onPage({ ...report, subjects: [...report.subjects, ...many] })[0]).toMatch(
      /read, 9: cck-7, cck-plum, .*, cck-5 and 1 more\./,
    );
  });

  test('an item that is among the worst says who else can destroy its key', () => {
    const worst = (report: Report) => pageOf({ ...report, worst: worstIn(report) }).first('ol.worst').text;
    expect(worst(known({ whose: 'confluent' }))).toContain('may be destroyed by Confluent');
    expect(worst(known({ whose: 'own' }))).not.toContain('may be destroyed by');
  });
});

test('a verdict finds the holders by the name of their fact', () => {
  const report = known();
  const [verdict] = report.verdicts;
  if (verdict === undefined) throw new Error('no verdict');
  expect(evidenceOf(report)(verdict)).toMatchObject([{ name: 'holders', fact: { value: [holder] } }]);
});
