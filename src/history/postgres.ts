import pg from 'pg';
import { type Database, type Row, type Value, within } from './database.ts';

const CONNECT = 10_000;
/** How long a scan waits for another one that writes, in milliseconds. */
const PATIENCE = 60_000;
/** Any number will do, as long as every byok-audit takes the same. */
const LOCK = 1_651_075_947;

/**
 * A PostgreSQL database. The password comes from the URL in the environment, or from the client's own password file.
 * @throws Error as the client gives it, where the server cannot be reached or refuses
 */
export async function openPostgres(url: string): Promise<Database> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT,
    application_name: 'byok-audit',
    lock_timeout: PATIENCE,
  });
  // a connection that breaks between two statements must not end the process; the next statement tells
  client.on('error', () => {});
  await client.connect();
  const all = async (sql: string, values: readonly Value[] = []): Promise<Row[]> =>
    (await client.query(numbered(sql), [...values])).rows as Row[];
  const run = (sql: string) => client.query(sql);
  return {
    dialect: 'postgres',
    all,
    script: async (sql) => {
      await run(sql);
    },
    transaction: (work) =>
      within(run, 'BEGIN', async () => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        return work();
      }),
    reading: (work) => within(run, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    close: () => client.end(),
  };
}

/** PostgreSQL numbers the places of values. None of our statements has a question mark elsewhere. */
function numbered(sql: string): string {
  let place = 0;
  return sql.replace(/\?/g, () => `$${++place}`);
}

/** @returns the URL as messages may show it */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'postgres://...';
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  shown.hash = '';
  // a password with a slash in it is parsed as a path
  return /@/.test(shown.pathname) ? 'postgres://...' : shown.href;
}
