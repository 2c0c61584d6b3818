/** A workflow command as GitHub's runner understands it. */
export type RunnerCommand = { name: string; properties: Record<string, string>; data: string };

const NAMES = [
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'internal-set-repo-path', 'notice'],
  ...['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'],
];

const unescaped = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const unescapedProperty = (text: string): string => unescaped(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

/**
 * The commands in the log of a step, read as the runner does (ActionCommand.cs of actions/runner): `::name k=v,k=v::data` at
 * the beginning of a line, or `##[name k=v;k=v]data` anywhere in it; none between `::stop-commands::TOKEN` and `::TOKEN::`.
 */
export function runnerCommands(log: string): RunnerCommand[] {
  const found: RunnerCommand[] = [];
  let token: string | null = null;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const names: readonly string[] = token === null ? NAMES : [...NAMES, token];
    const command: RunnerCommand | null = inColons(line, names) ?? inBrackets(line, names);
    if (command === null) continue;
    if (token !== null) {
      if (command.name === token) token = null;
    } else if (command.name === 'stop-commands') token = command.data;
    else found.push(command);
  }
  if (token !== null) throw new Error('commands were stopped, and never resumed');
  return found;
}

const MOST_OF_LEVEL = 10;

/** What the runner shows of the errors, warnings and notices of a step: the first ten of each (ExecutionContext.cs). */
export function shownBeside(commands: readonly RunnerCommand[]): RunnerCommand[] {
  const seen = new Map<string, number>();
  return commands.filter(({ name }) => {
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return ['error', 'warning', 'notice'].includes(name) && (seen.get(name) ?? 0) <= MOST_OF_LEVEL;
  });
}

/** What the runner adds where a step fails. */
export const failedStep = (code: number): RunnerCommand => ({
  name: 'error',
  properties: {},
  data: `Process completed with exit code ${code}.`,
});

function inColons(line: string, names: readonly string[]): RunnerCommand | null {
  const [, name = '', properties = '', data = ''] = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/s.exec(line) ?? [];
  return names.includes(name)
    ? { name, properties: pairs(properties.trim(), ',', unescapedProperty), data: unescaped(data) }
    : null;
}

function inBrackets(line: string, names: readonly string[]): RunnerCommand | null {
  const [, name = '', properties = '', data = ''] = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line) ?? [];
  return names.includes(name) ? { name, properties: pairs(properties, ';', unescaped), data: unescaped(data) } : null;
}

const pairs = (text: string, separator: string, read: (value: string) => string): Record<string, string> =>
  Object.fromEntries(
    text.split(separator).flatMap((pair) => {
      const [, key, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
      return key === undefined || value === undefined ? [] : [[key, read(value)]];
    }),
  );
