import { existsSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { unwritable } from '../audit-error.ts';
import { template } from '../config/template.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { whyUnwritten } from '../input/system-error.ts';
import type { InitOptions } from './options.ts';
import type { Session } from './session.ts';

/** Writes a commented configuration. @throws AuditError 73 */
export function initialized(session: Session, options: InitOptions): void {
  const file = session.path(options.config);
  if (existsSync(file) && options.force !== true)
    throw unwritable(`${options.config}: already exists. Overwrite it with --force, or choose another with --config FILE.`);
  try {
    writeFileAtomic.sync(file, template(parameterSchemas(loadPolicy().catalogue)));
  } catch (cause) {
    throw unwritable(`${options.config}: cannot be written: ${whyUnwritten(cause)}. Choose another place with --config FILE.`, {
      cause,
    });
  }
  session.print(`${options.config} written. Name the production environments in it, then run: byok-audit scan\n`);
}
