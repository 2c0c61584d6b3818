import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { Report } from './schema.ts';

const sparse = withoutDefaults(Report);

/**
 * The bytes of `report.json`: a line for each item of a list, so that two reports can be compared line by line. What is at
 * its default is left out.
 */
export function serializeReport(report: Report): string {
  const file = sparse(report);
  const parts = Object.entries(isRecord(file) ? file : {});
  return `{\n${parts.map(([key, part]) => `${JSON.stringify(key)}: ${lines(part)}`).join(',\n')}\n}\n`;
}

const lines = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((item: unknown) => JSON.stringify(item)).join(',\n')}\n]`
    : JSON.stringify(value);

/** Leaves out each property whose value is the default of its schema, at any depth. */
function withoutDefaults(schema: Type.TSchema): (value: unknown) => unknown {
  if (Type.IsArray(schema)) {
    const item = withoutDefaults(schema.items);
    return (value) => (Array.isArray(value) ? value.map(item) : value);
  }
  if (!Type.IsObject(schema)) return (value) => value;
  const properties = new Map(
    Object.entries<Type.TSchema>(schema.properties).map(([name, property]) => [
      name,
      { initial: 'default' in property ? JSON.stringify(property.default) : undefined, within: withoutDefaults(property) },
    ]),
  );
  return (value) =>
    isRecord(value)
      ? Object.fromEntries(
          Object.entries(value).flatMap(([name, part]) => {
            const property = properties.get(name);
            if (property === undefined) return [[name, part]];
            const isDefault = property.initial !== undefined && property.initial === JSON.stringify(part);
            return isDefault ? [] : [[name, property.within(part)]];
          }),
        )
      : value;
}
