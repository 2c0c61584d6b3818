import { isRecord } from './is-record.ts';

/** What to write in place of each text that is to be replaced. */
export type Placeholders = Readonly<Record<string, string>>;

/** A text that still is, or holds, what was to be replaced: a value, or the key that the path ends with. */
type Left = { path: readonly (string | number)[]; isKey: boolean; message: string };

/** Where placeholders are left in data, in keys and values of any depth. */
export function placeholdersIn(data: unknown, placeholders: Placeholders, path: Left['path'] = []): Left[] {
  const left = (text: string, at: Left['path'], isKey: boolean): Left[] =>
    Object.entries(placeholders).flatMap(([name, instead]) => {
      const how = isThe(name, text) ? 'still the placeholder' : holds(name, text) ? 'still holds the placeholder' : null;
      return how === null ? [] : [{ path: at, isKey, message: `${how} ${name}; write ${instead}` }];
    });
  if (typeof data === 'string') return left(data, path, false);
  if (Array.isArray(data)) return data.flatMap((item, index) => placeholdersIn(item, placeholders, [...path, index]));
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => [
    ...left(key, [...path, key], true),
    ...placeholdersIn(value, placeholders, [...path, key]),
  ]);
}

const normalized = (text: string): string => text.normalize('NFKC').replace(/\p{Cf}/gu, '');

/** Whatever the case, and whatever brackets, quotes and blanks it stands in. */
const isThe = (name: string, text: string): boolean =>
  normalized(text)
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/[\s_]+/g, '_')
    .toUpperCase() === name;

/** As a word of its own; in capitals only, since a sentence may name a field of the report. */
const holds = (name: string, text: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(normalized(text));
