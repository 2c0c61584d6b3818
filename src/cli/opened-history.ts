import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import { loadConfig } from '../config/load.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { HistoryError, NoHistory } from '../history/history-error.ts';
import { usingHistory } from '../history/open.ts';
import type { Store } from '../history/store.ts';
import { storeName } from '../history/store-name.ts';
import { isPostgresUrl } from '../input/url.ts';
import type { Session } from './session.ts';
import { whereHistoryIs } from './where-history-is.ts';

export type OpenOptions = { config?: string; policy?: string; history?: string };

/** Opens the history that the options mean, and creates it where it does not exist yet. @throws AuditError */
export const withHistory = <T>(session: Session, options: OpenOptions, work: (store: Store) => Promise<T>): Promise<T> =>
  opened(session, options, (where) => usingHistory(where, work));

/**
 * Opens the history that the options mean, and creates nothing.
 * @param nothing the answer where no scan ran yet, if that is not an error; a named file that is not there always is
 * @throws AuditError
 */
export const withExistingHistory = <T>(
  session: Session,
  options: OpenOptions,
  work: (store: Store) => Promise<T>,
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
          : `there is no history yet; the first scan creates ${place}. Name another place with --history FILE.`,
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
