import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { AuditError, EXIT, wrongUsage } from '../audit-error.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { HistoryError, NoHistory } from '../history/history-error.ts';
import { usingHistory } from '../history/open.ts';
import type { Store } from '../history/store.ts';
import { storeName } from '../history/store-name.ts';
import { learnFromFiles } from '../input/known-secrets.ts';
import { isPostgresUrl } from '../input/url.ts';
import type { AuditOptions, HistoryOptions } from './options.ts';
import type { Session } from './session.ts';

/**
 * A SQLite file, or `postgres://...`; null for none. Flags win over the environment, the environment over the file.
 * @throws AuditError 64 for a password on the command line, or a URL of another kind
 */
export function whereHistoryIs(
  session: Pick<Session, 'env' | 'directory'>,
  config: Config,
  { history }: Pick<AuditOptions, 'history'>,
): string | null {
  if (history === false) return null;
  if (history !== undefined && /:\/\/[^@/]*:[^@]*@|[?&]password=/i.test(history))
    throw wrongUsage(
      '--history: a URL with a password is refused. Put it into BYOK_AUDIT_HISTORY_URL, or the password into the password file of PostgreSQL.',
    );
  const named = history ?? session.env.BYOK_AUDIT_HISTORY_URL;
  if (named === undefined || named === '') return config.history;
  if (named === 'none') return null;
  if (isPostgresUrl(named)) return named;
  // taken for a file, a URL with a slip in it would be named in messages and in the report, password and all
  if (/:\/\/|password\s*=/i.test(named))
    throw wrongUsage(
      'the history is neither a file nor a URL that begins with postgres://. Look for blanks and quotes in --history and BYOK_AUDIT_HISTORY_URL.',
    );
  return resolve(session.directory, named);
}

/**
 * Opens the history that the options mean.
 * @param ifMissing `create` it; or the `answer` where no scan ran yet, if that is not an error, which a named file that is
 *   not there always is
 * @throws AuditError
 */
export async function withHistory<T>(
  session: Session,
  options: HistoryOptions,
  work: (store: Store, config: Config) => Promise<T>,
  ifMissing: { create?: true; answer?: T } = {},
): Promise<T> {
  learnFromFiles(session.secrets, session.env);
  const { catalogue } = loadPolicy(options.policy, session.directory);
  const { config } = loadConfig(options.config, session.directory, parameterSchemas(catalogue));
  const where = whereHistoryIs(session, config, options);
  if (where === null) throw wrongUsage('the history is set to "none". Name one with --history FILE.');
  try {
    return await usingHistory(where, (store) => work(store, config), ifMissing.create === true);
  } catch (error) {
    if (error instanceof HistoryError)
      throw new AuditError(error.reason === 'malformed' ? EXIT.input : EXIT.output, error.message, { cause: error });
    if (!(error instanceof NoHistory)) throw error;
    const isNamed = (options.history ?? session.env.BYOK_AUDIT_HISTORY_URL ?? '') !== '';
    // a file that is named and not there may be a slip
    const isThere = !isNamed || isPostgresUrl(where) || existsSync(where);
    if (isThere && ifMissing.answer !== undefined) return ifMissing.answer;
    const place = isPostgresUrl(where) ? storeName(where) : relative(session.directory, where);
    throw wrongUsage(
      isNamed
        ? `history ${place}: ${error.message}; name another with --history FILE.`
        : `there is no history yet; the first scan creates ${place}. Name another place with --history FILE.`,
      { cause: error },
    );
  }
}
