import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A shell that completes as it does for a person. */
export type Completing = {
  /** What a line becomes, or could become, when the shell is asked to complete it: the word at its end, one for each possibility. */
  offers: (line: string) => Promise<string[]>;
  /** The folder that it is in. */
  folder: string;
  end: () => void;
};

/** A folder with what there is to choose from. */
function orchard(): string {
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'plum.json'), '');
  writeFileSync(join(folder, 'ripe plum.json'), '');
  return folder;
}

const BASH = `
PS1=; bind 'set enable-bracketed-paste off'
answered=0
answer() { answered=$((answered + 1)); printf '%s' "$READLINE_LINE" > "answer-$answered.part"; mv "answer-$answered.part" "answer-$answered"; READLINE_LINE=; READLINE_POINT=0; }
bind '"\\C-xa": insert-completions'
bind -x '"\\C-xb": answer'
`;
const ZSH = `
PS1=
autoload -U compinit; compinit -D -u
zstyle ':completion:*' menu no
every() { _main_complete; compstate[insert]=all }
zle -C every complete-word every
answered=0
answer() { answered=$((answered + 1)); print -rn -- "$BUFFER" > "answer-$answered.part"; mv "answer-$answered.part" "answer-$answered"; BUFFER= }
zle -N answer
bindkey '^Xa' every
bindkey '^Xb' answer
`;

/** Starts a shell at a terminal of its own, which has read the script. */
export function completing(shell: 'bash' | 'zsh', script: string): Completing {
  const folder = orchard();
  const [commands, rc] = shell === 'bash' ? [BASH, 'bash --noprofile --norc -i'] : [ZSH, 'zsh -f -i'];
  writeFileSync(join(folder, '.script'), script);
  writeFileSync(join(folder, '.start'), commands);
  const terminal: ChildProcess = spawn('script', ['-qec', rc, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm' },
  });
  let said = '';
  terminal.stdout?.on('data', (chunk) => {
    said += String(chunk);
  });
  terminal.stdin?.write('. ./.start; . ./.script\n');
  let asked = 0;
  return {
    folder,
    end: () => terminal.kill(),
    async offers(line) {
      asked += 1;
      const answer = join(folder, `answer-${asked}`);
      terminal.stdin?.write(`${line}\u0018a\u0018b`);
      for (let tries = 0; tries < 200 && !existsSync(answer); tries += 1) await setTimeout(50);
      if (!existsSync(answer)) throw new Error(`${shell} does not answer: ${said}`);
      return added(line, readFileSync(answer, 'utf8'));
    },
  };
}

/** The words that took the place of the last one. */
function added(line: string, completed: string): string[] {
  const before = line.slice(0, line.lastIndexOf(' ') + 1);
  if (!completed.startsWith(before)) throw new Error(`${line} became ${completed}`);
  if (completed.trim() === line.trim()) return [];
  return (completed.slice(before.length).match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replaceAll('\\ ', ' '));
}

/** The same of fish, which says it when asked. */
export function fishCompleting(script: string): Completing {
  const folder = orchard();
  const file = join(folder, '.script');
  writeFileSync(file, script);
  return {
    folder,
    end: () => {},
    async offers(line) {
      const { stdout, stderr, status } = spawnSync(
        'fish',
        ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', file, line],
        {
          cwd: folder,
          env: { PATH: process.env.PATH, HOME: folder },
          encoding: 'utf8',
        },
      );
      if (status !== 0 || stderr !== '') throw new Error(`fish: ${stderr}`);
      return stdout
        .split('\n')
        .filter((one) => one !== '')
        .map((one) => one.split('\t')[0] ?? '');
    },
  };
}
