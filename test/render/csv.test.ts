import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COLUMNS } from '../../src/render/csv/columns.ts';
import { csv } from '../../src/render/csv.ts';
import type { Report } from '../../src/report/schema.ts';
import { readCsv } from './read-csv.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const TIME = '2026-11-24T12:00:00.000Z';
const rowsOf = (report: Report) => readCsv(textOf(csv(report)));

/** The sample with another text wherever it has this one. */
const saying = (report: Report, old: string, text: string): Report =>
  JSON.parse(JSON.stringify(report), (_, value) => (typeof value === 'string' ? value.replaceAll(old, () => text) : value));

/** The name of the pear in a file whose subject and whose remedies have that name. */
function named(name: string) {
  const report = saying(sampleReport(), 'orders', name);
  const text = textOf(csv(report));
  const rows = readCsv(text);
  expect(rows).toHaveLength(report.verdicts.length);
  const pear = rows.find(({ subject_id }) => subject_id === 'lkc-pear');
  return { text, cell: pear?.subject_name };
}

test('a failure has a cell for all that an auditor samples by, with the commands line by line', () => {
  const [apple] = rowsOf(saying(sampleReport(), sampleReport().subjects.map(({ name }) => name)[0] ?? '', 'payments'));
  expect(apple).toEqual({
    rule: 'cluster.critical',
    severity: 'critical',
    state: 'fail',
    status: 'fail',
    subject_type: 'cluster',
    subject_id: 'lkc-apple',
    subject_name: 'payments',
    environment: '',
    environment_name: '',
    production: 'yes',
    cloud: 'aws',
    region: 'us-east-1',
    key: '',
    kms_name: '',
    owner: '',
    message: 'The sentence of cluster.critical on lkc-apple. payments',
    expected: 'us-west-2',
    actual: 'payments',
    evidence: 'region=us-east-1',
    sources: `aws:kms:DescribeKey at ${TIME}`,
    cause: '',
    call: '',
    permission: '',
    not_applicable_reason: '',
    waiver: '',
    attestation: '',
    first_seen: '',
    controls: 'nist_800_53_r5: CM-6, SC-12; orchard: payments',
    fix: 'confluent kafka cluster describe payments --days 7\nconfluent kafka cluster list',
    fingerprint: '97ddcd9fcf7698ac2057dd2961f594dbce52ab744aee6fa763ba1f7f3f7a3fa3',
  });
});

test('rows are in the order of the verdicts, and say how each stands and why', () => {
  const rows = rowsOf(sampleWithExceptions()).map(
    ({ rule, subject_id, state, status, cause, call, permission, not_applicable_reason, waiver, attestation }) =>
      [rule, subject_id, state, status, cause, call, permission, not_applicable_reason, waiver, attestation].join('|'),
  );
  expect(rows).toEqual([
    'cluster.critical|lkc-apple|fail|fail||||||',
    'cluster.critical|lkc-pear|pass|pass||||||',
    'cluster.high|lkc-apple|error|error||||||',
    'cluster.high|lkc-pear|fail|fail||||||',
    'cluster.info|lkc-apple|fail|fail||||||',
    'cluster.low|lkc-apple|waived|fail|||||W-1|',
    'cluster.medium|lkc-apple|fail|fail||||||',
    'cluster.medium|lkc-pear|not_applicable|not_applicable||||the cluster is a test||',
    'key.critical|cck-plum|unknown|unknown|denied|kms:DescribeKey plum|kms:DescribeKey|||',
    'key.origin|cck-plum|attested|pass||||||A-1',
  ]);
});

test('a fact that was not observed is named as such, with the call that would have given it', () => {
  const report = sampleReport();
  const region = {
    cause: 'denied',
    detail: 'AccessDenied',
    source: 'aws:kms:DescribeKey',
    call: 'kms:DescribeKey plum',
  } as const;
  const subjects = report.subjects.map((one) => ({ ...one, facts: { region: { unknown: region } } }));
  const [row] = rowsOf({ ...report, subjects });
  expect(row).toMatchObject({ evidence: 'region=not observed (denied)', sources: 'kms:DescribeKey plum' });
});

