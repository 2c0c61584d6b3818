/** Rows, each of some numbers, in little room: for a script to read. */
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
export function rowsOfCells(columns: number) {
  const list = listed();
  const above = new Array<number>(columns).fill(0);
  const below = above.map(() => new Map<number, number>());
  let asExpected = 0;
  let total = 0;
  const count = () => {
    if (asExpected > 0) list.add(String(asExpected));
    asExpected = 0;
  };
  return {
    add(cells: readonly number[]): void {
      total += 1;
      const row = cells.map((cell, index) => {
        const last = above[index] ?? 0;
        above[index] = cell;
        if (below[index]?.get(last) === cell) return 0;
        below[index]?.set(last, cell);
        return cell;
      });
      const first = row.findIndex((cell) => cell !== 0);
      if (first === -1) asExpected += 1;
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

/** The same for lines, each item having as many as it needs: a line is expected to be what followed the one before it. */
export function* listsOfLines<T>(items: readonly T[], linesOf: (item: T) => number[]): Generator<string> {
  const next = new Map<number, number>();
  let between = '[';
  for (const item of items) {
    let last = 0;
    const row = linesOf(item).map((line) => {
      const expected = next.get(last) === line;
      if (!expected) next.set(last, line);
      last = line;
      return expected ? 0 : line;
    });
    yield `${between}[${row.join(',')}]`;
    between = ',\n';
  }
  yield between === '[' ? '[]' : ']';
}
