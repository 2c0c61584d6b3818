import type { RuleState, State } from '../../report/state.ts';
import { stateHeading } from '../state-words.ts';
import { visible } from '../visible.ts';
import type { Islands } from './islands.ts';
import { type Rows, rowsOfCells } from './rows.ts';

/** With more rows than this a browser takes seconds for the layout: a script shows them a page at a time. */
const MOST_STATIC_ROWS = 1000;

/** Words longer than this may be broken anywhere; a shorter one that stands alone, such as an id, never is. */
const LONG_WORD = 28;

type Cell = { value: string; className: string };

/** The verdict that a row is about, for the filter. */
type About = { state: State; severity: string };

export type Table = {
  id: string;
  caption: string;
  columns: Cell[];
  rows: { cells: Cell[]; about: About | null; anchor: string | null }[];
  total: number;
  /** Whether a script shows the rows, which are in an island, some at a time. */
  paged: boolean;
  /** How many at a time. */
  page: number;
  /** Whether its rows are about verdicts. */
  judged: boolean;
};

/** How a table shows what it is about, by heading; the first column names a row. */
type Columns<T> = Readonly<Record<string, (item: T) => string | number>>;

/**
 * @property about in a table of verdicts, the one that a row is about
 * @property anchor where other parts of the page lead to a row
 * @property islands where the rows go that are too many for the page itself; without it there never are
 * @property most with more rows than this they are shown a page at a time, of as many
 */
type Marks<T> = { about?: (item: T) => About; anchor?: (item: T) => string; islands?: Islands; most?: number };

const PAGE = 200;

type Row = { values: string[]; about: About | null; anchor: string | null };

/** A table to which items are added one by one; how many there are decides where its rows stand, and none is kept twice. */
export function growingTable<T>(id: string, shown: Columns<T>, { about, anchor, islands, most }: Marks<T> = {}) {
  const columns = Object.keys(shown);
  const shownAs = Object.values(shown);
  const limit = islands === undefined ? Number.POSITIVE_INFINITY : (most ?? MOST_STATIC_ROWS);
  let rows: Row[] = [];
  let kept: Rows | null = null;

  const keep = (to: Rows, { values, about: verdict }: Row): void =>
    to.add(verdict === null ? values : [`${verdict.state} ${verdict.severity}`, ...values]);
  return {
    add(item: T): void {
      const row = {
        values: shownAs.map((column) => String(column(item))),
        about: about?.(item) ?? null,
        anchor: anchor?.(item) ?? null,
      };
      if (islands !== undefined && kept === null && rows.length === limit) {
        kept = rowsOfCells(columns.length + (about === undefined ? 0 : 1), islands.texts);
        for (const earlier of rows) keep(kept, earlier);
        rows = [];
      }
      if (kept !== null) keep(kept, row);
      else rows.push(row);
    },
    /** @returns the table of all that was added */
    done(caption: string): Table {
      if (kept !== null) islands?.put(id, kept.pieces());
      const values = rows.map((row) => row.values.map(visible));
      const numeric = columns.map((_, index) => rows.length > 0 && values.every((row) => /^\d+$/.test(row[index] ?? '')));
      const cell = (value: string, index: number): Cell => ({ value, className: numeric[index] ? 'numeric' : classOf(value) });
      return {
        id,
        caption,
        columns: columns.map((value, index) => ({ value, className: numeric[index] ? 'numeric' : '' })),
        rows: rows.map((row, index) => ({ about: row.about, anchor: row.anchor, cells: (values[index] ?? []).map(cell) })),
        total: kept?.total() ?? rows.length,
        paged: kept !== null,
        page: most ?? PAGE,
        judged: about !== undefined,
      };
    },
  };
}

export function table<T>(id: string, caption: string, items: Iterable<T>, shown: Columns<T>, marks: Marks<T> = {}): Table {
  const growing = growingTable(id, shown, marks);
  for (const item of items) growing.add(item);
  return growing.done(caption);
}

/** Null where there are no rows. */
export const unlessEmpty = (made: Table): Table | null => (made.total === 0 ? null : made);

export const tableUnlessEmpty = <T>(...all: Parameters<typeof table<T>>): Table | null => unlessEmpty(table(...all));

/** A column for each of these states: how many are in it. */
export const countColumns = <S extends State | RuleState, T>(
  states: readonly S[],
  countsOf: (item: T) => Readonly<Record<S, number>>,
): Columns<T> => Object.fromEntries(states.map((state) => [stateHeading(state), (item: T) => countsOf(item)[state]]));

/** How the text of a cell may be broken; what has letters and digits alone never is. */
export function classOf(text: string): string {
  const parts = text.split(/\s+/);
  if (parts.some((part) => part.length > LONG_WORD)) return 'long';
  return parts.length === 1 && /\W/.test(text) ? 'whole' : '';
}
