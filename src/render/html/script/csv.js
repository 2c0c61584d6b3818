import { cell } from '../../csv/cell.ts';
import { textOfMarkup } from './entries.js';

const quoted = (text) => `"${cell(text).replaceAll('"', '""')}"`;

const cellsOf = ({ element, markup }) =>
  element !== null
    ? [...element.cells].map(({ textContent }) => textContent.trim())
    : markup
        .split(/<t[hd](?=[ >])/)
        .slice(1)
        .map((part) => textOfMarkup(`<${part}`).trim());

/** Puts a button under a table that saves its rows, those that the filter leaves, as CSV. */
export function exportable(list, entriesOf) {
  const table = list.body.closest('table');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Save these rows as CSV';
  button.addEventListener('click', () => {
    const heads = [...table.tHead.rows[0].cells].map(({ textContent }) => textContent);
    const lines = [heads, ...entriesOf().map(cellsOf)].map((row) => row.map(quoted).join(','));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/csv' }));
    link.download = `${table.id}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const place = document.createElement('p');
  place.className = 'pager';
  place.append(button);
  table.closest('.scroll').after(place);
}
