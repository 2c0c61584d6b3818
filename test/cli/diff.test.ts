import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { compile } from '../../src/input/json-schema.ts';
import { Diff } from '../../src/report/change.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { FIXTURES, scanned, scanScenario } from '../end-to-end/scenario.ts';
import { byokAudit, emptyFolder, type Ran } from './command.ts';

const directory = emptyFolder();
const at = (file: string) => join(directory, file);
const read = (file: string) => readFileSync(at(file), 'utf8');
const command = (...args: string[]) => byokAudit(args, { directory });
const evaluate = (snapshot: string, out: string, ...args: string[]) =>
  command('evaluate', snapshot, '--out', out, '--as-of', '2026-11-24T12:00:00Z', '--format', 'json', ...args);

// full: every call answered; denied: the clusters of one environment were not; better: one failure less
beforeAll(async () => {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'));
  const full = (await scanned('aws-small')).snapshot;
  writeFileSync(at('full.json'), serialize(full));
  clouds.fault({ id: 'GET /cmk/v2/clusters?environment=env-apple', kind: 'deny' });
  writeFileSync(at('denied.json'), serialize((await scanScenario('aws-small', clouds)).snapshot));
  await clouds.close();
  await evaluate('full.json', 'full');
  await evaluate('denied.json', 'denied');
  const report = JSON.parse(read('full/report.json'));
  const failing = report.verdicts.find(
    ({ status, severity }: { status: string; severity: string }) => status === 'fail' && severity === 'high',
  );
  Object.assign(failing, { status: 'pass', state: 'pass' });
  writeFileSync(at('better.json'), JSON.stringify(report));
  writeFileSync(at('other.json'), JSON.stringify({ ...report, organization: { id: 'org-garden', name: null } }));
});

describe('diff', () => {
  test.each([
    [['better.json', 'full/report.json'], 0],
    [['better.json', 'full/report.json', '--fail-on-new'], 1],
    [['better.json', 'full/report.json', '--fail-on-new', '--fail-on', 'critical'], 0],
    [['full/report.json', 'better.json', '--fail-on-new'], 0],
    [['full/report.json', 'denied/report.json'], 0],
    [['full/report.json', 'denied/report.json', '--fail-on-new'], 2],
    [['denied/report.json', 'full/report.json', '--fail-on-new'], 1],
  ])('the command diff %j exits with %s', async (args, code) => {
    const ran = await command('diff', ...args);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(ran.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('diff prints what changed as text, as JSON and as Markdown', async () => {
    const [text, json, asked, md] = await Promise.all([
      command('diff', 'better.json', 'full/report.json'),
      command('diff', 'better.json', 'full/report.json', '--json'),
      command('diff', 'better.json', 'full/report.json', '--format', 'json'),
      command('diff', 'better.json', 'full/report.json', '--format', 'md'),
    ]);
    expect(text.stdout).toMatch(/^1 new, 0 resolved, \d+ still failing/m);
    expect(md.stdout).toMatch(/^### BYOK audit: 1 new, 0 resolved/);
    expect(json.stdout).toBe(asked.stdout);
    expect(compile(Diff)(JSON.parse(json.stdout))).toBe(true);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema_version: '1.0',
      counts: { new: 1, resolved: 0 },
      policy_changed: false,
      population: [],
      exit_code: 0,
    });
  });

  test('diff warns when the first report is the newer one', async () => {
    const earlier = JSON.parse(read('better.json'));
    earlier.run.taken_at = '2026-11-17T12:00:00.000Z';
    writeFileSync(at('earlier.json'), JSON.stringify(earlier));
    const { code, stderr } = await command('diff', 'better.json', 'earlier.json');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'warning: better.json is of a later scan than earlier.json; the older one comes first\n',
    });
  });

  test('diff refuses reports that cannot be compared, with a message of one line', async () => {
    writeFileSync(at('cut.json'), '{"schema_version": "1.0",');
    writeFileSync(at('newer.json'), '{"schema_version": "9.0"}');
    for (const [args, code, why] of [
      [['other.json', 'full/report.json'], 65, /^the reports are of different organizations: org-garden/],
      [['cut.json', 'full/report.json'], 65, /^cut\.json:1:\d+: not valid JSON/],
      [['full/report.json', 'newer.json'], 65, /^newer\.json: report format 9\.0 is newer/],
      [['nowhere.json', 'full/report.json'], 65, /^nowhere\.json: cannot be read/],
      [['full/report.json'], 64, /missing required argument/],
      [['full/report.json', 'full/report.json', '--format', 'pdf'], 64, /Allowed choices are text, json, md/],
    ] as const) {
      const ran = await command('diff', ...args);
      expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(why) });
    }
  });
});

