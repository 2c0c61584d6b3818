import type { Flag, Offers } from './offers.ts';
import type { Values } from './placeholders.ts';

const SCRIPT = `
# whether the cursor stands behind these words: behind nothing else with --exactly
function __byok_audit_behind
    argparse exactly -- $argv
    set -l words (commandline -opc)
    set -e words[1]
    test (count $words) -ge (count $argv); or return 1
    if set -q _flag_exactly
        test (count $words) -eq (count $argv); or return 1
    end
    for place in (seq (count $argv))
        test "$words[$place]" = "$argv[$place]"; or return 1
    end
end

complete -c byok-audit -f
`;

/** A script that makes fish complete the command line. */
export const fish = (offers: readonly Offers[]): string =>
  [
    '# fish completion for byok-audit; written by: byok-audit completion fish',
    SCRIPT.trim(),
    ...offers.flatMap(({ path, commands, flags, argument }) => [
      ...commands.map(({ name, description }) => offer(path, true, `-a ${quoted(quoted(name))} -d ${quoted(description)}`)),
      ...flags.map((flag) => offer(path, commands.length > 0, flagOf(flag))),
      ...(argument === null ? [] : [offer(path, false, `-k${valuesOf(argument.values)}`)]),
    ]),
    '',
  ].join('\n');

const offer = (path: readonly string[], exactly: boolean, what: string): string =>
  `complete -c byok-audit -n ${quoted(['__byok_audit_behind', ...(exactly ? ['--exactly'] : []), '--', ...path.map(quoted)].join(' '))} ${what}`;

function flagOf({ names, description, value }: Flag): string {
  const named = names.map((name) => (name.startsWith('--') ? `-l ${quoted(name.slice(2))}` : `-s ${quoted(name.slice(1))}`));
  // a value that is not required follows a "=": fish takes it so where -r is missing
  const taken = value === null ? '' : `${value.required ? ' -r' : ''}${valuesOf(value.values)}`;
  return `${named.join(' ')} -d ${quoted(description)}${taken}`;
}

/** What is offered is evaluated when it is asked for, so the words in it are quoted once more. */
function valuesOf(values: Values): string {
  if (!('from' in values)) return { file: ' -F', folder: " -f -a '(__fish_complete_directories)'", nothing: ' -f' }[values.kind];
  const words = values.from.map(quoted).join(' ');
  return ` -f -a ${quoted(values.kind === 'list' ? `(__fish_append , ${words})` : words)}`;
}

const quoted = (word: string): string => `'${word.replaceAll(/[\\']/g, '\\$&')}'`;
