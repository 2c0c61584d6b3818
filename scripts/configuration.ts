import Type from 'typebox';
import { type ParameterSchemas, settingsSchema } from '../src/config/load.ts';
import { SETTINGS } from '../src/config/schema.ts';

/** The schema of the configuration for editors, which check the file as it is written: a key with a default is optional. */
export const configurationSchema = (parameters: ParameterSchemas): object => withOptionalKeys(settingsSchema(parameters));

/** The schema of a file that may leave out what has a default. */
export function withOptionalKeys(schema: object): object {
  if (Type.IsArray(schema)) return { ...schema, items: withOptionalKeys(schema.items) };
  if (!Type.IsObject(schema)) return schema;
  const { properties, required = [], ...rest } = schema;
  const needed = required.filter((key) => !('default' in (properties[key] ?? {})));
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, withOptionalKeys(child)])),
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

/** Each key of the configuration: its dotted path, its default as YAML, and what it means. */
export const configurationRows = (): [key: string, initial: string, description: string][] =>
  Object.entries(SETTINGS).flatMap(([key, schema]) => rowsOf(key, schema));

function rowsOf(path: string, schema: Type.TSchema & { description?: string; default?: unknown }): [string, string, string][] {
  const { description, default: initial } = schema;
  if (!Type.IsObject(schema)) return [[path, initial === undefined ? '' : JSON.stringify(initial), description ?? '']];
  const own: [string, string, string][] = description === undefined ? [] : [[path, '', description]];
  return [...own, ...Object.entries(schema.properties).flatMap(([key, child]) => rowsOf(`${path}.${key}`, child))];
}
