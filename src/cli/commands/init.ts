import { Command } from 'commander';
import { DEFAULT_FILE } from '../../config/default-file.ts';
import { examples, type InitOptions } from '../options.ts';
import type { Session } from '../session.ts';

export function initCommand(session: Session): Command {
  return new Command('init')
    .description('write a commented configuration')
    .option('--config <file>', 'file to write', DEFAULT_FILE)
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples('init', 'init --config audits/prod.yaml'))
    .action(async (options: InitOptions) => {
      const { runInit } = await import('../init.ts');
      await runInit(session, options);
    });
}
