import { shellArgument, shellQuoted } from '../../input/shell.ts';
import type { Flag, Offers } from './offers.ts';
import type { Values } from './placeholders.ts';

// Bash has no idea of flags: the script reads the words before the cursor itself, and looks up what belongs behind them. It runs
// with bash 3.2, which macOS has, and does not need the package bash-completion. Nothing that was typed is evaluated.

const SCRIPT = `
_byok_audit() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' flag='' equals='' before='' at=1 strays=0 word kind needs
  local -a words
  COMPREPLY=()
  while [[ $at -lt $COMP_CWORD ]]; do
    word="\${COMP_WORDS[at]}"
    at=$((at + 1))
    if [[ -n $flag ]]; then
      # bash makes a word of the equals sign
      if [[ $word == '=' && -z $equals ]]; then
        equals=1
        continue
      fi
      if [[ -n $equals || $needs == 1 ]]; then
        flag='' equals=''
        continue
      fi
      flag=''
    fi
    if [[ $word == -* ]]; then
      _byok_audit_values "$path $word"
      if [[ -n $kind ]]; then flag="$word"; fi
    elif _byok_audit_is_command "$path $word"; then
      path="$path $word" strays=0
    else
      strays=$((strays + 1))
    fi
  done
  if [[ -n $flag && -z $equals && $current == '=' ]]; then
    equals=1 current=''
  elif [[ -z $flag && $current == -*=* ]]; then
    flag="\${current%%=*}" equals=1 before="\${current%%=*}=" current="\${current#*=}"
  fi
  if [[ -n $flag ]]; then _byok_audit_values "$path $flag"; fi
  if [[ -n $flag && ( -n $equals || $needs == 1 ) ]]; then
    :
  elif [[ $current == -* ]]; then
    _byok_audit_flags "$path"
  else
    _byok_audit_values "$path"
    # no command follows a word that is none
    if [[ $kind == command && $strays -gt 0 ]]; then words=(); fi
  fi
  _byok_audit_offer
}

_byok_audit_offer() {
  local word last head=''
  case $kind in
    # readline itself lists files, and knows how to quote them
    file) return ;;
    folder) _byok_audit_option +o default -o dirnames; return ;;
  esac
  _byok_audit_option +o default
  last="$current"
  if [[ $kind == list ]]; then
    _byok_audit_option -o nospace
    last="\${current##*,}" head="\${current%"$last"}"
  fi
  for word in \${words[@]+"\${words[@]}"}; do
    if [[ $word == "$last"* && ",$head" != *",$word,"* ]]; then COMPREPLY+=("$before$head$word"); fi
  done
}

# bash 3.2 has no compopt, and offers files too
_byok_audit_option() {
  if type compopt >/dev/null 2>&1; then compopt "$@" 2>/dev/null; fi
}

complete -o default -F _byok_audit byok-audit
`;

/** A script that makes bash complete the command line. */
export function bash(offers: readonly Offers[]): string {
  const values = offers.flatMap(({ path, flags, commands, argument }) => [
    ...flags.flatMap((flag) => flag.names.flatMap((name) => valueCase(`${keyOf(path)} ${name}`, flag))),
    [
      keyOf(path),
      commands.length > 0 ? `kind=command words=(${words(commands.map(({ name }) => name))})` : kindOf(argument?.values),
    ] as const,
  ]);
  const flags = offers.map(({ path, flags }) => [keyOf(path), `words=(${words(flags.flatMap(({ names }) => names))})`] as const);
  const paths = offers.filter(({ path }) => path.length > 0).map(({ path }) => [keyOf(path), 'return 0'] as const);
  return [
    '# bash completion for byok-audit; written by: byok-audit completion bash',
    lookUp('_byok_audit_values', "kind='' needs='' words=()", values),
    lookUp('_byok_audit_flags', "kind=choice needs='' words=()", flags),
    lookUp('_byok_audit_is_command', '', paths, 'return 1'),
    SCRIPT.trim(),
    '',
  ].join('\n');
}

/** A path as the script puts it together: a space before each word. */
const keyOf = (path: readonly string[]): string => path.map((word) => ` ${word}`).join('');

const words = (from: readonly string[]): string => from.map(shellArgument).join(' ');

const valueCase = (key: string, { value }: Flag): [string, string][] =>
  value === null ? [] : [[key, `needs=${value.required ? 1 : 0} ${kindOf(value.values)}`]];

const kindOf = (values: Values = { kind: 'nothing' }): string =>
  'from' in values ? `kind=${values.kind} words=(${words(values.from)})` : `kind=${values.kind}`;

/** A function that does what belongs to its argument; what belongs to several stands once. */
function lookUp(name: string, first: string, cases: readonly (readonly [string, string])[], otherwise = ''): string {
  const byAction = Map.groupBy(cases, ([, action]) => action);
  const lines = [...byAction].map(([action, keys]) => `    ${keys.map(([key]) => shellQuoted(key)).join(' | ')}) ${action} ;;`);
  const rest = otherwise === '' ? [] : [`    *) ${otherwise} ;;`];
  return [`${name}() {`, ...(first === '' ? [] : [`  ${first}`]), '  case $1 in', ...lines, ...rest, '  esac', '}', ''].join(
    '\n',
  );
}
