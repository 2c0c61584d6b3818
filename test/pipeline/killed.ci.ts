import { once } from 'node:events';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serialize } from '../../src/snapshot/file.ts';
import { emptyFolder, spawnByokAudit } from '../cli/command.ts';
import { ORGANIZATIONS } from '../growth/organizations.ts';

/** The files that a process has open. */
function filesOf(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return [readlinkSync(join(folder, descriptor))];
    } catch {
      return [];
    }
  });
}

test('an evaluation that is killed while threads judge leaves no file behind', async () => {
  const directory = emptyFolder();
  const made = ORGANIZATIONS['each cluster on a key of its own, in one environment']?.(1200);
  if (made === undefined) throw new Error('there is no such organization');
  writeFileSync(join(directory, 'snapshot.json'), serialize(made.of));
  const args = ['evaluate', 'snapshot.json', '--workers', '2', '--no-history', '--out', 'report', '--quiet'];
  const child = spawnByokAudit(args, { directory });
  const ended = once(child, 'exit');
  // its lines are in a file of their own by then
  while (!filesOf(child.pid).some((file) => file.includes('.byok-audit-'))) await pause(20);
  await pause(200);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(readdirSync(join(directory, 'report'))).toEqual([]);
});
