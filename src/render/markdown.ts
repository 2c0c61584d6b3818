import { visible } from './visible.ts';

const ZERO_WIDTH = '&#8203;';

/**
 * Text from outside as GitHub's Markdown shows it and does nothing with it: no markup, no HTML, no link, no mention of a
 * person or a team, no reference to an issue, no end of a table's cell.
 */
export const escaped = (text: string): string =>
  visible(text)
    .replace(/[\\`*_[\]<>#|~$&]/g, '\\$&')
    .replace(/^\s*(?:\d+(?=[.)]))?(?=[-+=.)])/, '$&\\')
    .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
    // both are looked for in the text that is shown, where a backslash does not help
    .replace(/@|\\#/g, `$&${ZERO_WIDTH}`);

/** An id or a name of ours, to be copied. Within a table a pipe ends the cell even in code. */
export function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^[`\s]|[`\s]$/.test(shown) || shown === '' ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A cell that a spreadsheet takes for text, whatever it begins with. */
export const cell = (text: string): string => (/^\s*[=+\-@]/.test(text) ? `'${escaped(text)}` : escaped(text));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
