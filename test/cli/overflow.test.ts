import { hash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MOST_ON_PAGE } from '../../src/report/overflow.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { readCsv } from '../render/read-csv.ts';
import { sampleReport } from '../render/sample-report.ts';
import { byokAudit, emptyFolder } from './command.ts';

/** A report of so many clusters, all of which fail one rule. */
function failing(count: number): Report {
  const report = sampleReport();
  const [subject] = report.subjects;
  const [like] = report.verdicts.filter(({ rule }) => rule === 'cluster.info');
  if (subject === undefined || like === undefined) throw new Error('the sample has a cluster that fails');
  const ids = Array.from({ length: count }, (_, number) => `lkc-${String(number).padStart(6, '0')}`);
  return {
    ...report,
    run: { ...report.run, id: `run-${count}` },
    subjects: ids.map((id) => ({ ...subject, id })),
    verdicts: ids.map((id) => ({ ...like, subject: { type: 'cluster', id }, fingerprint: `${id} ${like.fingerprint}` })),
  };
}

async function rendered(directory: string, report: Report, ...flags: string[]) {
  writeFileSync(join(directory, 'given.json'), serializeReport(report));
  const { stdout, stderr } = await byokAudit(['report', 'given.json', '--out', 'out', ...flags], { directory });
  expect(stderr).toBe('');
  const file = join(directory, 'out/verdicts.csv');
  const { files } = JSON.parse(readFileSync(join(directory, 'out/manifest.json'), 'utf8'));
  return { stdout, bytes: existsSync(file) ? readFileSync(file) : null, digest: files['verdicts.csv'] };
}

test('verdicts.csv is written beside a page that does not hold all failures, is in the manifest, and goes with its run', async () => {
  const directory = emptyFolder();
  const beyond = await rendered(directory, failing(MOST_ON_PAGE.failures + 1));
  expect(readCsv(beyond.bytes ?? '')).toHaveLength(MOST_ON_PAGE.failures + 1);
  expect(beyond.digest).toBe(hash('sha256', beyond.bytes ?? ''));
  expect(beyond.stdout).toContain(', verdicts.csv among them\n');

  const within = await rendered(directory, failing(MOST_ON_PAGE.failures));
  expect(within).toEqual({ stdout: expect.not.stringContaining('verdicts.csv'), bytes: null, digest: undefined });
});

test('verdicts.csv is not written without the page, unless it is asked for', async () => {
  const [directory, report] = [emptyFolder(), failing(MOST_ON_PAGE.failures + 1)];
  expect((await rendered(directory, report, '--format', 'json')).bytes).toBeNull();
  const asked = await rendered(directory, report, '--format', 'csv');
  expect(readCsv(asked.bytes ?? '')).toHaveLength(MOST_ON_PAGE.failures + 1);
  expect(existsSync(join(directory, 'out/report.html'))).toBe(false);
});
