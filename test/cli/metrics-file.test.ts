import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { readMetrics } from '../publish/read-metrics.ts';
import { byokAudit, workplace } from './command.ts';

let clouds: Clouds;
let directory: string;
beforeAll(async () => {
  clouds = await startClouds(join(FIXTURES, 'clean-aws'));
});
afterAll(() => clouds.close());
beforeEach(() => {
  directory = workplace('clean-aws', clouds);
});

const AS_OF = '2026-11-24T12:00:00Z';
const scan = (...more: string[]) =>
  byokAudit(['scan', '--no-history', '--as-of', AS_OF, '--format', 'json', ...more], { directory, env: clouds.env });
const read = (file: string) => readMetrics(readFileSync(join(directory, file), 'utf8'));
const LAST = 'byok_audit_last_complete_scan_timestamp_seconds';

test('a scan writes the metrics beside its report, with the code that it ends with', async () => {
  mkdirSync(join(directory, 'textfile'));
  const { code } = await scan('--metrics', 'textfile/byok.prom');
  expect(code).toBe(0);
  expect(read('textfile/byok.prom').value('byok_audit_exit_code')).toBe(0);
  // node_exporter reads whatever ends in .prom, at any time
  expect(readdirSync(join(directory, 'textfile'))).toEqual(['byok.prom']);
  expect(readFileSync(join(directory, 'textfile/byok.prom'), 'utf8')).not.toContain(clouds.env.CONFLUENT_CLOUD_API_SECRET);
});

test('an evaluation writes the same bytes as the scan of its snapshot', async () => {
  await scan('--metrics', 'scan.prom');
  const { code } = await byokAudit(
    [
      'evaluate',
      'byok-audit-report/snapshot.json',
      '--no-history',
      '--metrics',
      'evaluate.prom',
      '--out',
      'again',
      '--format',
      'json',
    ],
    { directory },
  );
  expect(code).toBe(0);
  expect(readFileSync(join(directory, 'evaluate.prom'), 'utf8')).toBe(readFileSync(join(directory, 'scan.prom'), 'utf8'));
});

test('an incomplete scan keeps the time of the complete one before it', async () => {
  await scan('--metrics', 'byok.prom');
  const before = read('byok.prom').value(LAST);
  expect(before).toBe(Date.parse(AS_OF) / 1000);
  clouds.fault({ id: /^kms:DescribeKey/, kind: 'deny' });
  try {
    const later = await byokAudit(
      ['scan', '--no-history', '--as-of', '2026-11-25T12:00:00Z', '--format', 'json', '--metrics', 'byok.prom'],
      {
        directory,
        env: clouds.env,
      },
    );
    expect(later.code).toBe(2);
  } finally {
    clouds.clearFaults();
  }
  const found = read('byok.prom');
  expect(found.value('byok_audit_complete')).toBe(0);
  expect(found.value('byok_audit_exit_code')).toBe(2);
  expect(found.value(LAST)).toBe(before);
});

test('a scan that ends before there is a report leaves the metrics of the one before', async () => {
  await scan('--metrics', 'byok.prom');
  const before = readFileSync(join(directory, 'byok.prom'), 'utf8');
  clouds.fault({ id: /./, kind: 'unauthorized' });
  try {
    expect((await scan('--metrics', 'byok.prom')).code).toBe(69);
  } finally {
    clouds.clearFaults();
  }
  expect(readFileSync(join(directory, 'byok.prom'), 'utf8')).toBe(before);
});

test('a scan that no list named the organization to leaves the metrics of the one before, with a warning', async () => {
  await scan('--metrics', 'byok.prom');
  const before = readFileSync(join(directory, 'byok.prom'), 'utf8');
  clouds.fault({ id: /^GET \//, kind: 'deny' });
  try {
    const { code, stderr } = await scan('--metrics', 'byok.prom');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('byok.prom: left as it was') });
  } finally {
    clouds.clearFaults();
  }
  expect(readFileSync(join(directory, 'byok.prom'), 'utf8')).toBe(before);
});

describe('a file that cannot be written ends the scan with 73', () => {
  const refused = async (named: string) => {
    const calls = clouds.requests.length;
    const { code, stderr } = await scan('--metrics', named);
    expect(code).toBe(73);
    expect(stderr).toContain(`${named}: cannot be written: `);
    return { stderr, called: clouds.requests.length - calls };
  };

  test('before it calls anybody, where the folder is not there', async () => {
    expect(await refused('nowhere/byok.prom')).toMatchObject({ called: 0 });
  });

  test('where it is a folder, a link, or a pipe that nobody reads', async () => {
    mkdirSync(join(directory, 'folder.prom'));
    symlinkSync('byok-audit.yaml', join(directory, 'link.prom'));
    execFileSync('mkfifo', [join(directory, 'pipe.prom')]);
    expect((await refused('folder.prom')).stderr).toContain('it is a folder');
    expect((await refused('link.prom')).stderr).toContain('it is a link');
    expect((await refused('pipe.prom')).stderr).toContain('it is a link or a device');
  });

  test('where it belongs to the system', async () => {
    expect((await refused('/dev/stdout')).stderr).toContain("/dev is for the system's own files");
  });

  test('where another file has the name, which stays as it is', async () => {
    const before = readFileSync(join(directory, 'byok-audit.yaml'), 'utf8');
    expect((await refused('byok-audit.yaml')).stderr).toContain('holds no metrics of byok-audit');
    expect(readFileSync(join(directory, 'byok-audit.yaml'), 'utf8')).toBe(before);
  });

  test('where it has the metrics of another organization, whose alerts would end', async () => {
    await scan('--metrics', 'byok.prom');
    const file = join(directory, 'byok.prom');
    const other = readFileSync(file, 'utf8').replaceAll('00000000-0000-4000-8000-00000000a991', 'vineyard');
    writeFileSync(file, other);
    expect((await refused('byok.prom')).stderr).toContain('the metrics of another organization');
    expect(readFileSync(file, 'utf8')).toBe(other);
  });

  test('where it is a file that the scan itself writes, which stays as it is', async () => {
    await refused('byok-audit-report/report.json');
    expect(JSON.parse(readFileSync(join(directory, 'byok-audit-report/report.json'), 'utf8'))).toHaveProperty('verdicts');
  });
});

test('a hyphen is refused with 64: it names no file, and metrics are not printed', async () => {
  const calls = clouds.requests.length;
  const { code, stdout, stderr } = await scan('--metrics', '-');
  expect({ code, stdout, stderr }).toEqual({ code: 64, stdout: '', stderr: expect.stringContaining('--metrics -: ') });
  expect([clouds.requests.length, readdirSync(directory)]).toEqual([calls, ['byok-audit.yaml']]);
});

test('an empty file is taken for one that was made for the metrics', async () => {
  writeFileSync(join(directory, 'byok.prom'), '');
  expect((await scan('--metrics', 'byok.prom')).code).toBe(0);
  expect(read('byok.prom').value('byok_audit_complete')).toBe(1);
});

test('metrics need no folder of their own', async () => {
  expect((await scan('--metrics', 'byok-audit-report/byok.prom')).code).toBe(0);
  expect(read('byok-audit-report/byok.prom').value('byok_audit_complete')).toBe(1);
});
