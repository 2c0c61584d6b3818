import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { scansListed } from '../../src/history/scans.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { byokAudit, spawnByokAudit } from '../cli/command.ts';
import { type Server, startPostgres } from '../history/postgres-server.ts';
import { made, snapshotOf } from '../history/story.ts';
import { clean, killed, sharedFolder, verified, writerIn } from './written-runs.ts';

const directory = mkdtempSync(join(tmpdir(), 'byok-killed-'));
const FORMATS = ['html,sarif,json', 'json'];
for (const day of [0, 1])
  writeFileSync(
    join(directory, `day-${day}.json`),
    serialize(snapshotOf({ day, clusters: [made('lkc-first', 0)], state: 'IN_USE' })),
  );

const evaluating = (day: number, out: string, ...more: string[]) => [
  ...['evaluate', `day-${day % 2}.json`, '--out', out, '--format', FORMATS[day % 2] ?? '', '--quiet'],
  ...(more.length > 0 ? more : ['--no-history']),
];

test('two hundred commands that are killed at any moment leave true manifests, and nothing to the one after them', async () => {
  const began = performance.now();
  await once(spawnByokAudit(evaluating(0, sharedFolder()), { directory }), 'exit');
  const longest = 1.1 * (performance.now() - began);
  let out = sharedFolder();
  for (let round = 0; round < 200; round += 1) {
    if (round % 10 === 0) out = sharedFolder();
    const process = spawnByokAudit(evaluating(round, out), { directory });
    process.stdout.resume();
    process.stderr.resume();
    await killed(process, Math.random() * longest);
    verified(out);
    const { code } = await byokAudit(evaluating(round + 1, out), { directory });
    expect([0, 1, 2]).toContain(code);
    clean(out);
  }
}, 1_800_000);

test('two hundred processes that are killed while they write leave true manifests, and nothing to the command after them', async () => {
  const out = sharedFolder();
  for (let round = 0; round < 200; round += 1) {
    await killed(await writerIn(out), Math.random() * 40);
    verified(out);
    await byokAudit(evaluating(round, out), { directory });
    clean(out);
  }
}, 1_800_000);

test('of four processes that write into one folder at once, one run is there whole, also while some are killed', async () => {
  const out = sharedFolder();
  const writers = await Promise.all([0, 1, 2, 3].map(() => writerIn(out)));
  await Promise.all(writers.map((writer, place) => killed(writer, 1000 + place * 500)));
  verified(out);
  await byokAudit(evaluating(0, out), { directory });
  clean(out);
});

let server: Server;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

describe.each([
  ['SQLite', async () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db')],
  ['PostgreSQL', () => server.fresh()],
])('two commands at once with one history on %s', (_, fresh) => {
  test('one of the two is in the folder, whole, and both are in the history', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [out, where] = [sharedFolder(), await fresh()];
      const env = { BYOK_AUDIT_HISTORY_URL: where };
      const codes = [0, 1].map(async (day) => {
        const process = spawnByokAudit(evaluating(day, out, '--workers', '1'), { directory, env });
        process.stdout.resume();
        process.stderr.resume();
        return (await once(process, 'exit'))[0];
      });
      for (const code of await Promise.all(codes)) expect([0, 1, 2]).toContain(code);
      clean(out);
      expect(readdirSync(out).filter((file) => file.startsWith('.'))).toEqual([]);
      const scans = await usingHistory(where, scansListed);
      expect(scans.map(({ runs }) => runs)).toEqual([1, 1]);
    }
  }, 300_000);
});
