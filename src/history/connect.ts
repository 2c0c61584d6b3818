import { type Dialect as Connector, type ControlledTransactionBuilder, Kysely, type Transaction } from 'kysely';
import { isPostgresUrl } from '../input/url.ts';
import type { Dialect, Store } from './store.ts';
import type { Schema } from './tables.ts';

type Connected = Store & { dialect: Dialect; close: () => Promise<void> };

/**
 * Connects to a store as it is: nothing in it is read, created or migrated.
 * @param where a SQLite file, or `postgres://...`, whose client is loaded by those who use it
 */
export async function connect(where: string): Promise<Connected> {
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
): Connected {
  const database = new Kysely<Schema>({ dialect: connector });
  const snapshotted = () => {
    const transaction = database.startTransaction().setAccessMode('read only');
    // SQLite reads of one moment in any transaction, and knows no other levels
    return dialect === 'sqlite' ? transaction : transaction.setIsolationLevel('repeatable read');
  };
  return {
    dialect,
    reading: (work) => inTransaction(snapshotted(), work),
    writing: (work) =>
      inTransaction(database.startTransaction(), async (transaction) => {
        await lock(transaction);
        return work(transaction);
      }),
    close: () => database.destroy(),
  };
}

async function inTransaction<T>(
  builder: ControlledTransactionBuilder<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const transaction = await builder.execute();
  try {
    const result = await work(transaction);
    await transaction.commit().execute();
    return result;
  } catch (error) {
    const rollback = transaction.rollback().execute();
    // where the connection broke this throws too, and would hide the reason
    await rollback.catch(() => {});
    throw error;
  }
}
