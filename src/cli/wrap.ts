import { createRequire } from 'node:module';
import type wrapAnsi from 'wrap-ansi';

const require = createRequire(import.meta.url);

/** Of text in which every character is one column wide. */
const PLAIN = /^[ -~\u00a0\n]*$/;

type Options = { /** Splits a word that fits no line. */ hard?: boolean };

/**
 * Breaks lines at spaces, so that they fit the columns. What knows the width of colours and of every script in Unicode takes
 * as long to load as all else that prints a help; it is loaded for text that needs it.
 */
export function wrapped(text: string, columns: number, { hard = false }: Options = {}): string {
  if (PLAIN.test(text) && !(hard && text.split(/[ \n]/).some(({ length }) => length > columns)))
    return text
      .split('\n')
      .map((line) => wrappedPlain(line, columns))
      .join('\n');
  const { default: wrap }: { default: typeof wrapAnsi } = require('wrap-ansi');
  return wrap(text, columns, { hard });
}

function wrappedPlain(line: string, columns: number): string {
  if (line.trim() === '') return '';
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    row = row.trimStart();
    if (row !== '') row += ' ';
    if (row !== '' && word !== '' && row.length + word.length > columns) {
      rows.push(row);
      row = '';
    }
    row += word;
  }
  return [...rows, row].map((one) => one.replace(/ +$/, '')).join('\n');
}
