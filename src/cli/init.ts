import { existsSync } from 'node:fs';
import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { unwritable } from '../audit-error.ts';
import { DEFAULT_FILE } from '../config/load.ts';
import { template } from '../config/template.ts';
import { parameterSchemas } from '../evaluate/catalogue.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { whyUnwritten } from '../input/system-error.ts';
import { examples } from './options.ts';
import type { Session } from './session.ts';

export function initCommand(session: Session): Command {
  return new Command('init')
    .description('write a commented configuration')
    .option('--config <file>', 'file to write', DEFAULT_FILE)
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples('init', 'init --config audits/prod.yaml'))
    .action((options: { config: string; force?: true }) => {
      const file = session.path(options.config);
      if (existsSync(file) && options.force !== true)
        throw unwritable(`${options.config}: already exists. Overwrite it with --force, or choose another with --config FILE.`);
      try {
        writeFileAtomic.sync(file, template(parameterSchemas(loadPolicy().catalogue)));
      } catch (cause) {
        throw unwritable(
          `${options.config}: cannot be written: ${whyUnwritten(cause)}. Choose another place with --config FILE.`,
          { cause },
        );
      }
      session.print(`${options.config} written. Name the production environments in it, then run: byok-audit scan\n`);
    });
}
