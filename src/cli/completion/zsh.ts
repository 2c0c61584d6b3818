import { shellArgument, shellQuoted } from '../../input/shell.ts';
import type { Flag, Offers } from './offers.ts';
import type { Values } from './placeholders.ts';

/** A script that makes zsh complete the command line: to be evaluated, or a file `_byok-audit` in a folder of `fpath`. */
export const zsh = (offers: readonly Offers[]): string =>
  [
    '#compdef byok-audit',
    '# zsh completion for byok-audit; written by: byok-audit completion zsh',
    '',
    ...offers.map(functionOf),
    'if [[ $funcstack[1] == _byok-audit ]]; then',
    '  _byok-audit "$@"',
    'else',
    '  compdef _byok-audit byok-audit',
    'fi',
    '',
  ].join('\n');

const nameOf = (path: readonly string[]): string => ['_byok-audit', ...path].join('-');

function functionOf({ path, flags, commands, argument }: Offers): string {
  const own = flags.flatMap(flagSpecs);
  if (commands.length === 0)
    return [
      `${nameOf(path)}() {`,
      `  _arguments -S ${[...own, ...(argument === null ? [] : [`*:${text(argument.name)}:${action(argument.values)}`])].map(shellQuoted).join(' \\\n    ')}`,
      '}',
      '',
    ].join('\n');
  return [
    `${nameOf(path)}() {`,
    '  local context state state_descr line ret=1',
    '  typeset -A opt_args',
    '  local -a commands',
    `  commands=(\n${commands.map(({ name, description }) => `    ${shellQuoted(`${text(name)}:${description}`)}\n`).join('')}  )`,
    `  _arguments -C ${[...own, '1: :->command', '*:: :->rest'].map(shellQuoted).join(' \\\n    ')} && ret=0`,
    '  case $state in',
    "    command) _describe -t commands 'command' commands && ret=0 ;;",
    '    rest)',
    '      case $words[1] in',
    ...commands.map(({ name }) => `        ${shellQuoted(name)}) ${nameOf([...path, name])} && ret=0 ;;`),
    '      esac ;;',
    '  esac',
    '  return ret',
    '}',
    '',
  ].join('\n');
}

/** A flag has a spec for each of its names, of which each excludes the others. */
function flagSpecs({ names, description, value }: Flag): string[] {
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const shown = `[${description.replaceAll(/[\\[\]]/g, '\\$&')}]`;
    if (value === null) return `${others}${name}${shown}`;
    const given = `${text(value.name)}:${action(value.values)}`;
    return value.required ? `${others}${name}=${shown}:${given}` : `${others}${name}=-${shown}::${given}`;
  });
}

/** `_arguments` evaluates what it is to do, so the words in it are quoted once more. */
function action(values: Values): string {
  if (!('from' in values)) return { file: '_files', folder: '_path_files -/', nothing: ' ' }[values.kind];
  const words = text(values.from.map(shellArgument).join(' '));
  return values.kind === 'list' ? `_sequence compadd - ${words}` : `(${words})`;
}

/** A colon ends a part of a spec. */
const text = (part: string): string => part.replaceAll(':', '\\:');
