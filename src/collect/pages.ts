import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { Door } from './door.ts';
import { type Call, type Classify, type Collection, observe } from './observe.ts';

/** A page of a list and where the next one begins; undefined at the list's end. */
export type Page<T> = { items: T[]; next: string | undefined };

/** More than any list of a cloud can have: links to ever new pages are an attack, or an error. */
const MAX_PAGES = 1000;
/** A page may be empty and still not be the last (AIP-158 of Google says so, AWS and Azure do not exclude it); so many in a row are an error. */
const MAX_EMPTY_PAGES = 10;

/** Looks at the pages of one list as they come. @returns why the list cannot be read on, of a page with so many items and this next one */
export function pageWatch(maxPages = MAX_PAGES): (items: number, next: string) => string | null {
  const starts = new Set<string>();
  let empty = 0;
  return (items, next) => {
    empty = items === 0 ? empty + 1 : 0;
    if (starts.has(next)) return 'the pages of the list go round in a loop';
    starts.add(next);
    if (empty === MAX_EMPTY_PAGES) return `${MAX_EMPTY_PAGES} pages of the list in a row are empty, and it goes on`;
    return starts.size === maxPages ? `the list did not end within ${maxPages} pages` : null;
  };
}

/** Reads a list to its end, one call a page, or says why it cannot be known. */
export async function observeAll<T>(
  collection: Collection,
  call: Call,
  page: (signal: AbortSignal, start: string | undefined) => Promise<Page<T>>,
  classify: Classify,
  door?: Door,
): Promise<Fact<T[]>> {
  const all: T[] = [];
  const watch = pageWatch();
  for (let start: string | undefined; ; ) {
    const from = start;
    const reply = await observe(collection, call, (signal) => page(signal, from), classify, door);
    if (!isKnown(reply)) return reply;
    all.push(...reply.value.items);
    start = reply.value.next;
    if (start === undefined) return { ...reply, value: all };
    const wrong = watch(reply.value.items.length, start);
    if (wrong !== null) return unknown('malformed', wrong, call);
  }
}
