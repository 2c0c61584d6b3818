import type { Texts } from './texts.ts';

// Rows of texts in little room, for a script to read.

export type Rows = ReturnType<typeof rowsOfCells>;

const AT_ONCE = 1000;

/** Items of JSON, in pieces of some size. */
function listed() {
  const pieces: string[] = [];
  let held: string[] = [];
  return {
    add(item: string): void {
      held.push(item);
      if (held.length < AT_ONCE) return;
      pieces.push(held.join(','));
      held = [];
    },
    *pieces(): Generator<string> {
      yield '[';
      let between = '';
      for (const piece of held.length === 0 ? pieces : [...pieces, held.join(',')]) {
        yield between + piece;
        between = ',\n';
      }
      yield ']';
    },
  };
}

/**
 * Rows of a table. A cell is expected to be what came below the one above it the last time: then it is 0, and zeros at the
 * begin of a row are left out. Rows that are as expected altogether are counted. The subjects of one rule mostly are those of
 * the one before, in the same order.
 */
export function rowsOfCells(columns: number, texts: Texts) {
  const list = listed();
  const above = new Array<number>(columns).fill(0);
  const below = above.map(() => new Map<number, number>());
  let run = 0;
  let total = 0;
  const count = () => {
    if (run > 0) list.add(String(run));
    run = 0;
  };
  return {
    add(cells: readonly string[]): void {
      total += 1;
      const row = cells.map((text, index) => {
        const last = above[index] ?? 0;
        const expected = below[index]?.get(last);
        const asExpected = texts.is(expected, text);
        const cell = asExpected ? expected : texts.numberOf(text);
        above[index] = cell;
        if (asExpected) return 0;
        below[index]?.set(last, cell);
        return cell;
      });
      const first = row.findIndex((cell) => cell !== 0);
      if (first === -1) run += 1;
      else {
        count();
        list.add(`[${row.slice(first).join(',')}]`);
      }
    },
    total: (): number => total,
    pieces(): Generator<string> {
      count();
      return list.pieces();
    },
  };
}

/**
 * The same for items, each of a text and of as many lines of markup as it needs: what follows a text is expected to be what
 * followed it the last time.
 */
export function* itemsOfLines<T>(
  items: readonly T[],
  linesOf: (item: T) => { about: string; lines: readonly string[] },
  texts: Texts,
): Generator<string> {
  const next = new Map<number, number>();
  let between = '[';
  for (const item of items) {
    let last = 0;
    const numberOf = (text: string, index: number): number => {
      const expected = next.get(last);
      const asExpected = texts.is(expected, text);
      const number = asExpected ? expected : index === 0 ? texts.numberOf(text) : texts.lineOf(text);
      if (!asExpected) next.set(last, number);
      last = number;
      return asExpected ? 0 : number;
    };
    const { about, lines } = linesOf(item);
    yield `${between}[${[about, ...lines].map(numberOf).join(',')}]`;
    between = ',\n';
  }
  yield between === '[' ? '[]' : ']';
}
