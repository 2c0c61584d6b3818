import type { Argument, Command, Option } from 'commander';
import { type Values, valuesOf } from './placeholders.ts';

/** A name with what a shell shows beside it. */
type Described = { name: string; description: string };

/** A flag. @property value null where it takes none; one that is not required follows a `=` */
export type Flag = {
  names: readonly string[];
  description: string;
  value: { name: string; required: boolean; values: Values } | null;
};

/** What may stand behind a command: the words that lead to it are its `path`, which is empty for the program itself. */
export type Offers = {
  path: readonly string[];
  commands: readonly Described[];
  flags: readonly Flag[];
  /** The same for each of its arguments. */
  argument: { name: string; values: Values } | null;
};

/**
 * What a shell offers for each command of a program, from the definitions that the command line is parsed by.
 * @param rules ids of the rules
 */
export function offersOf(program: Command, rules: readonly string[]): Offers[] {
  const values = valuesOf(rules);
  const of = (command: Command, path: readonly string[]): Offers[] => {
    const help = command.createHelp();
    const commands = help.visibleCommands(command);
    const own = commands.map((one) => ({ name: one.name(), description: one.description() }));
    const flags = help.visibleOptions(command).map((option) => flagOf(option, values));
    return [
      { path, commands: own, flags, argument: argumentOf(command, values) },
      ...commands.flatMap((one) =>
        // help takes the commands beside it
        one.name() === 'help' ? [helpOn(own, [...path, 'help'])] : of(one, [...path, one.name()]),
      ),
    ];
  };
  return of(program, []);
}

const helpOn = (commands: readonly Described[], path: readonly string[]): Offers => ({
  ...{ path, commands: [], flags: [] },
  argument: {
    name: 'command',
    values: { kind: 'choice', from: commands.flatMap(({ name }) => (name === 'help' ? [] : [name])) },
  },
});

function flagOf(
  { short, long, description, flags, required, optional, argChoices }: Option,
  values: ReturnType<typeof valuesOf>,
): Flag {
  const names = [short, long].filter((name) => name != null);
  if (!required && !optional) return { names, description, value: null };
  const name = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? '';
  return { names, description, value: { name, required, values: values(name, argChoices) } };
}

function argumentOf({ registeredArguments }: Command, values: ReturnType<typeof valuesOf>): Offers['argument'] {
  const [first, ...others] = registeredArguments.map((argument: Argument) => ({
    name: argument.name(),
    values: values(argument.name(), argument.argChoices),
  }));
  if (first === undefined) return null;
  if (others.some((one) => JSON.stringify(one.values) !== JSON.stringify(first.values)))
    throw new Error(
      `a shell is to offer other values for <${first.name}> than for what follows it: src/cli/completion has one for all`,
    );
  return first;
}
