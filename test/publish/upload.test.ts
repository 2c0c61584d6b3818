import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Asked } from '../../loopback/service.ts';
import { gitHub, scannedFolder, TAKEN_AT, upload } from './folder.ts';
import { goodSarif } from './sarif.ts';

const RESULTS = 'byok-audit-report/results.sarif';

test('the file is sent as it is, for the commit and the ref of the job, and its results are open alerts', async () => {
  const posted: Asked[] = [];
  const hub = await gitHub({ heard: (asked) => asked.method === 'POST' && posted.push(asked) });
  const directory = scannedFolder();
  const { code, stdout } = await upload(directory, hub.env);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    `uploaded 7 results of the scan of ${TAKEN_AT}`,
    '  repository  orchard/audit',
    '  ref         refs/heads/main at c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
    '  category    byok-audit/00000000-0000-4000-8000-00000000a991',
    expect.stringContaining(`  analysis    ${hub.url}/repos/orchard/audit/code-scanning/analyses?sarif_id=`),
    '',
  ]);
  const { sarif, ...about } = JSON.parse(posted[0]?.body ?? '');
  expect(about).toEqual({
    commit_sha: hub.env.GITHUB_SHA,
    ref: 'refs/heads/main',
    started_at: TAKEN_AT.replace(/\.\d+Z$/, 'Z'),
    tool_name: 'byok-audit',
  });
  expect(gunzipSync(Buffer.from(sarif, 'base64')).equals(readFileSync(join(directory, RESULTS)))).toBe(true);
  expect(hub.repository.alerts.all()).toHaveLength(7);
});

test('--json says what was uploaded, and --quiet nothing', async () => {
  const hub = await gitHub();
  const directory = scannedFolder();
  const { stdout } = await upload(directory, hub.env, ['--json']);
  expect(JSON.parse(stdout)).toEqual({
    uploaded: true,
    repository: 'orchard/audit',
    ref: 'refs/heads/main',
    commit_sha: hub.env.GITHUB_SHA,
    taken_at: TAKEN_AT,
    category: 'byok-audit/00000000-0000-4000-8000-00000000a991',
    results: 7,
    sha256: createHash('sha256').update(goodSarif()).digest('hex'),
    sarif_id: expect.any(String),
    analyses_url: expect.any(String),
    warnings: [],
    exit_code: 0,
  });
  expect(await upload(directory, hub.env, ['--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a file of a scan that is more than a day old is sent with a warning, since newer alerts would be closed', async () => {
  const hub = await gitHub();
  const run = { id: 'plum', taken_at: new Date(Date.now() - 25 * 3_600_000).toISOString() };
  const { code, stderr } = await upload(scannedFolder(goodSarif(), { run }), hub.env, ['--quiet']);
  expect(code).toBe(0);
  expect(stderr).toContain(`warning: the scan was made at ${run.taken_at}, more than a day ago`);
});

describe('nothing is sent, and nobody is asked', () => {
  const withheld = { withheld: { 'results.sarif': 'not every cluster was seen' } };

  test('where the scan withholds the file: exit code 2, with the reason', async () => {
    const hub = await gitHub();
    const { code, stdout, stderr } = await upload(scannedFolder(null, withheld), hub.env, ['--quiet', '--json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('not every cluster was seen') });
    expect(JSON.parse(stdout)).toMatchObject({ uploaded: false, withheld: 'not every cluster was seen', exit_code: 2 });
    expect(hub.requests).toEqual([]);
  });

  test('where a file lies there that the scan withholds', async () => {
    const hub = await gitHub();
    expect(await upload(scannedFolder(goodSarif(), withheld), hub.env)).toMatchObject({ code: 2 });
    expect(hub.requests).toEqual([]);
  });

  test.each<[string, () => string, RegExp]>([
    [
      'no manifest is there',
      () => scannedFolder().replace(/$/, '/byok-audit-report'),
      /manifest\.json: cannot be read: there is no such file/,
    ],
    ['the run wrote no such file', () => scannedFolder(null), /manifest\.json: the run wrote no results\.sarif/],
    ['the file is of an earlier run', () => scannedFolder(goodSarif(), { files: {} }), /the run wrote no results\.sarif/],
    [
      'the file is another than the manifest names',
      () => changed(`${goodSarif()} `),
      /it is not the file that manifest\.json names/,
    ],
    ['the file is gone', () => scannedFolder(null, { files: { 'results.sarif': 'x' } }), /results\.sarif: cannot be read/],
    ['the manifest is that of a collection', () => scannedFolder(null, { run: undefined }), /the run wrote no results\.sarif/],
    ['the manifest is none', () => scannedFolder(goodSarif(), { files: [] }), /manifest\.json:1:\d+: files: expected object/],
    ['the file is none of ours', () => scannedFolder('{"version": "2.1.0", "runs": []}'), /results\.sarif:1:\d+: runs: /],
    [
      'the file is too large',
      () => scannedFolder(hugeSarif()),
      /it has 11 MB compressed, and GitHub accepts at most 10 MB\. Nothing was sent/,
    ],
  ])('where %s: exit code 65', async (_, folder, message) => {
    const hub = await gitHub();
    const { code, stderr } = await upload(folder(), hub.env);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(message) });
    expect(hub.requests).toEqual([]);
  });
});

test('what GitHub could not process is reported in its own words, without characters that hide some: exit code 65', async () => {
  const hub = await gitHub({ pending: 0 });
  const broken = JSON.parse(goodSarif());
  broken.runs[0].results[0].locations = [];
  broken.runs[0].tool.driver.rules[1].shortDescription.text = '';
  broken.runs[0].tool.driver.rules[1].id = 'plum\u202e\u001b[2J';
  const { code, stderr } = await upload(scannedFolder(JSON.stringify(broken)), hub.env, ['--quiet']);
  expect(code).toBe(65);
  expect(stderr).toMatch(/^GitHub could not process the file \([\w-]{36}\):\n {2}rejecting SARIF: rule plum\\u202E/);
  expect(stderr).toContain('\n  locationFromSarifResult: expected at least one location\n');
  expect(hub.repository.alerts.all()).toEqual([]);
});

test('of many errors ten are listed', async () => {
  const hub = await gitHub();
  const broken = JSON.parse(goodSarif());
  for (const rule of broken.runs[0].tool.driver.rules) rule.help = rule.fullDescription = rule.shortDescription = {};
  const { stderr } = await upload(scannedFolder(JSON.stringify(broken)), hub.env, ['--quiet']);
  expect(stderr.trim().split('\n')).toHaveLength(12);
  expect(stderr).toMatch(/\n {2}and \d+ more\n$/);
});

/** A folder in which the file was changed after the manifest was written. */
function changed(text: string): string {
  const directory = scannedFolder();
  writeFileSync(join(directory, RESULTS), text);
  return directory;
}

/** What takes more than ten megabytes however it is compressed. */
function hugeSarif(): string {
  const log = JSON.parse(goodSarif());
  log.runs[0].properties = { noise: randomBytes(10_600_000).toString('base64') };
  return JSON.stringify(log);
}
