import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { Door } from './door.ts';
import { type Call, type Classify, type Collection, observe } from './observe.ts';

/** A page of a list and where the next one begins; undefined at the list's end. */
export type Page<T> = { items: T[]; next: string | undefined };

/** More than any list here can have: links to ever new pages are an attack, or an error. */
const MAX_PAGES = 1000;

/** Reads a list to its end, one call a page, or says why it cannot be known. */
export async function observeAll<T>(
  collection: Collection,
  call: Call,
  page: (signal: AbortSignal, start: string | undefined) => Promise<Page<T>>,
  classify: Classify,
  door?: Door,
): Promise<Fact<T[]>> {
  const all: T[] = [];
  const starts = new Set<string>();
  for (let start: string | undefined; ; ) {
    const from = start;
    const reply = await observe(collection, call, (signal) => page(signal, from), classify, door);
    if (!isKnown(reply)) return reply;
    all.push(...reply.value.items);
    start = reply.value.next;
    if (start === undefined) return { ...reply, value: all };
    if (starts.has(start)) return unknown('malformed', 'the pages of the list go round in a loop', call);
    starts.add(start);
    if (starts.size >= MAX_PAGES) return unknown('malformed', `the list did not end within ${MAX_PAGES} pages`, call);
  }
}
