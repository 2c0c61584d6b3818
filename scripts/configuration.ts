import Type from 'typebox';
import { configurationKeys } from '../src/config/keys.ts';
import { type ParameterSchemas, settingsSchema } from '../src/config/load.ts';

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

/** Each key of the configuration: its dotted path, its default as JSON, and what it means. */
export const configurationRows = (): [key: string, initial: string, description: string][] =>
  configurationKeys().map(({ key, default: initial, description }) => [
    key,
    initial === undefined ? '' : JSON.stringify(initial),
    description,
  ]);
