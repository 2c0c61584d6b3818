import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { readYamlText } from '../input/yaml-text.ts';
import { SETTINGS } from './schema.ts';

/** A key of the configuration: its dotted path, its default, and what it means. A section has no default. */
export type Key = { key: string; default: unknown; description: string };

/** Every key of the configuration, in the order of its schema. */
export const configurationKeys = (): Key[] => Object.entries(SETTINGS).flatMap(([key, schema]) => keysOf(key, schema));

function keysOf(path: string, schema: Type.TSchema & { description?: string; default?: unknown }): Key[] {
  const { description, default: initial } = schema;
  if (!Type.IsObject(schema)) return [{ key: path, default: initial, description: description ?? '' }];
  const own = description === undefined ? [] : [{ key: path, default: undefined, description }];
  return [...own, ...Object.entries(schema.properties).flatMap(([key, child]) => keysOf(`${path}.${key}`, child))];
}

/** A key that the file has, and what would hold without it; null where there is no default. */
export type GivenKey = { key: string; value: unknown; default: unknown };

/** What a configuration says otherwise than its defaults do. @param text of a configuration without mistakes */
export function changedKeys(text: string): GivenKey[] {
  const settings = readYamlText('the configuration', text).data;
  const keys = configurationKeys();
  return keys.flatMap(({ key, default: initial = null }) => {
    const value = key === 'version' ? undefined : valueAt(settings, key.split('.'));
    // the keys of a section stand on lines of their own
    if (value === undefined || (isRecord(value) && keys.some((other) => other.key.startsWith(`${key}.`)))) return [];
    return JSON.stringify(value) === JSON.stringify(initial) ? [] : [{ key, value, default: initial }];
  });
}

const valueAt = (data: unknown, [key, ...rest]: readonly string[]): unknown =>
  key === undefined ? data : isRecord(data) && Object.hasOwn(data, key) ? valueAt(data[key], rest) : undefined;
