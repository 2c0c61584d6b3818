import type { Fact } from '../facts/fact.ts';
import { derive, isKnown, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { type Call, type Collection, type Failure, observe } from './observe.ts';
import { MalformedReply } from './service-failure.ts';

/** How one field of a reply is read; `read` gives undefined for a value of another type. */
export type Reader<T> = { what: string; read: (value: unknown) => T | undefined };

export const text: Reader<string> = {
  what: 'a text',
  read: (value) => (typeof value === 'string' ? value.toWellFormed() : undefined),
};
export const flag: Reader<boolean> = {
  what: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};
export const integer: Reader<number> = {
  what: 'a whole number',
  read: (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined),
};
/** A point in time, as the libraries give it: a Date, or seconds since 1970. */
export const moment: Reader<string> = {
  what: 'a point in time',
  read: (value) => {
    const date = typeof value === 'number' ? new Date(value * 1000) : value;
    return date instanceof Date && !Number.isNaN(date.valueOf()) ? date.toISOString().replace('.000Z', 'Z') : undefined;
  },
};

export const listOf = <T>(item: Reader<T>): Reader<T[]> => ({
  what: `a list of ${item.what} each`,
  read: (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map(item.read);
    return items.every((each) => each !== undefined) ? items : undefined;
  },
});

/** A field that may be left out: null where it is absent, or null itself. */
export const orNull = <T>(value: unknown, reader: Reader<T>): T | null | undefined =>
  value === undefined || value === null ? null : reader.read(value);

/** A list that may be left out where it is empty. */
export const listOrNone = <T>(value: unknown, item: Reader<T>): T[] | undefined =>
  value === undefined || value === null ? [] : listOf(item).read(value);

function dig(reply: unknown, path: string): unknown {
  let value = reply;
  for (const step of path.split('.')) {
    if (value === undefined || value === null) return undefined;
    if (!isRecord(value)) throw new MalformedReply(`${path} breaks off before ${step}`);
    value = value[step];
  }
  return value;
}

function read<T, D>(reply: Fact<unknown>, at: Call, path: string, reader: Reader<T>, whenAbsent: () => D) {
  return derive<unknown, T | D>(reply, (record) => {
    try {
      const raw = dig(record, path);
      if (raw === undefined || raw === null) return whenAbsent();
      const value = reader.read(raw);
      if (value !== undefined) return value;
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
    }
    return unknown('malformed', `${path} is not ${reader.what}`, at);
  });
}

/** A field that must be there: absent, it was not collected; of another type, it is malformed. */
export const field = <T>(reply: Fact<unknown>, at: Call, path: string, reader: Reader<T>): Fact<T> =>
  read(reply, at, path, reader, () => unknown('not_collected', `the reply has no ${path}`, at)) as Fact<T>;

/** A field whose absence the service documents to mean something. */
export const fieldOr = <T, D>(reply: Fact<unknown>, at: Call, path: string, reader: Reader<T>, absent: D): Fact<T | D> =>
  read(reply, at, path, reader, () => absent);

/** The first of several sources that was observed; where none was, what the first says. */
export function firstKnown<T>(first: Fact<T>, ...others: Fact<T>[]): Fact<T> {
  return [first, ...others].find(isKnown) ?? first;
}

/** A page of a list and where the next one begins; undefined at the list's end. */
export type Page<T> = { items: T[]; next: string | undefined };

/** More than any list here can have: links to ever new pages are an attack, or an error. */
export const MAX_PAGES = 1000;

/** Reads a list to its end, one call a page, or says why it cannot be known. */
export async function observeAll<T>(
  collection: Collection,
  call: Call,
  page: (signal: AbortSignal, start: string | undefined) => Promise<Page<T>>,
  classify: (error: unknown) => Failure,
): Promise<Fact<T[]>> {
  const all: T[] = [];
  const starts = new Set<string>();
  for (let start: string | undefined; ; ) {
    const from = start;
    const reply = await observe(collection, call, (signal) => page(signal, from), classify);
    if (!isKnown(reply)) return reply;
    all.push(...reply.value.items);
    start = reply.value.next;
    if (start === undefined) return { ...reply, value: all };
    if (starts.has(start)) return unknown('malformed', 'the pages of the list go round in a loop', call);
    starts.add(start);
    if (starts.size >= MAX_PAGES) return unknown('malformed', `the list did not end within ${MAX_PAGES} pages`, call);
  }
}
