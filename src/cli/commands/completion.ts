import { Argument, Command } from 'commander';
import type { Shell } from '../completion/shells.ts';
import { examples } from '../options.ts';
import type { Session } from '../session.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[];

const INSTALL = `
To have it in every new shell:
  bash  add to ~/.bashrc:    eval "$(byok-audit completion bash)"
  zsh   add to ~/.zshrc, behind compinit:
                             eval "$(byok-audit completion zsh)"
  fish  byok-audit completion fish > ~/.config/fish/completions/byok-audit.fish
The script calls nothing: write it again after an update of byok-audit.
`;

export function completionCommand(session: Session): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description('print a script by which a shell completes commands, flags and their values')
    .addHelpText('after', examples('completion bash > byok-audit.bash') + INSTALL)
    .action(async (shell: Shell, _: unknown, command: Command) => {
      const { runCompletion } = await import('../completion.ts');
      await runCompletion(session, shell, command.parent ?? command);
    });
}
