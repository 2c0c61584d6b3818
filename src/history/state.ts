import { explained } from './history-error.ts';
import { isThere } from './open.ts';

/** A store as it is; `format` is null where nothing is in it yet. */
export type StoreState = { format: number | null; isCurrent: boolean; scans: number; last_scan: string | null };

/**
 * Looks into a store, and leaves it as it is: nothing is created or migrated.
 * @returns null where there is none yet
 * @throws HistoryError where it cannot be read, or not written
 */
export async function stateOfStore(where: string): Promise<StoreState | null> {
  if (!isThere(where)) return null;
  const { connect } = await import('./connect.ts');
  const { formatOf, HISTORY_VERSION, refuseUnwritable } = await import('./migrations.ts');
  const { dialect, reading, writing, close } = await explained(where, () => connect(where));
  try {
    return await explained(where, async () => {
      const format = await reading((tables) => formatOf(tables, dialect));
      const scans = await reading(async (tables) =>
        format === null
          ? undefined
          : tables
              .selectFrom('snapshots')
              .select(({ fn }) => [fn.countAll().as('count'), fn.max('taken_at').as('last')])
              .executeTakeFirst(),
      );
      // takes the lock of a writer, and writes nothing
      await writing((tables) => refuseUnwritable(tables, dialect));
      const last_scan = scans?.last ?? null;
      return { format, isCurrent: format === HISTORY_VERSION, scans: Number(scans?.count ?? 0), last_scan };
    });
  } finally {
    await close();
  }
}