test('each verdict of a file of several pieces has its row', () => {
  const report = sampleReport();
  const verdicts = Array.from({ length: 45 }, () => [...report.verdicts]).flat();
  expect(rowsOf({ ...report, verdicts })).toHaveLength(450);
});

test('a report without verdicts has the names of the columns only', () => {
  expect(textOf(csv({ ...sampleReport(), verdicts: [] }))).toBe(`\ufeff${Object.keys(COLUMNS).join(',')}\r\n`);
});

test('the file begins with a byte order mark, and a name of a column follows it without quotes', () => {
  expect(textOf(csv(sampleReport()))).toMatch(/^\ufeffrule,severity,state,status,/);
});

test('records end with CRLF, quotes are doubled, and nothing but what is empty stands without quotes', () => {
  const { text, cell } = named('say "a", then\u00a0b');
  expect(cell).toBe('say "a", then\u00a0b');
  const [, ...records] = text.split('\r\n');
  expect(records.pop()).toBe('');
  for (const record of records) expect(record).toMatch(/^(?:"(?:[^"]|"")*"|)(?:,(?:"(?:[^"]|"")*"|))*$/);
  expect(text).toContain('"say ""a"", then\u00a0b"');
});

test.each([
  ['=1+2', "'=1+2"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\u00a0\u3000=1', "'\u00a0\u3000=1"],
  ['\uff1d1', "'\uff1d1"],
  ['\uff0b1', "'\uff0b1"],
  ['\uff0d1', "'\uff0d1"],
  ['\uff20SUM(A1)', "'\uff20SUM(A1)"],
  ['\t=1', '\\u0009=1'],
  ['\r=1', '\\u000D=1'],
  ['\n=1', '\\u000A=1'],
  ['\u200b=1', '\\u200B=1'],
  ["'=1", "'=1"],
  ['a=1', 'a=1'],
])('a spreadsheet calculates nothing of %j', (name, shown) => {
  expect(named(name).cell).toBe(shown);
});

test.each([
  ['a;=1', 'a;\\u003D1'],
  ['a; @x', 'a; \\u0040x'],
  ['a;;-1;b', 'a;;\\u002D1;b'],
  ['a;\uff0b1', 'a;\\uFF0B1'],
  ['a;b=1', 'a;b=1'],
])('nor of %j, where a semicolon separates cells', (name, shown) => {
  expect(named(name).cell).toBe(shown);
});

test('what keeps a spreadsheet from calculating does not end the quotes of a command', () => {
  const [apple] = rowsOf(saying(sampleReport(), sampleReport().subjects.map(({ name }) => name)[0] ?? '', 'x;=$(id)\n=$(id)'));
  expect(apple?.fix?.split('\n')[0]).toBe("confluent kafka cluster describe 'x;\\u003D$(id)\\u000A=$(id)' --days 7");
});

test('hidden characters, overrides of direction and lone surrogates are visible', () => {
  expect(named('\u202Egnp.exe\u0000\ud800\u001b[31m').cell).toBe('\\u202Egnp.exe\\u0000\ufffd\\u001B[31m');
});

test('a cell has 10,000 characters, and of a longer text as many as a spreadsheet shows, and says so', () => {
  const long = 'é'.repeat(10_000);
  expect(named(long).cell).toBe(long);
  const { cell } = named('🍎'.repeat(20_000));
  expect(cell).toHaveLength(32_767);
  expect(cell?.isWellFormed()).toBe(true);
  expect(cell).toMatch(/^(?:🍎)+\ufffd?\n\[cut at the most that a spreadsheet shows in a cell; the whole is in report\.json\]$/u);
});

test('the same report gives the same bytes', () => {
  expect(textOf(csv(sampleWithExceptions()))).toBe(textOf(csv(sampleWithExceptions())));
});

test('the documentation has every column, in their order', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/csv.md'), 'utf8');
  expect([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(Object.keys(COLUMNS));
});
