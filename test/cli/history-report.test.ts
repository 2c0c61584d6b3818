import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDocument } from '../../src/input/document.ts';
import { Period } from '../../src/report/period.ts';
import { live, made, snapshotOf } from '../history/story.ts';
import { listed } from '../subjects/build.ts';
import { byokAudit, emptyFolder } from './command.ts';

let directory: string;
const report = (...flags: string[]) => byokAudit(['history', 'report', ...flags], { directory });
const read = (file: string) => readFileSync(join(directory, file), 'utf8');
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const QUARTER = ['--from', '2026-06-01', '--to', '2026-06-05'];

beforeAll(async () => {
  directory = emptyFolder();
  const day = (count: number) => snapshotOf({ day: count, clusters: [made('lkc-apple', 0)], state: 'IN_USE' });
  for (const count of [0, 1, 3]) await live(join(directory, 'byok-audit.db'), day(count));
});

test('history report writes the period as HTML and JSON, the same each time, and prints a summary', async () => {
  const { code, stdout, stderr } = await report(...QUARTER, '--out', 'audit');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replaceAll('\n', ' ')).toContain('3 of 4 expected scans ran, 3 of them saw everything; 1 gap.');
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  const period = checkDocument('period.json', read('audit/period.json'), Period) as Period;
  expect(period).toMatchObject({
    organization: { id: 'org-orchard', name: 'Orchard' },
    scans: { expected: 4, ran: 3 },
    gaps: [{ days: 2 }],
  });
  expect(read('audit/period.html')).toContain('Held at all 3 scans');
  expect(read('audit/period.html')).toContain('<h1>Orchard <');
  // the manifest vouches for the files of one run
  expect(existsSync(join(directory, 'audit/manifest.json'))).toBe(false);
  const before = [read('audit/period.json'), read('audit/period.html')];
  await report(...QUARTER, '--out', 'audit');
  expect([read('audit/period.json'), read('audit/period.html')]).toEqual(before);
});

test('history report classifies the page as the configuration says', async () => {
  writeFileSync(join(directory, 'internal.yaml'), 'version: 1\nclassification: Internal\n');
  expect(await report(...QUARTER, '--config', 'internal.yaml', '--out', 'internal')).toMatchObject({ code: 0, stderr: '' });
  expect(read('internal/period.html')).toContain('<p class="classification">Internal</p>');
  expect(read('audit/period.html')).toContain('<p class="classification">Confidential</p>');
});

test('history report accepts times, and another interval', async () => {
  const flags = ['--from', '2026-06-01T14:00:00+02:00', '--to', '2026-06-02T12:00:00Z', '--every', '1h', '--out', 'hours'];
  expect((await report(...flags)).code).toBe(0);
  expect(JSON.parse(read('hours/period.json'))).toMatchObject({
    period: { from: '2026-06-01T12:00:00.000Z', to: '2026-06-02T12:00:00.000Z', days: 1 },
    scans: { every_minutes: 60, expected: 24, ran: 1 },
  });
});

test('history report of a period without scans exits with 2', async () => {
  const { code, stdout } = await report('--from', '2025-01-01', '--to', '2025-04-01', '--out', 'empty');
  expect(code).toBe(2);
  expect(stdout).toContain('No scan ran. Nothing is known of this period');
  expect(stdout).toContain('Findings: no scan ran');
  expect(read('empty/period.html')).toContain('class="outcome bad"');
});

describe('wrong usage of history report exits with 64 and writes nothing', () => {
  test.each<[string[], RegExp]>([
    [['--from', '2026-06-01'], /--to/],
    [['--from', '2026-02-30', '--to', '2026-06-05'], /Expected a day that exists/],
    [['--from', '01.06.2026', '--to', '2026-06-05'], /Expected a day that exists/],
    [['--from', '2026-06-01T12:00', '--to', '2026-06-05'], /RFC 3339/],
    [['--from', '2026-06-05', '--to', '2026-06-01'], /is not after --from/],
    [['--from', '2026-06-05', '--to', '2026-06-05'], /is not after --from/],
    [[...QUARTER, '--every', 'daily'], /from a minute to a year, such as 90m, 24h or 7d/],
    [[...QUARTER, '--every', '0h'], /from a minute to a year/],
    [[...QUARTER, '--organization', 'org-pear'], /no scan of the organization "org-pear". It has scans of:\n {2}org-orchard/],
    [[...QUARTER, '--history', 'new.db'], /history new.db: there is no such file/],
  ])('the wrong usage %j of history report exits with 64 and writes nothing', async (flags, message) => {
    const { code, stderr } = await report(...flags, '--out', 'wrong');
    expect(stderr).toMatch(message);
    expect(code).toBe(64);
    expect(existsSync(join(directory, 'wrong'))).toBe(false);
  });
});

test('history report asks which organization is meant when there are several', async () => {
  const where = join(directory, 'several.db');
  const one = (id: string) => {
    const { confluent, ...rest } = snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE' });
    const [own] = confluent.organizations.seen;
    if (own === undefined) throw new Error('the orchard has no organization');
    return { ...rest, confluent: { ...confluent, organizations: listed({ ...own, id }) } };
  };
  for (const id of ['org-apple', 'org-pear']) await live(where, one(id));
  const unnamed = await report(...QUARTER, '--history', where, '--out', 'several');
  expect(unnamed).toMatchObject({ code: 64, stderr: expect.stringMatching(/--organization ID:\n {2}org-apple\n {2}org-pear/) });
  const named = await report(...QUARTER, '--history', where, '--out', 'several', '--organization', 'org-pear');
  expect(named).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Orchard \(org-pear\),/) });
  await live(where, one('org-\nplum'));
  const several = await report(...QUARTER, '--history', where, '--out', 'several');
  expect(several.stderr.split('\n')).toHaveLength(5);
  const unknown = await report(...QUARTER, '--history', where, '--organization', 'a\nb');
  expect(unknown.stderr.split('\n')).toHaveLength(5);
});
