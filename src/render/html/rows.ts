import type { Texts } from './texts.ts';

// Rows of texts in little room, for a script to read.

export type Rows<T> = ReturnType<typeof rowsOfCells<T>>;

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
export function rowsOfCells<T>(cells: readonly ((item: T) => string | number)[], texts: Texts) {
  const list = listed();
  const columns = cells.map((shown) => ({ shown, above: 0, below: numbersByNumber() }));
  let run = 0;
  let total = 0;
  const count = () => {
    if (run > 0) list.add(String(run));
    run = 0;
  };
  return {
    add(item: T): void {
      total += 1;
      let row = '';
      for (const column of columns) {
        const { shown, above, below } = column;
        const text = String(shown(item));
        const expected = below.get(above);
        if (texts.is(expected, text)) {
          column.above = expected;
          if (row !== '') row += ',0';
          continue;
        }
        const cell = texts.numberOf(text);
        below.set(above, cell);
        column.above = cell;
        row += row === '' ? cell : `,${cell}`;
      }
      if (row === '') run += 1;
      else {
        count();
        list.add(`[${row}]`);
      }
    },
    total: (): number => total,
    pieces(): Generator<string> {
      count();
      return list.pieces();
    },
  };
}

/** A number by another, 0 where there is none. It is asked for each cell of a table, in a fifth of the time of a `Map`. */
function numbersByNumber() {
  let kept = new Uint32Array(1024);
  return {
    get: (of: number): number => kept[of] ?? 0,
    set(of: number, to: number): void {
      if (of >= kept.length) {
        const larger = new Uint32Array(2 * of);
        larger.set(kept);
        kept = larger;
      }
      kept[of] = to;
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
  const next = numbersByNumber();
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
