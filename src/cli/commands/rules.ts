import { Command } from 'commander';
import { examples, type RulesOptions } from '../options.ts';
import type { Session } from '../session.ts';

export function rulesCommand(session: Session): Command {
  return new Command('rules')
    .argument('[id]', 'one rule')
    .description('list the rules, or explain one')
    .option('--policy <dir>', 'another built policy: a folder with policy.wasm and catalogue.json')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('rules', 'rules key.rotated'))
    .action(async (id: string | undefined, options: RulesOptions) => {
      const { runRules } = await import('../rules.ts');
      await runRules(session, id, options);
    });
}
