import type { Fact } from '../facts/fact.ts';
import { unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { isTime } from '../input/time.ts';

/** Where and when a reply came from; each field read from it carries this on. */
export type At = { source: string; observed_at: string };

/** The value at a dotted path; undefined where the path breaks off. */
function dig(record: unknown, path: string): unknown {
  let value = record;
  for (const step of path.split('.')) {
    if (!isRecord(value)) return undefined;
    value = value[step];
  }
  return value;
}

function field<T>(record: unknown, path: string, at: At, expected: string, is: (value: unknown) => value is T): Fact<T> {
  const value = dig(record, path);
  if (value === undefined || value === null) return unknown('not_collected', `the reply has no ${path}`, { call: callOf(at) });
  if (!is(value)) return unknown('malformed', `${path} is not ${expected}`, { call: callOf(at) });
  return { value, ...at };
}

const callOf = ({ source }: At) => source.replace(/^confluent:/, '');
const isText = (value: unknown): value is string => typeof value === 'string';

/** A text field, with lone surrogates replaced so that every later stage can encode it. */
export function text(record: unknown, path: string, at: At): Fact<string> {
  const fact = field(record, path, at, 'a text', isText);
  return 'unknown' in fact ? fact : { ...fact, value: fact.value.toWellFormed() };
}

/** A point in time in RFC 3339. */
export function time(record: unknown, path: string, at: At): Fact<string> {
  const fact = text(record, path, at);
  if ('unknown' in fact || isTime(fact.value)) return fact;
  return unknown('malformed', `${path} is not a time in RFC 3339`, { call: callOf(at) });
}

/** A text field whose absence means something: null for a missing, null or empty one. */
export function optionalText(record: unknown, path: string, at: At): Fact<string | null> {
  const value = dig(record, path);
  return value === undefined || value === null || value === '' ? { value: null, ...at } : text(record, path, at);
}

export const flag = (record: unknown, path: string, at: At): Fact<boolean> =>
  field(record, path, at, 'true or false', (value): value is boolean => typeof value === 'boolean');

export const integer = (record: unknown, path: string, at: At): Fact<number> =>
  field(record, path, at, 'a whole number', (value): value is number => Number.isSafeInteger(value));

export const texts = (record: unknown, path: string, at: At): Fact<string[]> =>
  field(record, path, at, 'a list of texts', (value): value is string[] => Array.isArray(value) && value.every(isText));

/** A record's own id, without which it is nothing; empty ids count as none. */
export function idOf(record: unknown): string | null {
  const id = dig(record, 'id');
  return isText(id) && id !== '' ? id.toWellFormed() : null;
}

/** The organization's id out of a resource name (CRN), where it stands in each. */
export function organizationOf(record: unknown): string | null {
  const name = dig(record, 'metadata.resource_name');
  return isText(name) ? (/\/organization=([^/]+)/.exec(name)?.[1] ?? null) : null;
}
