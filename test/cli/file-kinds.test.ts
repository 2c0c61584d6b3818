import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FILE_KINDS, type FileKind, kindOf } from '../../src/input/file-kind.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { FIXTURES, scanned } from '../end-to-end/scenario.ts';
import { byokAudit, emptyFolder } from './command.ts';

const directory = emptyFolder();
const command = (...args: string[]) => byokAudit(args, { directory });
const text = (file: string) => readFileSync(join(directory, file), 'utf8');
const write = (file: string, content: string) => writeFileSync(join(directory, file), content);

/** A file of each kind, as byok-audit or its user writes it. */
const FILES: Readonly<Record<FileKind, string>> = {
  snapshot: 'out/snapshot.json',
  report: 'out/report.json',
  diff: 'diff.json',
  period: 'out/period.json',
  manifest: 'out/manifest.json',
  catalogue: 'catalogue.json',
  export: 'history.jsonl',
  audit_log: 'audit-log.jsonl',
  sarif: 'out/results.sarif',
  summary: 'summary.json',
  listing: 'listing.json',
  configuration: 'byok-audit.yaml',
  waivers: 'waivers.yaml',
  attestations: 'attestations.yaml',
  page: 'out/report.html',
  history: 'history.db',
};
const KINDS = Object.keys(FILES) as FileKind[];

beforeAll(async () => {
  const { snapshot } = await scanned('demo');
  mkdirSync(join(directory, 'out'));
  write('out/snapshot.json', serialize(snapshot));
  for (const file of ['byok-audit.yaml', 'waivers.yaml', 'attestations.yaml'])
    write(file, readFileSync(join(FIXTURES, 'demo', file), 'utf8'));
  write('catalogue.json', readFileSync(join(FIXTURES, '../policies/catalogue.json'), 'utf8'));
  write('audit-log.jsonl', '{"specversion":"1.0","type":"io.confluent.cloud/request","source":"crn://apple"}\n{}\n');
  const run = ['evaluate', 'out/snapshot.json', '--out', 'out', '--history', 'history.db', '--json'];
  write('summary.json', (await command(...run)).stdout);
  write('diff.json', (await command('diff', 'out/report.json', 'out/report.json', '--json')).stdout);
  write('listing.json', (await command('waivers', '--json')).stdout);
  write('history.jsonl', (await command('history', 'export', '--history', 'history.db')).stdout);
  await command('history', 'report', '--from', '2026-11-01', '--to', '2026-12-01', '--history', 'history.db', '--out', 'out');
});

test('every kind of file has an example', () => {
  expect(KINDS).toEqual([...FILE_KINDS]);
});

/** What takes a file of a kind, by its place in the arguments. */
const TAKEN: readonly (readonly [FileKind, readonly string[]])[] = [
  ['snapshot', ['evaluate', 'FILE']],
  ['report', ['report', 'FILE']],
  ['report', ['diff', 'FILE', 'out/report.json']],
  ['report', ['diff', 'out/report.json', 'FILE']],
  ['report', ['evaluate', 'out/snapshot.json', '--baseline', 'FILE']],
  ['report', ['waivers', 'FILE']],
];

