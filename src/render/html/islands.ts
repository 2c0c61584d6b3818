import { type Texts, textList } from './texts.ts';

/** What a page holds for its script: lists that would be too long in the page itself, by the id of what shows them. */
export type Islands = {
  texts: Texts;
  put(id: string, pieces: Iterable<string>): void;
  /** The page, in pieces, with each list where the template has its place. */
  filledInto(page: string): Iterable<string>;
};

/** A place in the template; no text of the report can be taken for one, since its `<` is escaped. */
const PLACE = /<(?:script type="application\/json"|noscript) class="island" data-for="([^"]*)"[^>]*>/g;

/** The place of the texts, which is the last: all else adds to them. */
const TEXTS = 'texts';

export function islandsOf(): Islands {
  const texts = textList();
  const lists = new Map<string, Iterable<string>>();
  return {
    texts,
    put: (id, pieces) => lists.set(id, pieces),
    *filledInto(page) {
      let from = 0;
      for (const { 0: place, 1: id = '', index } of page.matchAll(PLACE)) {
        const to = index + place.length;
        yield page.slice(from, to);
        from = to;
        yield* id === TEXTS ? texts.pieces() : (lists.get(id) ?? []);
      }
      yield page.slice(from);
    },
  };
}
