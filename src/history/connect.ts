import { type Dialect as Connector, Kysely, type Transaction, type TransactionBuilder } from 'kysely';
import { isPostgresUrl } from '../input/url.ts';
import type { Dialect, Store } from './store.ts';
import type { Schema } from './tables.ts';

/**
 * Connects to a store as it is: nothing in it is read, created or migrated.
 * @param where a SQLite file, or `postgres://...`, whose client is loaded by those who use it
 */
export async function connect(where: string): Promise<Store & { dialect: Dialect }> {
  if (!isPostgresUrl(where)) {
    const { sqliteDialect } = await import('./sqlite.ts');
    return storeOf('sqlite', sqliteDialect(where));
  }
  const { lockWriters, postgresDialect } = await import('./postgres.ts');
  return storeOf('postgres', postgresDialect(where), lockWriters);
}

function storeOf(
  dialect: Dialect,
  connector: Connector,
  lock: (transaction: Transaction<Schema>) => Promise<void> = async () => {},
): Store & { dialect: Dialect } {
  const database = new Kysely<Schema>({ dialect: connector });
  const snapshotted = () => {
    const transaction = database.transaction().setAccessMode('read only');
    // SQLite reads of one moment in any transaction, and knows no other levels
    return dialect === 'sqlite' ? transaction : transaction.setIsolationLevel('repeatable read');
  };
  return {
    dialect,
    reading: (work) => inTransaction(snapshotted(), work),
    writing: (work) =>
      inTransaction(database.transaction(), async (transaction) => {
        await lock(transaction);
        return work(transaction);
      }),
    close: () => database.destroy(),
  };
}

/** Throws what the work threw: where the connection broke the rollback throws too, and would hide the reason. */
async function inTransaction<T>(
  builder: TransactionBuilder<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  let failed: { reason: unknown } | undefined;
  const watched = (transaction: Transaction<Schema>) =>
    work(transaction).catch((reason: unknown) => {
      failed = { reason };
      throw reason;
    });
  return builder.execute(watched).catch((error: unknown) => {
    throw failed === undefined ? error : failed.reason;
  });
}
