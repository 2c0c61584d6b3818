import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { type PostgresFault, servePostgres } from '../../loopback/postgres.ts';
import { explained } from '../../src/history/history-error.ts';
import { postgresDialect } from '../../src/history/postgres.ts';

test.each<PostgresFault>(['no answer', 'drip', 'no answer to a query'])(
  'a PostgreSQL server that does not answer is given up: %s',
  async (fault) => {
    const server = await servePostgres(fault);
    const database = new Kysely<unknown>({ dialect: postgresDialect(server.url, { connect: 200, answer: 300 }) });
    onTestFinished(async () => {
      await database.destroy();
      await server.close();
    });
    const asked = explained(server.url, () => sql`SELECT 1`.execute(database));
    await expect(asked).rejects.toMatchObject({ reason: 'timeout', message: expect.stringContaining('does not answer') });
  },
);
