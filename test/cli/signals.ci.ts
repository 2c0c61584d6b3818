import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serialize } from '../../src/snapshot/file.ts';
import { ORGANIZATIONS } from '../growth/organizations.ts';
import { emptyFolder, spawnByokAudit } from './command.ts';

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;
const TRIES = 100;
/** What an interrupted command may take to end, in milliseconds. */
const TO_END = 2000;

/** What is in the folder of a run: nothing of it, or all that its manifest names. What was not finished has other names. */
function filesOf(folder: string): string[] {
  const all = existsSync(folder) ? readdirSync(folder).sort() : [];
  const found = all.filter((file) => !file.startsWith('.') && !file.endsWith('.tmp'));
  if (found.length === 0) return [];
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: Record<string, string> };
  for (const [file, digest] of Object.entries(manifest.files))
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ).toBe(digest.replace('sha256:', ''));
  expect(found).toEqual([...Object.keys(manifest.files), 'manifest.json'].sort());
  return found;
}

test('a signal at any moment ends an evaluation in time, with its exit code, and no file is half-written', async () => {
  const directory = emptyFolder();
  const made = ORGANIZATIONS['each cluster on a key of its own, in one environment']?.(1000);
  if (made === undefined) throw new Error('there is no such organization');
  writeFileSync(join(directory, 'snapshot.json'), serialize(made.of));
  const evaluate = (out: string) =>
    spawnByokAudit(['evaluate', 'snapshot.json', '--no-history', '--out', out, '--quiet'], { directory });
  const begun = performance.now();
  await once(evaluate('whole'), 'exit');
  const whole = performance.now() - begun;
  expect(filesOf(join(directory, 'whole'))).toContain('report.json');

  let slowest = 0;
  let interrupted = 0;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const [signal, expected] = SIGNALS[tried % 2] ?? SIGNALS[0];
    const child = evaluate(`report-${tried}`);
    const ended = once(child, 'exit');
    // before Node runs our code, a signal ends it as it ends any process
    await pause(100 + (Math.random() * whole * TRIES) / (TRIES + 1));
    const sent = performance.now();
    child.kill(signal);
    const [code, by] = await ended;
    slowest = Math.max(slowest, performance.now() - sent);
    if (code === expected || by === signal) interrupted += 1;
    else expect([0, 1, 2]).toContain(code);
    filesOf(join(directory, `report-${tried}`));
  }
  console.log(`${interrupted} of ${TRIES} were interrupted; the slowest took ${Math.round(slowest)} ms to end`);
  expect(interrupted).toBeGreaterThan(TRIES / 2);
  expect(slowest).toBeLessThan(TO_END);
}, 900_000);
