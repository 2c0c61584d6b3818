import { resolve } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import type { Config } from '../config/schema.ts';
import { isPostgresUrl } from '../input/url.ts';
import type { HistoryOptions } from './options.ts';
import type { Session } from './session.ts';

/**
 * A SQLite file, or `postgres://...`; null for none. Flags win over the environment, the environment over the file.
 * @throws AuditError 64 for a password on the command line, or a URL of another kind
 */
export function whereHistoryIs(
  session: Pick<Session, 'env' | 'directory'>,
  config: Config,
  { history }: HistoryOptions,
): string | null {
  if (history === false) return null;
  if (history !== undefined && /:\/\/[^@/]*:[^@]*@|[?&]password=/i.test(history))
    throw new AuditError(
      EXIT.usage,
      '--history: a URL with a password is refused. Put it into BYOK_AUDIT_HISTORY_URL, or the password into the password file of PostgreSQL.',
    );
  const named = history ?? session.env.BYOK_AUDIT_HISTORY_URL;
  if (named === undefined || named === '') return config.history;
  if (named === 'none') return null;
  if (isPostgresUrl(named)) return named;
  // taken for a file, a URL with a slip in it would be named in messages and in the report, password and all
  if (/:\/\/|password\s*=/i.test(named))
    throw new AuditError(
      EXIT.usage,
      'the history is neither a file nor a URL that begins with postgres://. Look for blanks and quotes in --history and BYOK_AUDIT_HISTORY_URL.',
    );
  return resolve(session.directory, named);
}
