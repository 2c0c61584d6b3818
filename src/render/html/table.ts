import type { RuleState, State } from '../../report/state.ts';
import { SHOWN_STATES, stateHeading } from '../state-words.ts';
import { visible } from '../visible.ts';

/** With more rows or items than this a script shows them a page at a time: a browser takes seconds for the layout of thousands. */
export const MOST_AT_ONCE = 100;

/** Words longer than this may be broken anywhere; a shorter one that stands alone, such as an id, never is. */
const LONG_WORD = 28;

/** What stands in a cell: a text, a number, a link within the page, or a state by word and shape. */
type Content = string | number | { text: string; href?: string | null; code?: boolean } | { state: State };

type Cell = { text: string; href: string | null; code: boolean; symbol: string; className: string };

type Row = { cells: Cell[]; about: string | null; anchor: string | null };

export type Table = {
  id: string;
  caption: string;
  columns: { text: string; className: string }[];
  rows: Row[];
  total: number;
  /** Whether a script lets the reader sort and filter its rows. */
  sortable: boolean;
  /** Whether there are so many that a script shows them a page at a time. Without one all are there. */
  long: boolean;
  /** How many there are that the page does not hold, and which file does. */
  left: { count: number; file: string } | null;
};

/** How a table shows what it is about, by heading; the first column names a row. */
export type Columns<T> = Readonly<Record<string, (item: T) => Content>>;

/**
 * @property about what the filter goes by: see `facets.ts`
 * @property anchor where other parts of the page lead to a row
 * @property sortable also where it has no filter
 * @property most rows beyond these are left to a file
 */
export type Marks<T> = {
  about?: (item: T) => string;
  anchor?: (item: T) => string | null;
  sortable?: boolean;
  most?: { rows: number; file: string };
};

export function table<T>(id: string, caption: string, items: readonly T[], shown: Columns<T>, marks: Marks<T> = {}): Table {
  const { about, anchor, sortable, most } = marks;
  const held = most === undefined ? items : items.slice(0, most.rows);
  const columns = Object.values(shown);
  const rows = held.map((item) => columns.map((column) => cellOf(column(item))));
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => /^(?:\d+|–)$/.test(row[index]?.text ?? '')));
  return {
    id,
    caption,
    columns: Object.keys(shown).map((text, index) => ({ text, className: numeric[index] ? 'numeric' : '' })),
    rows: held.map((item, place) => ({
      about: about?.(item) ?? null,
      anchor: anchor?.(item) ?? null,
      cells: (rows[place] ?? []).map((cell, index) => (numeric[index] ? { ...cell, className: 'numeric' } : cell)),
    })),
    total: items.length,
    sortable: sortable ?? about !== undefined,
    long: held.length > MOST_AT_ONCE,
    left: most === undefined || items.length <= most.rows ? null : { count: items.length - most.rows, file: most.file },
  };
}

function cellOf(content: Content): Cell {
  if (typeof content === 'object' && 'state' in content) {
    const { words, symbol, tone } = SHOWN_STATES[content.state];
    return { text: words, href: null, code: false, symbol, className: `state ${tone}` };
  }
  const { text, href = null, code = false } = typeof content === 'object' ? content : { text: String(content) };
  return { text, href, code, symbol: '', className: classOf(visible(text)) };
}

/** Null where there are no rows. */
const unlessEmpty = (made: Table): Table | null => (made.total === 0 ? null : made);

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
