import type { RuleState, State } from '../../report/state.ts';
import { stateHeading } from '../state-words.ts';
import { visible } from '../visible.ts';

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
  rows: { cells: Cell[]; text: string; about: About | null; anchor: string | null }[];
  total: number;
  /** The rows, each with what it is about, as JSON that is safe inside a script element; null where they stand in the table itself. */
  island: string | null;
  /** How many rows of an island are shown at a time. */
  page: number;
};

/** How a table shows what it is about, by heading; the first column names a row. */
type Columns<T> = Readonly<Record<string, (item: T) => string | number>>;

/**
 * @property about in a table of verdicts, the one that a row is about
 * @property anchor where other parts of the page lead to a row
 * @property most with more rows than this they are shown a page at a time, of as many
 */
type Marks<T> = { about?: (item: T) => About; anchor?: (item: T) => string; most?: number };

const PAGE = 200;

export function table<T>(
  id: string,
  caption: string,
  items: readonly T[],
  shown: Columns<T>,
  { about, anchor, most }: Marks<T> = {},
): Table {
  const columns = Object.keys(shown);
  const rows = items.map((item) => ({
    values: Object.values(shown).map((column) => visible(String(column(item)))),
    about: about?.(item) ?? null,
    anchor: anchor?.(item) ?? null,
  }));
  const paged = rows.length > (most ?? MOST_STATIC_ROWS);
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every(({ values }) => /^\d+$/.test(values[index] ?? '')));
  const cell = (value: string, index: number): Cell => ({ value, className: numeric[index] ? 'numeric' : classOf(value) });
  return {
    id,
    caption,
    columns: columns.map((value, index) => ({ value, className: numeric[index] ? 'numeric' : '' })),
    rows: paged
      ? []
      : rows.map(({ values, ...row }) => ({ ...row, cells: values.map(cell), text: values.join(' ').toLowerCase() })),
    total: rows.length,
    page: most ?? PAGE,
    island: paged ? safeJson(rows.map((row) => [row.about, row.values.map((value) => [value, classOf(value)])])) : null,
  };
}

/** Null where there are no rows. */
export const tableUnlessEmpty = <T>(...all: Parameters<typeof table<T>>): Table | null =>
  all[2].length === 0 ? null : table(...all);

/** A column for each of these states: how many are in it. */
export const countColumns = <S extends State | RuleState, T>(
  states: readonly S[],
  countsOf: (item: T) => Readonly<Record<S, number>>,
): Columns<T> => Object.fromEntries(states.map((state) => [stateHeading(state), (item: T) => countsOf(item)[state]]));

export function classOf(text: string): string {
  const parts = text.split(/\s+/);
  if (parts.some((part) => part.length > LONG_WORD)) return 'long';
  return parts.length === 1 && text !== '' ? 'whole' : '';
}

/** JSON in which nothing can end the script element or be taken for markup. */
const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&=\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
