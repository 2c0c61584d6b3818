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

/** A table to which items are added one by one; how many there are decides where its rows stand, and none is kept twice. */
export function growingTable<T>(id: string, shown: Columns<T>, { about, anchor, islands, most }: Marks<T> = {}) {
  const columns = Object.keys(shown);
  const shownAs = Object.values(shown);
  const limit = islands === undefined ? Number.POSITIVE_INFINITY : (most ?? MOST_STATIC_ROWS);
  let items: T[] = [];
  let kept: Rows<T> | null = null;

  const verdictOf = (item: T): About | null => {
    const verdict = about?.(item);
    return verdict === undefined ? null : { state: verdict.state, severity: verdict.severity };
  };
  /** As the script reads them: what a row is about comes first. */
  const cells = about === undefined ? shownAs : [inBrief(about), ...shownAs];
  return {
    add(item: T): void {
      if (islands !== undefined && kept === null && items.length === limit) {
        kept = rowsOfCells(cells, islands.texts);
        for (const earlier of items) kept.add(earlier);
        items = [];
      }
      if (kept !== null) kept.add(item);
      else items.push(item);
    },
    /** @returns the table of all that was added */
    done(caption: string): Table {
      if (kept !== null) islands?.put(id, kept.pieces());
      const values = items.map((item) => shownAs.map((column) => visible(String(column(item)))));
      const numeric = columns.map((_, index) => items.length > 0 && values.every((row) => /^\d+$/.test(row[index] ?? '')));
      const cell = (value: string, index: number): Cell => ({ value, className: numeric[index] ? 'numeric' : classOf(value) });
      return {
        id,
        caption,
        columns: columns.map((value, index) => ({ value, className: numeric[index] ? 'numeric' : '' })),
        rows: items.map((item, index) => ({
          about: verdictOf(item),
          anchor: anchor?.(item) ?? null,
          cells: (values[index] ?? []).map(cell),
        })),
        total: kept?.total() ?? items.length,
        paged: kept !== null,
        page: most ?? PAGE,
        judged: about !== undefined,
      };
    },
  };
}

const inBrief =
  <T>(about: (item: T) => About) =>
  (item: T): string => {
    const { state, severity } = about(item);
    return `${state} ${severity}`;
  };

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
