import { type Invocation, invocationsOf, type Word } from './shell.ts';
import { COMMANDS, type CommandSpec, isProgram, type Program } from './tables.ts';

/** Programs in the remedies that no vendor's table describes. */
const OTHERS = new Set(['jq', 'cat', 'echo', 'base64', 'openssl', 'byok-audit', 'terraform']);

type Parsed = { name: string; spec: CommandSpec; flags: Map<string, Word[]>; args: Word[]; problems: string[] };

/** What the vendors' own tables say against the commands of a line. */
export function problemsOfLine(line: string): string[] {
  const { invocations, isWhole } = invocationsOf(line);
  return [...(isWhole ? [] : ['the shell cannot read it']), ...invocations.flatMap(problemsOf)];
}

function problemsOf(invocation: Invocation): string[] {
  const { program } = invocation;
  if (!isProgram(program)) return OTHERS.has(program) ? [] : [`${program} is no program that the checker knows`];
  const parsed = parseCommand(program, invocation.words);
  if (parsed === undefined)
    return [`${program} has no command ${JSON.stringify(pathOf(invocation.words).join(' '))} in its table`];
  return [...parsed.problems, ...missing(parsed), ...misplaced(parsed)].map((problem) => `${program} ${parsed.name}: ${problem}`);
}

const pathOf = (words: readonly Word[]): string[] => {
  const end = words.findIndex(({ text }) => text.startsWith('-'));
  return words.slice(0, end === -1 ? words.length : end).map(({ text }) => text);
};

/** The command that the words name, by the longest name in the table, and its arguments. */
export function parseCommand(program: Program, words: readonly Word[]): Parsed | undefined {
  const table = COMMANDS[program];
  const path = pathOf(words);
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join(' ');
    const spec = Object.hasOwn(table.commands, name) ? table.commands[name] : undefined;
    if (spec !== undefined) return { name, spec, ...argumentsOf(program, spec, words.slice(length)) };
  }
  return undefined;
}

function argumentsOf(program: Program, spec: CommandSpec, words: readonly Word[]): Pick<Parsed, 'flags' | 'args' | 'problems'> {
  const known = { ...COMMANDS[program].flags, ...spec.flags };
  const isFlag = ({ text }: Word) => /^--?[A-Za-z]/.test(text);
  const flags = new Map<string, Word[]>();
  const args: Word[] = [];
  const problems: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (!isFlag(word)) {
      args.push(word);
      continue;
    }
    const [written = '', ...inline] = word.text.split('=');
    const name = known[written]?.is ?? written;
    const flag = Object.hasOwn(known, name) ? known[name] : undefined;
    if (flag === undefined) {
      problems.push(`there is no flag ${written}`);
      while (at + 1 < words.length && !isFlag(words[at + 1] as Word)) at++;
      continue;
    }
    const values = inline.length > 0 ? [{ ...word, text: inline.join('=') }] : [];
    const most =
      inline.length > 0 || flag.type === 'bool'
        ? 0
        : flag.many && (program === 'aws' || program === 'az')
          ? Number.POSITIVE_INFINITY
          : 1;
    while (values.length < most && at + 1 < words.length && !isFlag(words[at + 1] as Word)) values.push(words[++at] as Word);
    if (values.length === 0 && flag.type !== 'bool' && !flag.optional) problems.push(`${name} has no value`);
    if (flags.has(name) && !(flag.many && program === 'confluent')) problems.push(`${name} is given twice`);
    flags.set(name, [...(flags.get(name) ?? []), ...values]);
    for (const value of values) problems.push(...misfits(program, name, flag, value));
  }
  return { flags, args, problems };
}

function misfits(program: Program, name: string, flag: CommandSpec['flags'][string], { text, open }: Word): string[] {
  if (flag.type === 'bool') return /^(true|false)$/i.test(text) && program !== 'aws' ? [] : [`${name} takes no value`];
  if (/^(\{"|\[|\{\})/.test(text) && !isJson(text)) return [`${name} is not JSON: ${text}`];
  if (flag.type === 'json' && !/^[[{]|=|^file:/.test(text) && !open) return [`${name} takes JSON, not ${text}`];
  if (flag.type === 'blob' && !/^fileb?:\/\//.test(text) && !open) return [`${name} takes a file, as fileb://, not ${text}`];
  if (flag.choices !== undefined)
    return isChoice(program, name, flag.choices, { text, open }) ? [] : [`${name} does not accept ${text}`];
  if (flag.type !== 'int' || open) return [];
  const number = Number(text);
  if (!Number.isInteger(number)) return [`${name} takes a whole number, not ${text}`];
  const [min, max] = [flag.min ?? Number.NEGATIVE_INFINITY, flag.max ?? Number.POSITIVE_INFINITY];
  return number < min || number > max ? [`${name} accepts ${min} to ${max}, not ${text}`] : [];
}

/** A word in capitals may stand for a choice where the choices themselves are not written so, or where it is the flag's name. */
function isChoice(program: Program, name: string, choices: readonly string[], { text, open }: Word): boolean {
  const same = (choice: string) => (program === 'az' ? choice.toLowerCase() === text.toLowerCase() : choice === text);
  if (choices.some(same)) return true;
  const inCapitals = choices.some((choice) => choice === choice.toUpperCase());
  return open && (!inCapitals || /[{$]/.test(text) || name.slice(2).toUpperCase().replaceAll('-', '_').endsWith(text));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/\{[a-z0-9_]+(?::[a-z0-9_]+)?,?\}/g, '0'));
    return true;
  } catch {
    return false;
  }
}

function missing({ spec, flags, args }: Parsed): string[] {
  if (flags.has('--cli-input-json') || flags.has('--cli-input-yaml')) return [];
  const parents = Object.entries(spec.flags).flatMap(([name, flag]) => (flag.unless === 'name' ? (flags.get(name) ?? []) : []));
  const named = [...args, ...parents].some(({ text }) => /(^|\/)projects\/|^\{kms_name\}|^KMS_NAME/.test(text));
  const without = Object.entries(spec.flags).filter(([name, flag]) => {
    const required = flag.unless === 'name' ? !named : flag.required;
    return required && !flags.has(name) && !(flag.or !== undefined && flags.has(flag.or));
  });
  const groups = (spec.oneOf ?? []).filter((group) => !group.some((name) => flags.has(name)));
  return [...without.map(([name]) => `${name} is required`), ...groups.map((group) => `one of ${group.join(', ')} is required`)];
}

function misplaced({ spec, args }: Parsed): string[] {
  const taken = spec.args ?? [];
  const needed = taken.filter(({ required }) => required);
  const most = taken.some(({ many }) => many) ? Number.POSITIVE_INFINITY : taken.length;
  if (args.length > most) return args.slice(most).map(({ text }) => `takes no argument ${JSON.stringify(text)}`);
  return needed.slice(args.length).map(({ name }) => `the argument ${name} is required`);
}
