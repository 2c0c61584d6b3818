import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { scansListed } from '../../src/history/scans.ts';
import { stateOfStore } from '../../src/history/state.ts';
import { exported } from '../../src/history/transfer.ts';
import { migrationSuite, OLD } from './migration-suite.ts';
import { type Server, startPostgres } from './postgres-server.ts';
import { recordSuite } from './record-suite.ts';
import { scenarioSuite } from './scenario-suite.ts';
import { live, made, STORY, snapshotOf } from './story.ts';

let server: Server;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

const restored = async () => {
  const where = await server.fresh();
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  await client.query(readFileSync(join(OLD, 'format-4.sql'), 'utf8'));
  await client.end();
  return where;
};

describe('on PostgreSQL', () => {
  scenarioSuite(() => server.fresh());
  migrationSuite(() => server.fresh(), restored);
  recordSuite(() => server.fresh());
});

test('both databases give the same bytes, day by day', async () => {
  const sqlite = join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
  const postgres = await server.fresh();
  for (const day of STORY) {
    const [one, other] = [await live(sqlite, snapshotOf(day)), await live(postgres, snapshotOf(day))];
    expect(JSON.stringify(one) === JSON.stringify(other)).toBe(true);
  }
  const rows = (where: string) =>
    usingHistory(where, (store) => periodRows(store, 'org-orchard', '2026-06-01T00:00:00.000Z', '2026-07-15T00:00:00.000Z'));
  const period = await rows(sqlite);
  expect(period.scans).toHaveLength(44);
  expect(await rows(postgres)).toEqual(period);
});

test('both databases export the same lines, whatever the collation of PostgreSQL', async () => {
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

test('a reader of a store without a history reports that, and leaves the store empty', async () => {
  const where = await server.fresh();
  const read = () => usingHistory(where, scansListed, false);
  await expect(read()).rejects.toThrow(/it is empty/);
  await expect(read()).rejects.toThrow(/it is empty/);
  await usingHistory(where, async () => {});
  expect(await read()).toEqual([]);
});

test('a wrong password is reported without being shown', async () => {
  const wrong = server.url.replace('quince', 'medlar');
  await expect(usingHistory(wrong, async () => {})).rejects.toThrow(/refuses the user or the password/);
  await expect(usingHistory(wrong, async () => {})).rejects.not.toThrow(/medlar/);
});

describe('what doctor says of a store on PostgreSQL', () => {
  test('an empty database has no format, and stays empty', async () => {
    const where = await server.fresh();
    expect(await stateOfStore(where)).toEqual({ format: null, isCurrent: false, scans: 0, last_scan: null });
    await expect(usingHistory(where, scansListed, false)).rejects.toThrow(/it is empty/);
  });

  test('an older store keeps its format', async () => {
    const where = await restored();
    expect(await stateOfStore(where)).toMatchObject({ format: 4, isCurrent: false, last_scan: expect.stringMatching(/^20/) });
    expect(await stateOfStore(where)).toMatchObject({ format: 4 });
  });

  test('a user who may read and not write is refused', async () => {
    const where = await server.fresh();
    await usingHistory(where, async () => {});
    const client = new pg.Client({ connectionString: where });
    await client.connect();
    await client.query("CREATE ROLE reader LOGIN PASSWORD 'medlar-not-real'");
    await client.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
    await client.end();
    const url = new URL(where);
    Object.assign(url, { username: 'reader', password: 'medlar-not-real' });
    await expect(stateOfStore(url.href)).rejects.toThrow(/the user may not write to it/);
    await expect(stateOfStore(url.href)).rejects.not.toThrow(/medlar/);
  });
});
