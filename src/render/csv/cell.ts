import { escapeOf, visible } from '../visible.ts';

/** A text, several lines of it, or none. */
export type Cell = string | readonly string[] | null;

/** What a spreadsheet takes for the beginning of a formula, also in its full-width form. */
const SIGN = '[=+\\-@\uff1d\uff0b\uff0d\uff20]';
const FORMULA_FIRST = new RegExp(`^(?=\\s*${SIGN})`);
/** Where the list separator is a semicolon, Excel begins a cell behind it, quotes or not, and a row with each line. */
const FORMULA_LATER = new RegExp(`(?<=[;\n])[^\\S\n]*${SIGN}`, 'g');

/** What most texts are: printable ASCII without a semicolon, and none of those signs, nor a space, first. */
const PLAIN = /^[!-*,./0-:<>?A-~][ -:<-~]*$/;

/** What a cell of Excel holds. */
const MOST_CHARACTERS = 32_767;
const CUT = '\n[cut at the most that a spreadsheet shows in a cell; the whole is in report.json]';

/**
 * What stands in a cell: invisible characters as escapes, and nothing that a spreadsheet would calculate. As OWASP advises,
 * an apostrophe makes a formula a text. Within a cell it could end the quotes of a command, so there the sign is an escape.
 */
export function cell(value: Cell): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS && PLAIN.test(value)) return value;
  const lines = typeof value === 'string' ? [value] : value;
  const shown = lines
    .map(visible)
    .join('\n')
    .replace(FORMULA_LATER, (found) => found.slice(0, -1) + escapeOf(found.slice(-1)))
    .replace(FORMULA_FIRST, "'");
  return shown.length <= MOST_CHARACTERS ? shown : `${shown.slice(0, MOST_CHARACTERS - CUT.length).toWellFormed()}${CUT}`;
}
