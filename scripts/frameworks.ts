import { basename } from 'node:path';
import Type from 'typebox';
import { Framework, Requirement } from '../src/evaluate/catalogue.ts';
import { checkDocument } from '../src/input/document.ts';
import { closed } from '../src/input/shapes.ts';

const line = Type.String({ pattern: '^\\S[^\\n]*\\S$' });
const { id: _, ...head } = Framework.properties;

/** A file's schema: one root key, named like the file. OPA takes such files for data, where the same keys would collide. */
const schemaOf = (id: string, rules: readonly string[]) =>
  Type.Object(
    {
      [id]: Type.Object(
        {
          ...head,
          title: line,
          url: Type.String({ pattern: '^https://\\S+$' }),
          requirements: Type.Array(
            Type.Object(
              {
                ...Requirement.properties,
                title: line,
                rules: Type.Array(Type.Enum([...rules], { type: 'string' }), { uniqueItems: true }),
                note: Type.Optional(Type.String({ pattern: '^\\S[^\\n]*[.]$' })),
              },
              closed,
            ),
            { minItems: 1 },
          ),
        },
        closed,
      ),
    },
    closed,
  );

/**
 * A framework as its YAML file describes it.
 * @param rules the ids that it may name
 * @throws Error that lists every mistake, at its place
 */
export function frameworkOf(file: string, source: string, rules: readonly string[]): Framework {
  const id = basename(file, '.yaml');
  if (!/^[a-z][a-z0-9_]*$/.test(id)) throw new Error(`${file}: the name of a framework's file must be its id, in snake_case`);
  const written = checkDocument(file, source, schemaOf(id, rules));
  const { requirements, ...rest } = written[id] as Omit<Framework, 'id'>;
  const mistakes = requirements.flatMap(({ id: requirement, rules: named, note }, index) => [
    ...(requirements.findIndex((other) => other.id === requirement) < index
      ? [`the requirement ${requirement} is listed twice`]
      : []),
    ...(named.length === 0 && note === undefined
      ? [`the requirement ${requirement} has neither rules nor a note on what would answer it`]
      : []),
  ]);
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => `${file}: ${mistake}`).join('\n'));
  return { id, ...rest, requirements: requirements.map((requirement) => ({ ...requirement, note: requirement.note ?? null })) };
}
