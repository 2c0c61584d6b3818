import type { State } from '../../report/state.ts';
import { visible } from '../visible.ts';

/** With more rows than this a browser takes seconds for the layout: a script shows them a page at a time. */
const MOST_STATIC_ROWS = 1000;

/** Words longer than this may be broken anywhere; a shorter one that stands alone, such as an id, never is. */
const LONG_WORD = 28;

type Cell = { value: string; className: string };

/** The verdict that a row is about, for the filter. */
export type About = { state: State; severity: string };

export type Table = {
  id: string;
  caption: string;
  columns: Cell[];
  rows: { head: Cell; cells: Cell[]; text: string; about: About | null; anchor: string | null }[];
  total: number;
  /** The rows, each with what it is about, as JSON that is safe inside a script element; null where they stand in the table itself. */
  island: string | null;
};

/**
 * The first cell of a row names it.
 * @param about by row, in a table of verdicts
 * @param anchors by row, where other parts of the page lead to it
 */
export function table(
  id: string,
  caption: string,
  columns: string[],
  cells: string[][],
  about: readonly About[] | null = null,
  anchors: readonly string[] | null = null,
): Table {
  const rows = cells.map((row) => row.map(visible));
  const paged = rows.length > MOST_STATIC_ROWS;
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => /^\d+$/.test(row[index] ?? '')));
  const cell = (value: string, index: number): Cell => ({ value, className: numeric[index] ? 'numeric' : classOf(value) });
  return {
    id,
    caption,
    columns: columns.map((value, index) => ({ value, className: numeric[index] ? 'numeric' : '' })),
    rows: paged
      ? []
      : rows.map((row, index) => {
          const [head = { value: '', className: '' }, ...rest] = row.map(cell);
          return {
            head,
            cells: rest,
            text: row.join(' ').toLowerCase(),
            about: about?.[index] ?? null,
            anchor: anchors?.[index] ?? null,
          };
        }),
    total: rows.length,
    island: paged
      ? safeJson(rows.map((row, index) => [about?.[index] ?? null, row.map((value) => [value, classOf(value)])]))
      : null,
  };
}

/** Null where there are no rows. */
export const tableUnlessEmpty = (...all: Parameters<typeof table>): Table | null => (all[3].length === 0 ? null : table(...all));

export function classOf(text: string): string {
  const parts = text.split(/\s+/);
  if (parts.some((part) => part.length > LONG_WORD)) return 'long';
  return parts.length === 1 && text !== '' ? 'whole' : '';
}

/** JSON in which nothing can end the script element or be taken for markup. */
const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
