import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/history/connect.ts';
import { type Line, upgradedLine } from '../../src/history/export-line.ts';
import { importFile } from '../../src/history/import.ts';
import { migrate } from '../../src/history/migrations.ts';
import { observationOf } from '../../src/history/observation.ts';
import { usingHistory } from '../../src/history/open.ts';
import { recall } from '../../src/history/recall.ts';
import { scansListed } from '../../src/history/scans.ts';
import { exported } from '../../src/history/transfer.ts';
import { inventory } from '../../src/inventory/inventory.ts';
import { ARN } from '../subjects/build.ts';
import { live, made, said, snapshotOf } from './story.ts';

/**
 * A store as byok-audit 0.1 (format 4 of the store, 3 of its export) left it after seven scans and an import of audit log
 * events, for each database; the export of it; and what that version reported from it for a scan of day 45.
 */
export const OLD = join(import.meta.dirname, 'written-by-0.1');

type OldUse = { cluster: string; from: string; until: string; told_by: string; known_gone: boolean };
type OldRecall = {
  key: { earlier: OldUse[] };
  verdicts: { rule: string; fingerprint: string; last: string; failed: string | null }[];
  scans: number;
  whole: string[];
  list: unknown[];
};
const expected: OldRecall = JSON.parse(readFileSync(join(OLD, 'recall.json'), 'utf8'));
const exportedLines: Line[] = readFileSync(join(OLD, 'format-3.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => upgradedLine(JSON.parse(line)) as Line);

const next = snapshotOf({ day: 45, clusters: [made('lkc-second', 40)], state: 'IN_USE' });
const recalled = (where: string) =>
  usingHistory(
    where,
    (store) => store.reading((tables) => recall(tables, observationOf(inventory(next, next.taken_at)), 5)),
    false,
  );

/**
 * The migration from older formats to the current one, on one kind of store.
 * @param fresh gives the place of an empty store
 * @param restored gives the place of a copy of the old store
 */
export function migrationSuite(fresh: () => Promise<string>, restored: () => Promise<string>): void {
  describe('a store that byok-audit 0.1 wrote', () => {
    test('a store of byok-audit 0.1 gives the same past of keys and verdicts as with that version', async () => {
      const { keys, verdicts, scans, whole } = await recalled(await restored());
      const { earlier, ...key } = expected.key;
      expect(earlier.map(({ told_by }) => told_by)).toEqual(["Confluent's audit log", 'an earlier scan']);
      expect(keys(ARN)).toEqual({
        ...key,
        // that version did not ask for it: it is the first of the scans that it kept
        first_scan_at: (expected.list[0] as { taken_at: string }).taken_at,
        uses: earlier.map(({ told_by, known_gone, ...use }) => ({
          ...use,
          source: told_by === 'an earlier scan' ? 'scan' : 'audit_log',
          known_deleted: known_gone,
        })),
      });
      expect({ scans, whole }).toEqual({ scans: expected.scans, whole: expected.whole });
      const present = expected.verdicts.filter(({ last }) => last !== 'gone');
      expect(present.some(({ failed }) => failed !== null)).toBe(true);
      expect([...verdicts.values()]).toEqual(
        present.map(({ last: _, failed, ...one }) => ({ ...one, last_failed_at: failed, alert: null })),
      );
    });

    test('a store of byok-audit 0.1 is listed and exported as with that version', async () => {
      const where = await restored();
      expect(await usingHistory(where, scansListed, false)).toEqual(expected.list);
      const lines = await usingHistory(where, exported, false);
      expect(lines.slice(1)).toEqual(exportedLines.slice(1));
      expect(lines[0]).toEqual({ byok_audit_history: 5 });
    });

    test('a store of byok-audit 0.1 accepts the next scan', async () => {
      const where = await restored();
      expect(said(await live(where, next), 'cluster.key_not_reused', 'lkc-second')).toBe('fail');
      expect(await usingHistory(where, scansListed)).toHaveLength(expected.list.length + 1);
    });

    test('a store of byok-audit 0.1 gives the same as its export', async () => {
      const where = await fresh();
      await usingHistory(where, (store) => importFile(store, join(OLD, 'format-3.jsonl')));
      const [imported, kept] = [await recalled(where), await recalled(await restored())];
      expect(imported.digest).toBe(kept.digest);
      expect(await usingHistory(where, exported)).toEqual(await usingHistory(await restored(), exported));
    });
  });

  test('a store of the first format is migrated to the current one and keeps its content', async () => {
    const where = await fresh();
    const { dialect, ...old } = await connect(where);
    await old.writing(async (tables) => {
      await migrate(tables, dialect, 1);
      for (const statement of [
        `INSERT INTO snapshots (organization, digest, taken_at, environments_whole, clusters_whole, keys_whole, whole) VALUES
          ('orchard', 'sha256:2', '2026-02-02T00:00:00.000Z', 1, 0, NULL, 0),
          ('orchard', 'sha256:1', '2026-01-01T00:00:00.000Z', 1, 1, 1, 1)`,
        `INSERT INTO registrations (organization, registration, identity) VALUES
          ('orchard', 'cck-apple', 'apple'), ('orchard', 'cck-pear', 'pear')`,
        "INSERT INTO states (snapshot, registration, state, held_unseen) VALUES (1, 1, 'IN_USE', 0), (2, 1, 'IN_USE', 0)",
        "INSERT INTO runs (id, snapshot, as_of, policy, configuration) VALUES ('run', 1, '2026-02-02T00:00:00Z', 'p', 'c')",
      ])
        await sql.raw(statement).execute(tables);
    });
    await old.close();
    await usingHistory(where, (store) =>
      store.reading(async (tables) => {
        expect(await tables.selectFrom('registrations').select(['registration', 'first_seen']).orderBy('id').execute()).toEqual([
          { registration: 'cck-apple', first_seen: '2026-01-01T00:00:00.000Z' },
          // no scan of this verdict is left: the verdict is older than all scans
          { registration: 'cck-pear', first_seen: '' },
        ]);
        expect(await tables.selectFrom('runs').select(['environments_whole', 'clusters_whole', 'keys_whole']).execute()).toEqual([
          { environments_whole: 1, clusters_whole: 0, keys_whole: null },
        ]);
      }),
    );
  });
}
