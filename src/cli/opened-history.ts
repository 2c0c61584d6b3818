import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import { loadConfig } from '../config/load.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import type { Database } from '../history/database.ts';
import { HistoryError, NoHistory, storeName, usingHistory } from '../history/open.ts';
import { isPostgresUrl } from '../input/url.ts';
import type { Session } from './session.ts';
import { whereHistoryIs } from './where-history-is.ts';

export type OpenOptions = { config?: string; policy?: string; history?: string };

/** Opens the history that the options mean, and makes it where it is not there yet. @throws AuditError */
export const making = <T>(session: Session, options: OpenOptions, work: (database: Database) => Promise<T>): Promise<T> =>
  opened(session, options, (where) => usingHistory(where, work));

/**
 * Opens the history that the options mean, and makes nothing.
 * @param nothing the answer where no scan ran yet, if that is not an error; a named file that is not there always is
 * @throws AuditError
 */
export const reading = <T>(
  session: Session,
  options: OpenOptions,
  work: (database: Database) => Promise<T>,
  nothing?: T,
): Promise<T> =>
  opened(session, options, async (where) => {
    try {
      return await usingHistory(where, work, false);
    } catch (error) {
      if (!(error instanceof NoHistory)) throw error;
      const isNamed = (options.history ?? session.env.BYOK_AUDIT_HISTORY_URL ?? '') !== '';
      // a file that is named and not there may be a slip
      const isThere = !isNamed || isPostgresUrl(where) || existsSync(where);
      if (isThere && nothing !== undefined) return nothing;
      const place = isPostgresUrl(where) ? storeName(where) : relative(session.directory, where);
      throw new AuditError(
        EXIT.usage,
        isNamed
          ? `history ${place}: ${error.message}; name another with --history FILE.`
          : `no scan is remembered yet; the first one makes ${place}. Another place is named with --history FILE.`,
        { cause: error },
      );
    }
  });

async function opened<T>(session: Session, options: OpenOptions, open: (where: string) => Promise<T>): Promise<T> {
  const { catalogue } = loadPolicy(options.policy, session.directory);
  const { config } = loadConfig(options.config, session.directory, parameterSchemas(catalogue));
  const where = whereHistoryIs(session, config, options);
  if (where === null) throw new AuditError(EXIT.usage, 'the history is set to "none". Name one with --history FILE.');
  try {
    return await open(where);
  } catch (error) {
    if (error instanceof HistoryError)
      throw new AuditError(error.reason === 'malformed' ? EXIT.input : EXIT.output, error.message, { cause: error });
    throw error;
  }
}
