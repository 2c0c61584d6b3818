import { MAX_PAGES } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';

/** Reads the library's pages to their end. It keeps the links to itself, so that a loop shows by items seen before. */
export async function allOf<T>(pages: AsyncIterable<unknown[]>, reader: Reader<T>, idOf: (item: T) => string): Promise<T[]> {
  const all = new Map<string, T>();
  let count = 0;
  for await (const page of pages) {
    const items = mustBe([...page], listOf(reader), 'the page');
    const before = all.size;
    for (const item of items) all.set(idOf(item), item);
    if (++count > MAX_PAGES || (items.length > 0 && all.size === before))
      throw new MalformedReply('the pages of the list go round in a loop');
  }
  return [...all.values()];
}
