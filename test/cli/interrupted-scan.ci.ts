import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { readReport } from '../../src/report/file.ts';
import { readSnapshot } from '../../src/snapshot/file.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { byokAudit, spawnByokAudit, workplace } from './command.ts';

const clouds = await startClouds(join(FIXTURES, 'clean-aws'));
afterAll(() => clouds.close());
const directory = workplace('clean-aws', clouds);
const out = `${directory}/byok-audit-report`;
const partial = `${out}/snapshot.partial.json`;
const { env } = clouds;

test('an interrupted scan keeps what it had collected, which never reads as all, until the next run', async () => {
  const collect = () => byokAudit(['collect', '--quiet'], { directory, env });
  expect((await collect()).code).toBe(0);
  const files = readdirSync(out);
  const contents = () => files.map((file) => readFileSync(`${out}/${file}`, 'utf8'));
  const before = contents();

  clouds.fault({ id: /^kms:ListGrants/, kind: 'hang' });
  const asked = clouds.requests.length;
  const child = spawnByokAudit(['scan', '--no-history'], { directory, env });
  const [stderr, ended] = [text(child.stderr), once(child, 'exit')];
  child.stdout.resume();
  while (!clouds.requests.slice(asked).some(({ id }) => id.startsWith('kms:ListGrants'))) await pause(10);
  await pause(100);
  const sent = performance.now();
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(performance.now() - sent).toBeLessThan(2000);
  expect(await stderr).toContain('byok-audit-report/snapshot.partial.json, which is marked as incomplete');

  expect(readdirSync(out).sort()).toEqual([...files, 'snapshot.partial.json'].sort());
  expect(contents()).toEqual(before);
  const { interrupted_at, kms } = readSnapshot(partial);
  expect(interrupted_at).toMatch(/^20\d\d-/);
  expect(JSON.stringify(kms)).toContain('the scan was interrupted before this call was answered');

  const lenient = ['--allow-unknown', '--allow-empty', '--format', 'json,html', '--no-history', '--quiet'];
  expect((await byokAudit(['evaluate', partial, '--out', 'trial', ...lenient], { directory })).code).toBe(2);
  const { run, summary } = readReport(`${directory}/trial/report.json`);
  const sentence = `The collection was interrupted at ${interrupted_at}: the snapshot is partial.`;
  expect([run.interrupted_at, summary.complete, summary.incomplete_because[0]]).toEqual([interrupted_at, false, sentence]);
  expect(readFileSync(`${directory}/trial/report.html`, 'utf8')).toContain(sentence);

  clouds.clearFaults();
  await collect();
  expect(existsSync(partial)).toBe(false);
});
