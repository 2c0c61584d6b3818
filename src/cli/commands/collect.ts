import { Command } from 'commander';
import { type CollectOptions, examples, withAsOf, withDeadline, withInput, withTalk } from '../options.ts';
import type { Session } from '../session.ts';

export function collectCommand(session: Session): Command {
  const command = new Command('collect')
    .description('write a snapshot only; evaluate it later, elsewhere, as often as you like')
    .option('--out <dir>', 'where to write snapshot.json', 'byok-audit-report')
    .addHelpText('after', examples('collect', 'collect --out evidence && byok-audit evaluate evidence/snapshot.json'));
  withDeadline(withAsOf(withTalk(withInput(command)), 'time of the collection, for a loopback endpoint only'));
  return command.action(async (options: CollectOptions & { out: string }) => {
    const { runCollect } = await import('../collect.ts');
    await runCollect(session, options);
  });
}
