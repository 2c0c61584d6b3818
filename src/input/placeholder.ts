import { isRecord } from './is-record.ts';
import { rememberedOf } from './remembered.ts';

/** What to write in place of each text that is to be replaced. */
export type Placeholders = Readonly<Record<string, string>>;

/** A text that still is, or holds, what was to be replaced: a value, or the key that the path ends with. */
type Left = { path: readonly (string | number)[]; isKey: boolean; message: string };

/** Where placeholders are left in data, in keys and values of any depth. */
export function placeholdersIn(data: unknown, placeholders: Placeholders, path: Left['path'] = []): Left[] {
  const left = (text: string, at: Left['path'], isKey: boolean): Left[] => {
    const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
    const bare = plain.length > LONGEST ? '' : withoutMarks(plain);
    return soughtOf(placeholders).flatMap(({ name, instead, standing }) => {
      const how = bare === name ? 'still the placeholder' : standing.test(plain) ? 'still holds the placeholder' : null;
      return how === null ? [] : [{ path: at, isKey, message: `${how} ${name}; write ${instead}` }];
    });
  };
  if (typeof data === 'string') return left(data, path, false);
  if (Array.isArray(data)) return data.flatMap((item, index) => placeholdersIn(item, placeholders, [...path, index]));
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => [
    ...left(key, [...path, key], true),
    ...placeholdersIn(value, placeholders, [...path, key]),
  ]);
}

/** @property standing finds it as a word of its own; in capitals only, since a sentence may name a field of the report */
type Sought = { name: string; instead: string; standing: RegExp };

const soughtOf = rememberedOf((placeholders: Placeholders): Sought[] =>
  Object.entries(placeholders).map(([name, instead]) => ({
    name,
    instead,
    standing: new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u'),
  })),
);

/** No placeholder is as long, whatever it stands in. */
const LONGEST = 200;

/** Without the brackets, quotes and blanks that it stands in, in capitals. */
const withoutMarks = (text: string): string =>
  text
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/[\s_]+/g, '_')
    .toUpperCase();
