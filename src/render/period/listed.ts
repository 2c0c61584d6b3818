import type { RuleState, State } from '../../report/state.ts';
import { type Columns, type Marks, type Table, table } from '../html/table.ts';
import { stateHeading } from '../state-words.ts';

/** A page is for reading: more rows than these are in period.json. */
const MOST_ROWS = 1000;

/** What stands in a cell for none. */
export const NONE = '–';

/** A table without the columns in which nothing stands. No script turns its pages: it is whole. */
export function listed<T>(
  id: string,
  caption: string,
  items: readonly T[],
  columns: Columns<T>,
  marks: Marks<T> = {},
): Table | null {
  if (items.length === 0) return null;
  const used = Object.entries(columns).filter(([, column]) => items.some((item) => textOf(column(item)) !== NONE));
  const most = { rows: MOST_ROWS, file: 'period.json' };
  return { ...table(id, caption, items, Object.fromEntries(used), { most, ...marks }), long: false };
}

const textOf = (content: ReturnType<Columns<never>[string]>): string =>
  typeof content === 'object' ? ('text' in content ? content.text : content.state) : String(content);

/** Nothing reads like a figure where there is none. */
export const orNone = (count: number): number | string => (count === 0 ? NONE : count);

/** A column for each of these states: how many are in it. */
export const countsOf = <S extends State | RuleState, T>(
  states: readonly S[],
  of: (item: T) => Readonly<Record<S, number>>,
): Columns<T> => Object.fromEntries(states.map((state) => [stateHeading(state), (item: T) => orNone(of(item)[state])]));
