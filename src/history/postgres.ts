import { PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { LOCK_TIMEOUT } from './store.ts';

const CONNECT_TIMEOUT = 10_000;
/** Any number will do, as long as every byok-audit takes the same. */
const WRITER_LOCK = 1_651_075_947;

/** A PostgreSQL database, for Kysely. The password comes from the URL in the environment, or from the client's own password file. */
export function postgresDialect(url: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'byok-audit',
    lock_timeout: LOCK_TIMEOUT,
    max: 1,
  });
  // a connection that breaks between two statements must not end the process; the next statement fails with the reason
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

/** Holds off every other writer until the transaction ends. */
export async function lockWriters<Schema>(transaction: Transaction<Schema>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${WRITER_LOCK})`.execute(transaction);
}
