import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHistory, usingHistory } from '../../src/history/open.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { exported } from '../../src/history/transfer.ts';
import { migrationTests } from './migration-tests.ts';
import { type Server, startPostgres } from './postgres-server.ts';
import { recordTests } from './record-tests.ts';
import { live, made, STORY, snapshotOf } from './story.ts';
import { storyTests } from './story-tests.ts';

let server: Server;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

describe('on PostgreSQL', () => {
  storyTests(() => server.fresh());
  migrationTests(() => server.fresh());
  recordTests(() => server.fresh());
});

test('both databases give the same bytes, day by day', async () => {
  const sqlite = join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
  const postgres = await server.fresh();
  for (const day of STORY) {
    const [one, other] = [await live(sqlite, snapshotOf(day)), await live(postgres, snapshotOf(day))];
    expect(JSON.stringify(one) === JSON.stringify(other)).toBe(true);
  }
  const rows = (where: string) =>
    usingHistory(where, (database) =>
      periodRows(database, 'org-orchard', '2026-06-01T00:00:00.000Z', '2026-07-15T00:00:00.000Z'),
    );
  const period = await rows(sqlite);
  expect(period.scans).toHaveLength(44);
  expect(await rows(postgres)).toEqual(period);
});

test('both databases export the same lines, whatever language PostgreSQL orders text by', async () => {
  const sqlite = join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
  const postgres = await server.fresh();
  const ids = ['lkc-a', 'lkc-B', 'lkc_b', 'LKC-C', 'lkc-ä', 'lkc-c'];
  const clusters = ids.map((id) => made(id, 0));
  const lines = async (where: string) => {
    for (const day of [1, 2]) await live(where, snapshotOf({ day, clusters, state: 'IN_USE' }));
    return usingHistory(where, exported);
  };
  const expected = await lines(sqlite);
  expect(expected.length).toBeGreaterThan(ids.length);
  expect(await lines(postgres)).toEqual(expected);
});

test('a database that holds no history is told, and left empty, by those who only read', async () => {
  const where = await server.fresh();
  const read = () => usingHistory(where, async (database) => database.all('SELECT COUNT(*) FROM snapshots'), false);
  await expect(read()).rejects.toThrow(/it is empty/);
  await expect(read()).rejects.toThrow(/it is empty/);
  await (await openHistory(where)).close();
  expect(await read()).toHaveLength(1);
});

test('a wrong password is told without it', async () => {
  const wrong = server.url.replace('quince', 'medlar');
  await expect(openHistory(wrong)).rejects.toThrow(/refuses the user or the password/);
  await expect(openHistory(wrong)).rejects.not.toThrow(/medlar/);
});
