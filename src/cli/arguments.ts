import type { Command, CommanderError, Option } from 'commander';
import { type AuditError, wrongUsage } from '../audit-error.ts';
import { nearest } from '../input/nearest.ts';
import { LOG_FORMATS, type LogFormat } from './log-format.ts';

const ASKING = ['-h', '--help', '-V', '--version'];

/**
 * The command that the arguments name, and the arguments with `help COMMAND` as `COMMAND --help`.
 * @throws AuditError 64 for a command that does not exist, also where only its help is asked for
 */
export function commandIn(program: Command, argv: readonly string[]): { command: Command; argv: readonly string[] } {
  let command = program;
  let asksForHelp = false;
  const names: string[] = [];
  for (const word of argv.filter((argument) => !ASKING.includes(argument))) {
    // what follows the last command is its own; only help takes nothing but commands
    if (word.startsWith('-') || (command.commands.length === 0 && !asksForHelp)) break;
    if (word === 'help' && !asksForHelp) {
      asksForHelp = true;
      continue;
    }
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) {
      const known = command.commands.map((one) => one.name());
      throw wrongUsage(
        `there is no command "${[...names, word].join(' ')}"${didYouMean(word, known)} See: ${pathOf(command)} --help`,
      );
    }
    names.push(word);
    command = next;
  }
  return { command, argv: asksForHelp ? [...names, '--help'] : argv };
}

/** A command that only has commands was named, and none of them. The message is the help. */
export const noCommand = (command: Command): AuditError =>
  wrongUsage(command.helpInformation({ error: true }).trimEnd().split('\n'));

/** @throws AuditError 64 for an empty value: a variable of a script that was not set would silently choose a default */
export function refuseEmpty(argv: readonly string[]): void {
  const place = argv.findIndex((argument) => /^(--[^=]*=)?$/.test(argument));
  if (place < 0) return;
  const [option] = (argv[place] || argv[place - 1] || '').split('=');
  const of = option?.startsWith('-') === true ? `, the value of ${option},` : '';
  throw wrongUsage(`argument ${place + 1}${of} is empty. Was a variable not set?`);
}

/** An option, and the argument that stands behind it although it takes none there. */
type Apart = { option: Option; name: string; value: string };

function apartIn({ options }: Command, argv: readonly string[]): Apart[] {
  return argv.flatMap((name, place) => {
    const option = options.find(({ long, short }) => name === long || name === short);
    const value = argv[place + 1];
    return option === undefined || option.required || value === undefined || value.startsWith('-')
      ? []
      : [{ option, name, value }];
  });
}

/** @throws AuditError 64 for a value apart from its option, which would be taken for the file that the command is about */
export function refuseApart(command: Command, argv: readonly string[]): void {
  const apart = apartIn(command, argv).find(({ option, value }) => option.optional && takes(option, value));
  if (apart !== undefined) throw wrongUsage(`${whyApart(apart)} See: ${pathOf(command)} --help`);
}

const whyApart = ({ option, name, value }: Apart): string =>
  option.optional
    ? `${value} stands apart from its option: write ${name}=${value}.`
    : `${name} takes no value; leave ${value} out.`;

function takes({ parseArg }: Option, value: string): boolean {
  try {
    parseArg?.(value, undefined);
    return true;
  } catch {
    return false;
  }
}

/** The format of the log, before the options are parsed: a mistake among them is logged in it too. */
export function logFormatIn(argv: readonly string[]): LogFormat {
  const named = argv.map((argument, index) =>
    argument === '--log-format' ? argv[index + 1] : /^--log-format=(.*)$/s.exec(argument)?.[1],
  );
  return LOG_FORMATS.findLast((format) => named.includes(format)) ?? 'text';
}

/** Why a command does not take its arguments. */
export function refusal({ code, message }: CommanderError, command: Command, argv: readonly string[]): string {
  const see = `See: ${pathOf(command)} --help`;
  const [apart] = apartIn(command, argv);
  // where a command takes arguments, any of them may be the one too many
  if (code === 'commander.excessArguments' && apart !== undefined && command.registeredArguments.length === 0)
    return `${whyApart(apart)} ${see}`;
  const what = message.replace(/^error: /, '').replace(/\.$/, '');
  return `${what}${code === 'commander.unknownOption' ? hintFor(command, argv) : '.'} ${see}`;
}

function hintFor(command: Command, argv: readonly string[]): string {
  if (command.commands.length > 0) return '; put options after the command.';
  const known = [...command.options.flatMap(({ long, short }) => [long, short].filter((name) => name != null)), '--help'];
  const unknown = argv
    .filter((argument) => argument.startsWith('-'))
    .map((argument) => argument.replace(/=.*$/s, ''))
    .find((name) => !known.includes(name));
  return unknown === undefined ? '.' : didYouMean(unknown, known);
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '.' : `; did you mean ${near}?`;
}

/** `byok-audit history prune`. */
const pathOf = (command: Command): string => (command.parent === null ? '' : `${pathOf(command.parent)} `) + command.name();
