import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { CANARIES, refusingPostgres } from './canaries.ts';
import { echoing } from './echo.ts';
import { base64Of, oracle, WAYS } from './oracle.ts';
import { echoingOrchard, historyUrl } from './scans.ts';

const { leaksIn, leaksBelow } = oracle(CANARIES);

describe('the search for canaries finds', () => {
  test.each(Object.entries(CANARIES))('a piece of %s, in any form', (canary, secret) => {
    const finds = (text: string) =>
      expect(leaksIn(`<p>${text}</p>`, 'here'), text).toContainEqual(expect.objectContaining({ canary }));
    for (const from of [0, Math.max(0, Math.floor(secret.length / 2) - 12), Math.max(0, secret.length - 12)])
      for (const write of Object.values(WAYS)) finds(write(secret.slice(from, from + 12)));
    for (const [, text] of base64Of(secret)) for (const from of [0, 2, text.length - 10]) finds(text.slice(from, from + 10));
  });

  test('one in a file that is compressed, in the name of one, in Base64 of more, and over two lines', () => {
    const folder = emptyFolder();
    const secret = CANARIES.azure_token;
    writeFileSync(join(folder, 'apple.gz'), gzipSync(`{"apple": "${secret}"}`));
    writeFileSync(join(folder, secret.replaceAll('/', '')), '');
    writeFileSync(join(folder, 'lines'), `${secret.slice(0, 6)}\n  ${secret.slice(6, 12)}`);
    writeFileSync(join(folder, 'base64'), Buffer.from(`{"apple": "${secret}"}`).toString('base64'));
    const places = leaksBelow(folder).map(({ where }) => where.slice(folder.length + 1));
    expect(places).toEqual(expect.arrayContaining(['apple.gz, unzipped', 'lines, without white space', 'base64, from Base64']));
    expect(leaksBelow(folder).some(({ where }) => where.startsWith('the name of'))).toBe(true);
  });
});

const ON_FILE = ['--history', 'byok-audit.db'];
const EVERYTHING = ['--json', '--verbose', '--log-format', 'json'];

test('a scan whose replies repeat every credential in good fields writes none of them', async () => {
  const { directory, env, sent } = await echoingOrchard();
  const scan = await byokAudit(['scan', ...EVERYTHING, ...ON_FILE, '--metrics', 'byok.prom'], { directory, env });
  expect([1, 2]).toContain(scan.code);
  expect(readFileSync(join(directory, 'byok.prom'), 'utf8')).toMatch(/^byok_audit_exit_code/m);
  expect(sent()).toBeGreaterThan(1000);
  expect(scan.stdout).toContain('[hidden]');
  const exported = await byokAudit(['history', 'export', ...ON_FILE], { directory, env });
  const checked = await byokAudit(['config', 'check', '--json'], { directory, env });
  expect(checked.code).toBe(0);
  for (const ran of [scan, exported, checked]) expect(leaksIn(ran.stdout + ran.stderr, 'the output')).toEqual([]);
  expect(leaksBelow(directory)).toEqual([]);
});

test('nor does one whose credentials are refused', async () => {
  const { directory, env } = await echoingOrchard();
  const scan = await byokAudit(['scan', ...ON_FILE], { directory, env: { ...env, CONFLUENT_CLOUD_API_KEY: 'ANOTHER' } });
  expect(scan).toMatchObject({ code: 69, stderr: expect.stringContaining('[hidden]') });
  expect(leaksIn(scan.stderr, 'stderr')).toEqual([]);
});

test('what a PostgreSQL server repeats is in no error', async () => {
  const { directory, env } = await echoingOrchard();
  // what STS gives is not there where nothing is collected
  const { assumed_secret, assumed_token, ...others } = CANARIES;
  const server = await refusingPostgres(echoing(others).said);
  onTestFinished(server.close);
  const list = await byokAudit(['history', 'list'], {
    directory,
    env: { ...env, BYOK_AUDIT_HISTORY_URL: historyUrl(server.port) },
  });
  expect(list).toMatchObject({ code: 73, stderr: expect.stringContaining('[hidden]') });
  expect(leaksIn(list.stdout + list.stderr, 'the output')).toEqual([]);
});
