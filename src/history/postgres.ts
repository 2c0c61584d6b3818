import { Socket } from 'node:net';
import { PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { LOCK_TIMEOUT } from './store.ts';

/** Milliseconds in which a server has to let us in, and for which it may then say nothing: longer than a lock is waited for. */
const PATIENCE = { connect: 10_000, answer: 2 * LOCK_TIMEOUT };
/** Any number will do, as long as every byok-audit takes the same. */
const WRITER_LOCK = 1_651_075_947;

/** A PostgreSQL database, for Kysely. The password comes from the URL in the environment, or from the client's own password file. */
export function postgresDialect(url: string, patience = PATIENCE): PostgresDialect {
  const pool: pg.Pool = new pg.Pool({
    connectionString: url,
    // the client's own limits leave a connection that hangs, and an error that does not say what it is
    stream: () => socketFor(pool, patience),
    application_name: 'byok-audit',
    lock_timeout: LOCK_TIMEOUT,
    max: 1,
  });
  // a connection that breaks between two statements must not end the process; the next statement fails with the reason
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

/** A socket that breaks where the server does not answer; the client heeds no signal once it has asked. */
function socketFor(pool: pg.Pool, { connect, answer }: typeof PATIENCE): Socket {
  const socket = new Socket();
  const giveUp = () => socket.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  const connecting = setTimeout(giveUp, connect);
  const done = () => clearTimeout(connecting);
  pool.once('connect', done);
  return socket.once('close', done).setTimeout(answer, giveUp);
}

/** Holds off every other writer until the transaction ends. */
export async function lockWriters<Schema>(transaction: Transaction<Schema>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${WRITER_LOCK})`.execute(transaction);
}
