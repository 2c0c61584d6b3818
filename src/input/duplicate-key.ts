import { type Document, isCollection, isScalar, visit } from 'yaml';
import { firstOf } from './mistakes.ts';

/** A key that its map has already: where the later one is, where the first one is, and whether both hold entries. */
type Duplicate = { key: string; offset: number; first: number; areLists: boolean };

/** The keys of a YAML document that stand twice in one map, in the order of the text. */
function duplicatesIn(document: Document.Parsed): Duplicate[] {
  const found: Duplicate[] = [];
  visit(document, {
    Map(_, { items }) {
      const before = new Map<unknown, { offset: number; isList: boolean }>();
      for (const { key, value } of items) {
        if (!isScalar(key)) continue;
        const [offset, isList] = [key.range?.[0] ?? 0, isCollection(value)];
        const first = before.get(key.value);
        if (first === undefined) before.set(key.value, { offset, isList });
        else found.push({ key: String(key.value), offset, first: first.offset, areLists: first.isList && isList });
      }
    },
  });
  return found.sort((a, b) => a.offset - b.offset);
}

/**
 * Says of each key that stands twice what to do, as of lines that were pasted below others of the same section.
 * @param at the place of an offset @param lineOf its line
 */
export const mistakesOfDuplicates = (
  document: Document.Parsed,
  at: (offset: number) => string,
  lineOf: (offset: number) => number,
): string[] =>
  firstOf(duplicatesIn(document), (found) =>
    found.map(({ key, offset, first, areLists }) => {
      const line = lineOf(first);
      const what = areLists
        ? `put its entries under the first, at line ${line}`
        : `keep one of them; the first is at line ${line}`;
      return `${at(offset)}: a second ${JSON.stringify(key)}: ${what}`;
    }),
  );
