import { isDeepStrictEqual } from 'node:util';
import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { rememberedOf } from '../input/remembered.ts';

/** Leaves out each property whose value is the default of its schema, at any depth. */
export const withoutDefaults = (schema: Type.TSchema | undefined, value: unknown): unknown =>
  schema === undefined ? value : shortened(schema)(value);

type Shorten = (value: unknown) => unknown;

/** What a schema says of this is read from it once: thousands of verdicts have the same one. */
const shortened = rememberedOf((schema: Type.TSchema): Shorten => {
  if (Type.IsArray(schema)) {
    const { items } = schema;
    return (value) => (Array.isArray(value) ? value.map((item) => withoutDefaults(items, item)) : value);
  }
  if (!Type.IsObject(schema)) return (value) => value;
  const properties = new Map(Object.entries<Type.TSchema>(schema.properties).map(([name, own]) => [name, propertyOf(own)]));
  return (value) => {
    if (!isRecord(value)) return value;
    const kept: [string, unknown][] = [];
    for (const [name, part] of Object.entries(value)) {
      const property = properties.get(name);
      if (property?.isDefault(part) !== true) kept.push([name, withoutDefaults(property?.schema, part)]);
    }
    return Object.fromEntries(kept);
  };
});

function propertyOf(schema: Type.TSchema): { schema: Type.TSchema; isDefault: (value: unknown) => boolean } {
  if (!('default' in schema)) return { schema, isDefault: () => false };
  const { default: usual } = schema;
  // most are null, false or an empty list, and most values are none of these
  const isDefault = (value: unknown) =>
    Object.is(value, usual) || (typeof value === 'object' && typeof usual === 'object' && isDeepStrictEqual(value, usual));
  return { schema, isDefault };
}
