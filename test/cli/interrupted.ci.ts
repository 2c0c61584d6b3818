import { hash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { readReport } from '../../src/report/file.ts';
import { readSnapshot } from '../../src/snapshot/file.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { stubBytes } from '../evaluate/stub-policy.ts';
import { byokAudit, spawnByokAudit, workplace } from './command.ts';

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;
/** What an interrupted command may take to end, in milliseconds. */
const TO_END = 2000;

const clouds = await startClouds(join(FIXTURES, 'demo'));
afterAll(() => clouds.close());
const directory = workplace('demo', clouds);
for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(FIXTURES, 'demo', file), join(directory, file));
const { env } = clouds;
beforeEach(() => clouds.clearFaults());

/** Runs a command until something happens, and sends signals then, so many milliseconds apart. */
async function interrupted(args: string[], until: () => boolean, signals: NodeJS.Signals[], apart = 50) {
  const child = spawnByokAudit(args, { directory, env });
  const [stderr, ended] = [text(child.stderr), once(child, 'exit')];
  child.stdout.resume();
  while (!until() && child.exitCode === null) await pause(10);
  await pause(200);
  const sent = performance.now();
  for (const signal of signals) {
    child.kill(signal);
    await pause(apart);
  }
  const [code, by] = await ended;
  return { code: statusOf(code, by), stderr: await stderr, took: performance.now() - sent };
}

/** What a shell says of an ended process: one that a signal killed, such as while Node was taking itself down, has no exit code. */
const statusOf = (code: number | null, by: NodeJS.Signals | null): number => code ?? 128 + constants.signals[by ?? 'SIGKILL'];

let folders = 0;
const freshFolder = () => `out-${++folders}`;
/** Whether a call was asked since the last look at it. */
function isAsked(id: RegExp): () => boolean {
  const before = clouds.requests.length;
  return () => clouds.requests.slice(before).some((request) => id.test(request.id));
}

await byokAudit(['scan', '--out', 'whole', '--no-history', '--quiet'], { directory, env });
const passedOnAll = new Set(
  readReport(`${directory}/whole/report.json`).verdicts.flatMap((one) => (one.state === 'pass' ? [one.fingerprint] : [])),
);

describe.each([
  ['the list of clusters', /^GET \/cmk\/v2\/clusters/],
  ['the connectors', /^GET \/connect\/v1/],
  ['AWS', /^kms:/],
  ['Azure Resource Manager', /^arm:/],
  ['an Azure vault', /^keyvault:/],
  ['Microsoft Graph', /^graph:/],
  ['Google Cloud KMS', /^cloudkms:/],
])('a collection that waits for %s', (_, id) => {
  test.each(SIGNALS)('%s ends it in time with %i, and what is kept proves no more than all would', async (signal, expected) => {
    clouds.fault({ id, kind: 'hang' });
    const out = freshFolder();
    const { code, took, stderr } = await interrupted(['collect', '--out', out, '--quiet'], isAsked(id), [signal]);
    expect([code, readdirSync(join(directory, out))]).toEqual([expected, ['snapshot.partial.json']]);
    expect(took).toBeLessThan(TO_END);
    expect(stderr).toContain('which is marked as incomplete');
    const partial = join(out, 'snapshot.partial.json');
    expect(readSnapshot(partial, { directory }).interrupted_at).not.toBeNull();

    const again = await byokAudit(['evaluate', partial, '--out', `${out}-again`, '--no-history', '--allow-unknown', '--quiet'], {
      directory,
    });
    expect([1, 2]).toContain(again.code);
    const { summary, verdicts } = readReport(join(directory, `${out}-again`, 'report.json'));
    expect(summary.complete).toBe(false);
    const passed = verdicts.flatMap(({ state, fingerprint }) => (state === 'pass' ? [fingerprint] : []));
    expect(passed.filter((fingerprint) => !passedOnAll.has(fingerprint))).toEqual([]);
  });
});

test('interrupted before anything was listed, it says so and leaves no file', async () => {
  clouds.fault({ id: /^GET/, kind: 'hang' });
  const out = freshFolder();
  const { code, stderr } = await interrupted(['scan', '--out', out, '--no-history', '--quiet'], isAsked(/^GET/), ['SIGINT']);
  expect([code, stderr]).toEqual([130, 'interrupted before anything was collected.\n']);
  expect(readdirSync(join(directory, out))).toEqual([]);
});

test('a second signal ends it at once, at any moment, and what became of the collection is said at most once', async () => {
  clouds.fault({ id: /^GET/, kind: 'hang' });
  for (const apart of [0, 2, 4, 6, 8, 10, 15, 20, 50]) {
    const { code, took, stderr } = await interrupted(['scan', '--no-history'], isAsked(/^GET/), ['SIGINT', 'SIGTERM'], apart);
    expect([130, 143]).toContain(code);
    expect(took).toBeLessThan(TO_END);
    expect((stderr.match(/interrupted/g) ?? []).length).toBeLessThanOrEqual(1);
  }
});

test.each(SIGNALS)(
  '%s while a policy evaluates ends it in time with %i, and all that was collected is kept',
  async (signal, expected) => {
    const wasm = stubBytes('loop');
    const catalogue = { ...loadPolicy().catalogue, policy_wasm_sha256: hash('sha256', wasm) };
    writeFileSync(`${directory}/policy.wasm`, wasm);
    writeFileSync(`${directory}/catalogue.json`, JSON.stringify({ catalogue }));
    const out = freshFolder();
    const kept = () => readdirSync(directory).includes(out) && readdirSync(join(directory, out)).length > 0;
    const policy = ['--policy', '.', '--policy-timeout', '1h'];
    const { code, took, stderr } = await interrupted(['scan', '--out', out, '--no-history', ...policy], kept, [signal]);
    expect([code, readdirSync(join(directory, out))]).toEqual([expected, ['snapshot.partial.json']]);
    expect(took).toBeLessThan(TO_END);
    expect(stderr).toContain(`all had been collected; it is in ${out}/snapshot.partial.json`);
    expect(readSnapshot(join(out, 'snapshot.partial.json'), { directory }).interrupted_at).toBeNull();
  },
);
