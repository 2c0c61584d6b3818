import papa from 'papaparse';
import type { Rendered } from '../integrity/output.ts';
import type { Report } from '../report/schema.ts';
import { type Cell, cell } from './csv/cell.ts';
import { COLUMNS, type Row, rowsOf } from './csv/columns.ts';

/** Excel reads UTF-8 only behind it. No quotes follow, so that a reader who does not know it finds but a longer first name. */
const BYTE_ORDER_MARK = '\ufeff';

/** How many rows make a piece. */
const AT_ONCE = 200;

/** Every verdict as a row for spreadsheets, by RFC 4180 in UTF-8, in the order of the report. */
export const csv = (report: Report): Rendered => ({ content: pieces(report) });

function* pieces(report: Report): Generator<string> {
  yield `${BYTE_ORDER_MARK}${records([Object.keys(COLUMNS)], false)}`;
  // most cells say what the one above them does
  const columns = Object.values(COLUMNS).map(({ of }) => {
    let above: { value: Cell; shown: string } = { value: null, shown: '' };
    return (row: Row): string => {
      const value = of(row);
      if (value !== above.value) above = { value, shown: cell(value) };
      return above.shown;
    };
  });
  let rows: string[][] = [];
  for (const row of rowsOf(report)) {
    rows.push(columns.map((shownIn) => shownIn(row)));
    if (rows.length < AT_ONCE) continue;
    yield records(rows);
    rows = [];
  }
  if (rows.length > 0) yield records(rows);
}

/** @param quoted whether all that is not empty, or only what has to be: a separator of another language does not count in quotes */
const records = (rows: readonly string[][], quoted = true): string =>
  `${papa.unparse([...rows], { newline: '\r\n', quotes: (text) => quoted && text !== '' })}\r\n`;