describe('a baseline', () => {
  test('a baseline is named in the record, on the page, in the summary and in the manifest, with the same bytes each time', async () => {
    const [once, again] = [
      await evaluate('full.json', 'once', '--baseline', 'better.json', '--format', 'html,json'),
      await evaluate('full.json', 'again', '--baseline', 'better.json', '--format', 'html,json'),
    ];
    const json = JSON.parse((await evaluate('full.json', 'json', '--baseline', 'better.json', '--json')).stdout);
    const changed = json.failures.map(({ change }: { change: string }) => change);
    expect(changed.filter((one: string) => one === 'new')).toHaveLength(1);
    expect(new Set(changed)).toEqual(new Set(['new', 'unchanged']));
    expect(once.stdout).toMatch(/^Since 2026-11-24T12:00:00\.000Z: 1 new, 0 resolved, \d+ still failing/m);
    expect(again.code).toBe(1);
    for (const file of ['report.json', 'report.html', 'manifest.json'])
      expect(read(`again/${file}`) === read(`once/${file}`), file).toBe(true);
    const report = JSON.parse(read('once/report.json'));
    expect(report.changes).toMatchObject({ counts: { new: 1 }, baseline: { run_id: JSON.parse(read('better.json')).run.id } });
    expect(report.run.id).not.toBe(JSON.parse(read('full/report.json')).run.id);
    expect(JSON.parse(read('once/manifest.json')).baseline).toBe(report.changes.baseline.digest);
    expect(JSON.parse(read('full/manifest.json')).baseline).toBeNull();
    // the manifest beside the baseline vouches for it
    await evaluate('full.json', 'twice', '--baseline', 'full/report.json');
    const { files } = JSON.parse(read('full/manifest.json'));
    expect(JSON.parse(read('twice/manifest.json')).baseline).toBe(`sha256:${files['report.json']}`);
  });

  test('the digest of a baseline is that of the file as it lies there', async () => {
    const text = JSON.stringify(JSON.parse(read('full/report.json')), null, 4);
    writeFileSync(at('indented.json'), text);
    await evaluate('full.json', 'thrice', '--baseline', 'indented.json');
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    expect(JSON.parse(read('thrice/report.json')).changes.baseline.digest).toBe(digest);
  });

  test('with --fail-on-new only new failures count, and an incomplete audit stays incomplete', async () => {
    const ran: Ran[] = [];
    for (const [snapshot, out, ...args] of [
      ['full.json', 'new', '--baseline', 'better.json', '--fail-on-new', '--allow-unknown'],
      ['full.json', 'lesser', '--baseline', 'better.json', '--fail-on-new', '--allow-unknown', '--fail-on', 'critical'],
      ['full.json', 'known', '--baseline', 'full/report.json', '--fail-on-new', '--allow-unknown'],
      ['denied.json', 'blind', '--baseline', 'full/report.json', '--fail-on-new', '--allow-unknown'],
      ['full.json', 'all', '--baseline', 'full/report.json', '--allow-unknown'],
    ] as const)
      ran.push(await evaluate(snapshot, out, ...args));
    expect(ran.map(({ code }) => code)).toEqual([1, 0, 0, 2, 1]);
    expect(ran[2]?.stdout).toMatch(/^(ALLOWED|OK) /m);
    expect(ran[3]?.stdout).toMatch(/^INCOMPLETE /m);
  });

  test('--fail-on-new needs a baseline of the same organization, which is read before anything else is done', async () => {
    expect(await evaluate('full.json', 'x', '--fail-on-new')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('needs an earlier report'),
    });
    expect(await command('scan', '--baseline', 'nowhere.json')).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('nowhere.json: cannot be read'),
    });
    expect(await evaluate('full.json', 'y', '--baseline', 'other.json')).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('different organizations'),
    });
  });

  test('a subject of the baseline that the scan no longer sees is newly unknown, not resolved', async () => {
    const { stdout } = await evaluate('denied.json', 'less', '--baseline', 'full/report.json', '--json');
    const { changes } = JSON.parse(stdout);
    expect(changes.counts).toMatchObject({ resolved: 0, new: 0 });
    expect(changes.counts.newly_unknown).toBeGreaterThan(0);
  });
});
