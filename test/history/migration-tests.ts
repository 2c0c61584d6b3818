import { expect, test } from 'vitest';
import { migrate } from '../../src/history/migrations.ts';
import { usingHistory } from '../../src/history/open.ts';
import { openPostgres } from '../../src/history/postgres.ts';
import { openSqlite } from '../../src/history/sqlite.ts';
import { isPostgresUrl } from '../../src/input/url.ts';

/** The way from older formats to today's, on one kind of store. @param fresh gives the place of an empty store */
export function migrationTests(fresh: () => Promise<string>): void {
  test('a store of the first format is brought to the one of today, and keeps what it holds', async () => {
    const where = await fresh();
    const old = isPostgresUrl(where) ? await openPostgres(where) : openSqlite(where);
    await migrate(old, 1);
    await old.script(`
      INSERT INTO snapshots (organization, digest, taken_at, environments_whole, clusters_whole, keys_whole, whole) VALUES
        ('orchard', 'sha256:2', '2026-02-02T00:00:00.000Z', 1, 0, NULL, 0),
        ('orchard', 'sha256:1', '2026-01-01T00:00:00.000Z', 1, 1, 1, 1);
      INSERT INTO registrations (organization, registration, identity) VALUES
        ('orchard', 'cck-apple', 'apple'), ('orchard', 'cck-pear', 'pear');
      INSERT INTO states (snapshot, registration, state, held_unseen) VALUES (1, 1, 'IN_USE', 0), (2, 1, 'IN_USE', 0);
      INSERT INTO runs (id, snapshot, as_of, policy, configuration) VALUES ('run', 1, '2026-02-02T00:00:00Z', 'p', 'c');
    `);
    await old.close();
    await usingHistory(where, async (database) => {
      expect(await database.all('SELECT registration, first_seen FROM registrations ORDER BY id')).toEqual([
        { registration: 'cck-apple', first_seen: '2026-01-01T00:00:00.000Z' },
        // of this one no scan is left: it was there before all of them
        { registration: 'cck-pear', first_seen: '' },
      ]);
      expect(await database.all('SELECT environments_whole, clusters_whole, keys_whole FROM runs')).toEqual([
        { environments_whole: 1, clusters_whole: 0, keys_whole: null },
      ]);
    });
  });
}
