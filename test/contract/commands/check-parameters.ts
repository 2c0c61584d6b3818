import { parseCommand } from './check-command.ts';
import { invocationsOf } from './shell.ts';
import { isProgram } from './tables.ts';

type Schemas = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What can go wrong once a parameter's value stands in the text: it may be no single value, or outside of what a flag accepts. */
export function problemsOfParameters(text: string, schemas: Schemas): string[] {
  const names = [...text.matchAll(/\{param:(\w+),?\}/g)].map(([, name = '']) => name);
  const several = names.filter((name) => !['integer', 'number', 'string', 'boolean'].includes(String(schemas[name]?.type)));
  return [...several.map((name) => `the parameter ${name} may be more than one value`), ...outside(text, schemas)];
}

function outside(line: string, schemas: Schemas): string[] {
  return invocationsOf(line).invocations.flatMap(({ program, words }) => {
    const parsed = isProgram(program) ? parseCommand(program, words) : undefined;
    return [...(parsed?.flags ?? [])].flatMap(([flag, values]) =>
      values.flatMap(({ text }) => {
        const { min, max } = parsed?.spec.flags[flag] ?? {};
        const name = /^\{param:(\w+)\}$/.exec(text)?.[1];
        if (name === undefined || (min === undefined && max === undefined)) return [];
        const minimum = Number(schemas[name]?.minimum ?? Number.NEGATIVE_INFINITY);
        const maximum = Number(schemas[name]?.maximum ?? Number.POSITIVE_INFINITY);
        const fits = minimum >= (min ?? minimum) && maximum <= (max ?? maximum);
        return fits ? [] : [`${flag} accepts ${min} to ${max}, the parameter ${name} ${minimum} to ${maximum}`];
      }),
    );
  });
}
