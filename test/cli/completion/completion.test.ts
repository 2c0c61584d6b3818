import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { completionScript } from '../../../src/cli/completion/shells.ts';
import { byokAudit, emptyFolder } from '../command.ts';

const directory = emptyFolder();

describe.each(['bash', 'zsh', 'fish'])('the script for %s', (shell) => {
  test('has every command and every flag that the help of a command has', async () => {
    const { code, stdout, stderr } = await byokAudit(['completion', shell], { directory });
    expect([code, stderr]).toEqual([0, '']);
    for (const name of ['scan', 'history prune', 'completion']) {
      const help = (await byokAudit([...name.split(' '), '--help'], { directory })).stdout;
      const flags = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag ?? '');
      expect(flags.length).toBeGreaterThan(0);
      for (const word of [...name.split(' '), ...flags]) expect(stdout).toContain(word);
    }
    expect(stdout).toContain('key.rotated');
  });
});

test('there are as many commands in a script as in the list of commands', async () => {
  const { stdout } = await byokAudit(['completion', 'fish'], { directory });
  // help is one more, offered beside them
  expect(stdout.match(/--exactly --\\?' -a /g)).toHaveLength(COMMANDS.length + 1);
});

test('another shell is refused, with those that there are', async () => {
  const { code, stderr } = await byokAudit(['completion', 'tcsh'], { directory });
  expect(code).toBe(64);
  expect(stderr).toContain('bash, zsh, fish');
});

test('a placeholder of which nothing says what belongs there is found when a script is made', () => {
  const program = new Command('byok-audit').option('--fruit <basket>', 'which fruit');
  expect(() => completionScript('bash', program, [])).toThrow('nothing says what a shell is to offer for <basket>');
});
