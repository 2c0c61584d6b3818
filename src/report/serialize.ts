import { isDeepStrictEqual } from 'node:util';
import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { filed } from './filed.ts';
import { FiledReport } from './filed-schema.ts';
import type { Report } from './schema.ts';

/**
 * The bytes of `report.json`: a line for each item of a list, so that two reports can be compared line by line. What is at
 * its default is left out.
 */
export function serializeReport(report: Report): string {
  const file = withoutDefaults(FiledReport, filed(report));
  const parts = Object.entries(isRecord(file) ? file : {});
  return `{\n${parts.map(([key, part]) => `${JSON.stringify(key)}: ${lines(part)}`).join(',\n')}\n}\n`;
}

const lines = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((item: unknown) => JSON.stringify(item)).join(',\n')}\n]`
    : JSON.stringify(value);

/** Leaves out each property whose value is the default of its schema, at any depth. */
function withoutDefaults(schema: Type.TSchema | undefined, value: unknown): unknown {
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
