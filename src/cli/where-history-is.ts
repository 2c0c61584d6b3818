import { resolve } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import type { Config } from '../config/schema.ts';
import { isUrl } from '../history/open.ts';
import type { HistoryOptions } from './options.ts';
import type { Session } from './session.ts';

/**
 * A SQLite file, or `postgres://...`; null for none. Flags win over the environment, the environment over the file.
 * @throws AuditError 64 for a password on the command line
 */
export function whereHistoryIs(session: Session, config: Config, { history }: HistoryOptions): string | null {
  if (history === false) return null;
  if (history !== undefined && /:\/\/[^@/]*:[^@]*@/.test(history))
    throw new AuditError(
      EXIT.usage,
      '--history: a URL with a password is refused. Put it into BYOK_AUDIT_HISTORY_URL, or the password into the password file of PostgreSQL.',
    );
  const named = history ?? session.env.BYOK_AUDIT_HISTORY_URL;
  if (named === undefined || named === '') return config.history;
  return isUrl(named) ? named : resolve(session.directory, named);
}
