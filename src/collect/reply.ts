import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { inSnapshotOrder } from '../input/keys.ts';
import { isTime } from '../input/time.ts';
import type { Call } from './observe.ts';
import { MalformedReply } from './service-failure.ts';

/** How one field of a reply is read; `read` gives undefined for a value of another type. */
export type Reader<T> = { what: string; read: (value: unknown) => T | undefined };

/**
 * What is read, in another form; undefined where the value has none.
 * @param what the form, where the name of the first does not do
 */
export const readAs = <T, U>(reader: Reader<T>, to: (value: T) => U | undefined, what = reader.what): Reader<U> => ({
  what,
  read: (value) => {
    const read = reader.read(value);
    return read === undefined ? undefined : to(read);
  },
});

/** What is read, where it is one of those that there can be. @param what as in `readAs` */
export const only = <T>(reader: Reader<T>, isOne: (value: T) => boolean, what?: string): Reader<T> =>
  readAs(reader, (value) => (isOne(value) ? value : undefined), what);

const ofType = <T>(what: string, is: (value: unknown) => value is T): Reader<T> => ({
  what,
  read: (value) => (is(value) ? value : undefined),
});

export const flag = ofType('true or false', (value) => typeof value === 'boolean');
export const integer = ofType('a whole number', (value): value is number => Number.isSafeInteger(value));
export const anything = ofType('an object', isRecord);
const anyText = ofType('a text', (value) => typeof value === 'string');
/** Lone surrogates are replaced, so that every later stage can encode the text. */
export const text = readAs(anyText, (value) => value.toWellFormed());

/** A text that says something: an empty one is how some services write that there is none. */
export const filled = only(text, (written) => written !== '', 'a text that is not empty');
export const count = only(integer, (number) => number >= 0, 'a number of things');
export const matching = (form: RegExp, what: string): Reader<string> => only(text, (written) => form.test(written), what);

export const time = only(text, isTime, 'a time in RFC 3339');
/** A point in time as the services and their libraries give it: a Date, seconds since 1970, or a text in RFC 3339. */
export const moment: Reader<string> = {
  what: 'a point in time',
  read: (value) => {
    const date = typeof value === 'number' ? new Date(value * 1000) : value;
    if (typeof date === 'string') return isTime(date) ? moment.read(new Date(date)) : undefined;
    return date instanceof Date && !Number.isNaN(date.valueOf()) ? date.toISOString().replace('.000Z', 'Z') : undefined;
  },
};

export const listOf = <T>(item: Reader<T>): Reader<T[]> => ({
  what: `a list whose every item is ${item.what}`,
  read: (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map(item.read);
    return items.every((each) => each !== undefined) ? items : undefined;
  },
});

/** A list with something in it. */
export const someOf = <T>(item: Reader<T>, what?: string): Reader<T[]> => only(listOf(item), ({ length }) => length > 0, what);

const orElse = <T, D>(reader: Reader<T>, absent: D): Reader<T | D> => ({
  what: reader.what,
  read: (value) => (value === undefined || value === null ? absent : reader.read(value)),
});

/** A field that may be left out: null where it is absent, or null itself. */
export const orNull = <T>(reader: Reader<T>): Reader<T | null> => orElse(reader, null);

/** Texts by their names, such as tags. */
export const namedTexts: Reader<Record<string, string>> = {
  what: 'an object whose every value is a text',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries(value).flatMap(([name, each]) => {
      const written = text.read(each);
      return written === undefined ? [] : [[name.toWellFormed(), written] as const];
    });
    return entries.length === Object.keys(value).length ? inSnapshotOrder(entries) : undefined;
  },
};

/** A list that may be left out where it is empty. */
export const listOrNone = <T>(item: Reader<T>): Reader<T[]> => orElse(listOf(item), []);

/** An object by its fields, each with its dotted path; undefined where one of them cannot be read. */
export const recordOf = <T extends object>(
  what: string,
  fields: { readonly [K in keyof T]: readonly [path: string, reader: Reader<T[K]>] },
): Reader<T> => ({
  what,
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const record: Partial<T> = {};
    for (const name in fields) {
      const [path, reader] = fields[name];
      record[name] = reader.read(valueAt(value, path));
      if (record[name] === undefined) return undefined;
    }
    return record as T;
  },
});

/** The fields of a reply, by dotted path, as facts of the reply's source and time. */
export type Fields = ReturnType<typeof fieldsOf>;

/** @param at the call to name where a field is missing, and the permission that it needs */
export function fieldsOf(reply: Fact<unknown>, at: Partial<Call>) {
  const read = <T, D>(path: string, reader: Reader<T>, absent: D | ReturnType<typeof unknown>): Fact<T | D> =>
    derive<unknown, T | D>(reply, (record) => {
      const raw = valueAt(record, path);
      if (raw === undefined || raw === null) return absent;
      const value = raw === BROKEN ? undefined : reader.read(raw);
      return value === undefined ? unknown('malformed', `${path} is not ${reader.what}`, at) : value;
    });
  return {
    /** The reply itself; undefined where it was not observed. */
    raw: isKnown(reply) ? reply.value : undefined,
    /** A field that must be there: absent, it was not collected; of another type, it is malformed. */
    required: <T>(path: string, reader: Reader<T>) =>
      read<T, never>(path, reader, unknown('not_collected', `the reply has no ${path}`, at)),
    /** A field whose absence the service documents to mean something. */
    optional: read,
  };
}

/** Something on the way is there and has no fields. */
const BROKEN = Symbol('broken');

function valueAt(reply: unknown, path: string): unknown {
  let value = reply;
  for (const step of path.split('.')) {
    if (value === undefined || value === null) return undefined;
    if (!isRecord(value)) return BROKEN;
    value = value[step];
  }
  return value;
}

/** The value of a reply that must be wholly of one form. @throws MalformedReply */
export function mustBe<T>(value: unknown, reader: Reader<T>, name = 'the reply'): T {
  const read = reader.read(value);
  if (read === undefined) throw new MalformedReply(`${name} is not ${reader.what}`);
  return read;
}

/** The first of several sources that was observed; where none was, what the first says. */
export function firstKnown<T>(first: Fact<T>, ...others: Fact<T>[]): Fact<T> {
  return [first, ...others].find(isKnown) ?? first;
}
