import { existsSync, realpathSync } from 'node:fs';
import { unwritable } from '../audit-error.ts';
import { template } from '../config/template.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { whyUnwritten } from '../input/system-error.ts';
import { writeWhole } from '../integrity/staged.ts';
import type { InitOptions } from './options.ts';
import type { Session } from './session.ts';

/** Writes a commented configuration. @throws AuditError 73 */
export async function runInit(session: Session, options: InitOptions): Promise<void> {
  const file = session.path(options.config);
  const isThere = existsSync(file);
  if (isThere && options.force !== true)
    throw unwritable(`${options.config}: already exists. Overwrite it with --force, or choose another with --config FILE.`);
  try {
    // where a configuration is kept elsewhere, and linked, it is written there
    const content = template(parameterSchemas(loadPolicy().catalogue));
    await writeWhole(isThere ? realpathSync(file) : file, { content });
  } catch (cause) {
    throw unwritable(`${options.config}: cannot be written: ${whyUnwritten(cause)}. Choose another place with --config FILE.`, {
      cause,
    });
  }
  session.print(`${options.config} written. Name the production environments in it, then run: byok-audit scan\n`);
}