describe('a file that is given in place of another', () => {
  test.each(TAKEN)('where a %s is expected, %j says what every other file is and what takes it', async (expected, given) => {
    for (const kind of KINDS.filter((one) => one !== expected)) {
      const ran = await command(...given.map((one) => (one === 'FILE' ? FILES[kind] : one)));
      expect(ran, kind).toMatchObject({ code: 65, stdout: '' });
      expect(ran.stderr, kind).toMatch(
        new RegExp(
          `^\\S+: it is (an?|the) [^\\n]*, not a ${expected}\\. (It is for: byok-audit \\w+[ ,].*|No command reads one\\.)\\n$`,
        ),
      );
    }
  });

  test.each([
    [
      'report',
      'out/snapshot.json',
      'out/snapshot.json: it is a snapshot, not a report. It is for: byok-audit evaluate out/snapshot.json\n',
    ],
    [
      'evaluate',
      'out/report.json',
      'out/report.json: it is a report, not a snapshot. It is for: byok-audit report out/report.json\n',
    ],
    [
      'evaluate',
      'waivers.yaml',
      'waivers.yaml: it is a file of waivers, not a snapshot. It is for: byok-audit scan --waivers waivers.yaml\n',
    ],
    ['report', 'out/report.html', 'out/report.html: it is an HTML page, not a report. No command reads one.\n'],
  ])('%s %s says so', async (name, file, stderr) => {
    expect(await command(name, file)).toEqual({ code: 65, stdout: '', stderr });
  });

  test.each<[FileKind, string[]]>([
    ['waivers', ['--waivers']],
    ['configuration', ['--config']],
  ])('in place of the %s another file of JSON or YAML is named', async (expected, [flag = '']) => {
    const others: FileKind[] = ['snapshot', 'report', 'manifest', 'configuration', 'waivers', 'attestations', 'sarif'];
    for (const kind of others.filter((one) => one !== expected)) {
      const { code, stderr } = await command('evaluate', 'out/snapshot.json', flag, FILES[kind]);
      expect({ code, stderr }, kind).toEqual({
        code: 65,
        stderr: expect.stringMatching(/^\S+: it is [^\n]*, not a (file of waivers|configuration)\. [^\n]*\n$/),
      });
    }
  });

  test('an import says of a report what it is', async () => {
    const { code, stderr } = await command('history', 'import', 'out/report.json', '--history', 'other.db');
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(/it is a report, not a snapshot/) });
  });
});

describe('a file of somebody else', () => {
  test.each([
    ['{"a": 1}'],
    ['[]'],
    ['"plum"'],
    ['null'],
    ['{"version": 1, "services": {}}'],
    ['{"name": "plum", "version": "1.0.0"}'],
    ['version: 1\nservices: {}\n'],
    ['plum: &a 1\npear: *b\n'],
    ['id,name\n1,plum\n'],
    ['a plum'],
  ])('%j is not called a report of byok-audit, in one line', async (content) => {
    write('theirs', content);
    for (const [name, what] of [
      ['report', 'report'],
      ['evaluate', 'snapshot'],
    ] as const) {
      const { code, stderr } = await command(name, 'theirs');
      expect({ code, stderr }).toEqual({
        code: 65,
        stderr: expect.stringMatching(
          new RegExp(`^theirs: not a ${what} of byok-audit[^\\n]*\\. Make one with: byok-audit \\w+\\n$`),
        ),
      });
    }
  });

  test('a newer version of a format is still said to be one, if the file is of the kind', async () => {
    const report = JSON.parse(text('out/report.json'));
    write('newer.json', JSON.stringify({ ...report, schema_version: '9.0' }));
    write('theirs', '{"schema_version": "9.0"}');
    expect((await command('report', 'newer.json')).stderr).toMatch(/format 9\.0 is newer than .*\. Update byok-audit\.\n$/);
    expect((await command('report', 'theirs')).stderr).toMatch(/\. Update byok-audit, if the file is a report\.\n$/);
  });
});

test.each([
  ['snapshot', 'snapshot'],
  ['report', 'report'],
  ['diff', 'diff'],
  ['waivers', 'waivers'],
  ['attestations', 'attestations'],
  ['catalogue', 'catalogue'],
] as const)('the keys by which a file is known as %s are among those that its published schema demands', (kind, schema) => {
  const published: unknown = JSON.parse(readFileSync(join(FIXTURES, `../docs/schemas/${schema}.schema.json`), 'utf8'));
  const required = isRecord(published) && Array.isArray(published.required) ? published.required.map(String) : [];
  expect(kindOf(Object.fromEntries(required.map((key) => [key, []])))).toBe(kind);
});
