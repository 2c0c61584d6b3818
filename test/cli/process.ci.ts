import { hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { stubBytes } from '../evaluate/stub-policy.ts';
import { onKey, orchard } from '../subjects/build.ts';
import { emptyFolder, spawnByokAudit } from './command.ts';

// behaviour that only a process has; everything else runs in this one
const directory = emptyFolder();
const silent = createServer(() => {});
afterAll(() => {
  silent.close();
});

async function spawned(args: string[]) {
  const child = spawnByokAudit(args, { directory });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, stdout, stderr };
}

test('the process prints its version and ends with 0', async () => {
  expect(await spawned(['--version'])).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});

test('the process ends with the exit code of the command, and its message is on stderr', async () => {
  expect(await spawned(['scan'])).toEqual({
    code: 64,
    stdout: '',
    stderr: expect.stringMatching(/^no Confluent credentials: set CONFLUENT_CLOUD_API_KEY and/),
  });
});

test('a reader that closes the pipe early does not make the command fail', async () => {
  const child = spawnByokAudit(['rules'], { directory });
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('a scan that is terminated before it collected anything exits with 143, says so and writes nothing', async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const at = emptyFolder();
  writeFileSync(`${at}/byok-audit.yaml`, `version: 1\nconfluent: {endpoint: "http://127.0.0.1:${port}"}\n`);
  const env = { CONFLUENT_CLOUD_API_KEY: 'APPLE', CONFLUENT_CLOUD_API_SECRET: 'cherry-secret-not-real' };
  const child = spawnByokAudit(['scan'], { directory: at, env });
  // the first request shows that the scan has begun
  await once(silent, 'connection');
  child.kill('SIGTERM');
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, stderr]).toEqual([143, expect.stringMatching(/interrupted before anything was collected\.\n$/)]);
  expect(readdirSync(`${at}/byok-audit-report`)).toEqual([]);
});

test('a signal ends an evaluation by a policy that never ends', async () => {
  const at = emptyFolder();
  const wasm = stubBytes('loop');
  const catalogue = { ...loadPolicy().catalogue, policy_wasm_sha256: hash('sha256', wasm) };
  writeFileSync(`${at}/policy.wasm`, wasm);
  writeFileSync(`${at}/catalogue.json`, JSON.stringify({ catalogue }));
  writeFileSync(`${at}/snapshot.json`, serialize(orchard([onKey('lkc-apple', 'cck-apple')])));
  const args = ['evaluate', 'snapshot.json', '--policy', '.', '--policy-timeout', '1h', '--no-history'];
  const child = spawnByokAudit(args, { directory: at });
  const ended = once(child, 'exit');
  // the folder is made before anything is evaluated
  while (!existsSync(`${at}/byok-audit-report`) && child.exitCode === null) await pause(20);
  await pause(500);
  const sent = performance.now();
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(performance.now() - sent).toBeLessThan(2000);
  expect(readdirSync(`${at}/byok-audit-report`)).toEqual([]);
});
