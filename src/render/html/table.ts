import { visible } from '../visible.ts';

/** Above this a browser takes seconds to lay out rows that nobody reads: a script shows them a page at a time. */
const MOST_STATIC_ROWS = 1000;

export type Table = {
  id: string;
  caption: string;
  columns: string[];
  rows: { cells: string[]; text: string }[];
  total: number;
  /** The rows as JSON that is safe inside a script element; null where they stand in the table itself. */
  island: string | null;
};

export function table(id: string, caption: string, columns: string[], cells: string[][]): Table {
  const rows = cells.map((row) => row.map(visible));
  const paged = rows.length > MOST_STATIC_ROWS;
  return {
    id,
    caption,
    columns,
    rows: paged ? [] : rows.map((row) => ({ cells: row, text: row.join(' ').toLowerCase() })),
    total: rows.length,
    island: paged ? safeJson(rows) : null,
  };
}

/** JSON in which nothing can end the script element or be taken for markup. */
const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
