import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../src/history/export-line.ts';
import { usingHistory } from '../../src/history/open.ts';
import { scansListed } from '../../src/history/scans.ts';
import { exported } from '../../src/history/transfer.ts';
import { isPostgresUrl } from '../../src/input/url.ts';
import { type Server, startPostgres } from './postgres-server.ts';
import { live, STORY, snapshotOf } from './story.ts';

let server: Server;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

/** A process that records days of the story, and reports each that it finished. */
const recorder = (where: string, days: readonly number[]) =>
  fork(new URL('./recorder.ts', import.meta.url), [where, ...days.map(String)], { stdio: 'ignore' });

const linesOf = (where: string): Promise<Line[]> => usingHistory(where, exported);

/** Locks a store like a program that keeps writing. @returns a function that releases the lock */
async function locked(where: string): Promise<() => Promise<void>> {
  if (isPostgresUrl(where)) {
    const other = new pg.Client({ connectionString: where });
    await other.connect();
    await other.query('BEGIN');
    await other.query('LOCK TABLE byok_audit_history IN ACCESS EXCLUSIVE MODE');
    return () => other.end();
  }
  const other = new DatabaseSync(where);
  other.exec('BEGIN EXCLUSIVE');
  return async () => other.close();
}

describe.each([
  ['SQLite', async () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db')],
  ['PostgreSQL', () => server.fresh()],
])('concurrent processes on %s', (_, fresh) => {
  test('twenty processes at once lose no scan', async () => {
    const where = await fresh();
    const all = Array.from({ length: 40 }, (_, day) => day);
    const processes = Array.from({ length: 20 }, (_, index) =>
      recorder(
        where,
        all.filter((day) => day % 20 === index),
      ),
    );
    const codes = await Promise.all(processes.map(async (process) => (await once(process, 'exit'))[0] as number));
    expect(codes).toEqual(processes.map(() => 0));
    const together = await linesOf(where);
    expect(together.filter((line) => 'snapshot' in line)).toHaveLength(40);
    expect(together.filter((line) => 'run' in line)).toHaveLength(40);
    // in any order, the same is known about clusters and keys
    const alone = await fresh();
    for (const day of all) await live(alone, snapshotOf(STORY[day] ?? { day, clusters: [], state: 'AVAILABLE' }));
    const kept = (lines: Line[]) => lines.filter((line) => 'snapshot' in line || 'binding' in line);
    expect(kept(together)).toEqual(kept(await linesOf(alone)));
  }, 240_000);

  test('a killed process leaves a store that opens and holds every finished scan', async () => {
    const where = await fresh();
    const finished = new Set<number>();
    let killed = 0;
    for (let round = 0; killed < 50; round += 1) {
      const days = Array.from({ length: 6 }, (_, index) => (round * 5 + index) % 56);
      const process = recorder(where, days);
      process.on('message', (day) => finished.add(Number(day)));
      const ended = once(process, 'exit');
      // in every second round before the store is opened, in the others while it is being written
      const started = round % 2 === 0 ? once(process, 'message') : new Promise((resolve) => setTimeout(resolve, 300));
      const moment = started.then(() => new Promise((resolve) => setTimeout(resolve, Math.random() * 700)));
      await Promise.race([moment, ended]);
      if (process.kill('SIGKILL')) killed += 1;
      await ended;
      const scans = await usingHistory(where, scansListed);
      // a scan is written with its verdicts, or not at all
      expect(scans.filter(({ runs }) => runs < 1)).toEqual([]);
      expect(scans.length).toBeGreaterThanOrEqual(finished.size);
    }
    if (isPostgresUrl(where)) return;
    const check = new DatabaseSync(where);
    expect(check.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    check.close();
  }, 600_000);

  test('a store that another program keeps locked is reported after a minute, and is not changed', async () => {
    const where = await fresh();
    await live(where, snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE' }));
    const before = await linesOf(where);
    const unlock = await locked(where);
    const error = await usingHistory(where, async () => {}).catch((thrown: unknown) => thrown);
    await unlock();
    expect(error).toMatchObject({ name: 'HistoryError', reason: 'timeout' });
    expect(String(error)).toMatch(/locked.*Try again when that one has ended/);
    expect(await linesOf(where)).toEqual(before);
  });
});
