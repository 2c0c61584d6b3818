import type { Command } from 'commander';
import { checkedCatalogue, policyFiles } from '../evaluate/policy-files.ts';
import { completionScript, type Shell } from './completion/shells.ts';
import type { Session } from './session.ts';

/** Prints the completion script of a shell. It offers the rules of the policy that comes with the program. */
export async function runCompletion(session: Session, shell: Shell, program: Command): Promise<void> {
  const { rules } = checkedCatalogue(policyFiles()) ?? (await import('../evaluate/policy.ts')).loadPolicy().catalogue;
  session.print(
    completionScript(
      shell,
      program,
      rules.map(({ id }) => id),
    ),
  );
}
