import { execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { organizationOf, written } from '../../bench/organization.ts';
import { scanTemplates } from '../../bench/templates.ts';
import { csv } from '../../src/render/csv.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { readCsv } from './read-csv.ts';
import { sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const READ = `
import csv, json, sys
csv.field_size_limit(32767 * 2)
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    print(json.dumps(list(csv.DictReader(file, strict=True))))
`;
/** The rows as Python's own parser reads them. */
const inPython = (file: string): Record<string, string>[] =>
  JSON.parse(execFileSync('python3', ['-c', READ, file], { encoding: 'utf8', maxBuffer: 2 ** 30 }));

test('two parsers read the same of a file whose names are hostile', () => {
  const file = join(emptyFolder(), 'verdicts.csv');
  writeFileSync(file, textOf(csv(sampleWithExceptions())));
  const rows = inPython(file);
  expect(rows).toHaveLength(10);
  expect(rows).toEqual(readCsv(readFileSync(file)));
});

test('evaluating 500 clusters and keys writes a row for each verdict of the report, in its order, without being asked', async () => {
  const directory = emptyFolder();
  const { document } = organizationOf(await scanTemplates(), 500, 1, 60);
  await pipeline(Readable.from(written(document)), createWriteStream(join(directory, 'snapshot.json')));
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
  const { stdout } = await byokAudit(['evaluate', 'snapshot.json', '--no-history'], { directory });
  expect(stdout).toMatch(/\bverdicts\.csv\b/);
  const named = ({ rule, subject_type, subject_id, state }: Record<string, string>) =>
    [rule, subject_type, subject_id, state].join(' ');
  const { verdicts } = JSON.parse(readFileSync(join(directory, 'byok-audit-report/report.json'), 'utf8'));
  const inReport = verdicts.map((one: Record<string, string> & { subject: Record<string, string> }) =>
    [one.rule, one.subject.type, one.subject.id, one.state].join(' '),
  );
  const file = join(directory, 'byok-audit-report/verdicts.csv');
  expect(inReport.length).toBeGreaterThan(10_000);
  expect(inPython(file).map(named)).toEqual(inReport);
  expect(readCsv(readFileSync(file)).map(named)).toEqual(inReport);
});
