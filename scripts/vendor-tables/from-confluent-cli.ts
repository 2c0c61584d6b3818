import { execFileSync } from 'node:child_process';
import { writeTable } from './table.ts';

/**
 * The Confluent Cloud commands, from the help texts that the Confluent CLI's own tests compare. Reads a clone of
 * github.com/confluentinc/cli: `node scripts/vendor-tables/from-confluent-cli.ts CLONE`, a work tree or a git directory.
 */
const git = (...args: string[]) =>
  execFileSync('git', ['-C', process.argv[2] ?? '.', ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

type Flag = { required?: true; type?: 'bool' | 'int'; choices?: string[]; many?: true; is?: string };
type Command = { flags: Record<string, Flag>; args?: { name: string; required?: true; many?: true }[] };

const FLAG = /^ {2,6}(?:(-\w), )?(--[\w-]+)(?: ([a-z][\w]*))?(?: {2,}(.*))?$/;
const USAGE = /\nUsage:\n {2}confluent ([a-z0-9 -]+?)((?: (?:<[^>]+>|\[[^\]]+\](?:\.\.\.)?|\.\.\.))*)\n/;

function section(text: string, title: string): string[] {
  return (text.split(`\n${title}:\n`)[1]?.split('\n\n')[0] ?? '').split('\n');
}

function flagsOf(lines: string[]): Record<string, Flag> {
  const flags: Record<string, Flag> = {};
  for (const line of lines) {
    const [, short, name, type, help = ''] = FLAG.exec(line) ?? [];
    if (name === undefined) continue;
    const quoted = / as ((?:"[\w-]+",? ?(?:or )?)+)/.exec(help)?.[1];
    const choices = [...(quoted?.matchAll(/"([\w-]+)"/g) ?? [])].map(([, choice]) => choice ?? '');
    flags[name] = {
      ...(help.startsWith('REQUIRED:') ? { required: true } : {}),
      ...(type === undefined || type === 'count'
        ? { type: 'bool' }
        : type.startsWith('int') || type.startsWith('uint')
          ? { type: 'int' }
          : {}),
      ...(type === 'strings' || type === 'stringArray' ? { many: true } : {}),
      ...(choices.length > 1 ? { choices } : {}),
    };
    if (short !== undefined) flags[short] = { is: name };
  }
  return flags;
}

function argsOf(usage: string): Command['args'] {
  return [...usage.matchAll(/<([^>]+)>|\[([^\]]+)\](\.\.\.)?/g)]
    .filter(([, , optional]) => optional !== 'flags')
    .map(([whole, name, optional = '']) => {
      const many = whole.includes('...') || /-n$/i.test(optional);
      return { name: name ?? optional, ...(name === undefined ? {} : { required: true }), ...(many ? { many: true } : {}) };
    });
}

const common: Record<string, Flag> = {};
const commands: Record<string, Command> = {};
for (const file of git('ls-tree', '-r', '--name-only', 'HEAD', 'test/fixtures/output').split('\n')) {
  if (!file.endsWith('help.golden')) continue;
  const text = git('show', `HEAD:${file}`);
  const [, name, rest = ''] = USAGE.exec(`\n${text}`) ?? [];
  if (name === undefined || text.includes('\nAvailable Commands:\n')) continue;
  Object.assign(common, flagsOf(section(text, 'Global Flags')));
  const args = argsOf(rest);
  commands[name.trim()] = { flags: flagsOf(section(text, 'Flags')), ...(args?.length ? { args } : {}) };
}
writeTable(
  'confluent',
  {
    source: {
      name: 'github.com/confluentinc/cli test/fixtures/output',
      version: git('describe', '--tags', 'HEAD').trim(),
      how: 'node scripts/vendor-tables/from-confluent-cli.ts CLONE',
    },
    flags: common,
  },
  'commands',
  commands,
);
