import { isDeepStrictEqual } from 'node:util';
import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';

/** Leaves out each property whose value is the default of its schema, at any depth. */
export function withoutDefaults(schema: Type.TSchema | undefined, value: unknown): unknown {
  if (Type.IsArray(schema) && Array.isArray(value)) return value.map((item) => withoutDefaults(schema.items, item));
  if (!Type.IsObject(schema) || !isRecord(value)) return value;
  const properties: Readonly<Record<string, Type.TSchema>> = schema.properties;
  const entries = Object.entries(value).map(([name, part]) => ({ name, part, property: properties[name] }));
  return Object.fromEntries(
    entries
      .filter(({ part, property }) => !(property && 'default' in property && isDeepStrictEqual(part, property.default)))
      .map(({ name, part, property }) => [name, withoutDefaults(property, part)]),
  );
}
