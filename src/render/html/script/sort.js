import { textOfMarkup } from './entries.js';

const collator = new Intl.Collator('en', { numeric: true });

/** The cells of a row, as texts. */
const cellOf = ({ element, markup }, column) =>
  element !== null
    ? (element.cells[column]?.textContent ?? '')
    : textOfMarkup(`<${markup.split(/<t[hd](?=[ >])/)[column + 1] ?? ''}`);

/** Sorts by a text of each entry, those that are equal in the order in which they are. */
export function sortedBy(entries, textOf, descending) {
  const keyed = entries.map((entry) => ({ entry, key: textOf(entry).trim() }));
  const numeric = keyed.every(({ key }) => /^\d*$/.test(key));
  const compare = numeric ? (a, b) => Number(a.key) - Number(b.key) : (a, b) => collator.compare(a.key, b.key);
  keyed.sort(descending ? (a, b) => compare(b, a) : compare);
  return keyed.map(({ entry }) => entry);
}

/** Makes the heads of the tables buttons that sort. @param sorted called with the list after each sort */
export function sortable(lists, sorted) {
  for (const list of lists) {
    const table = list.body.closest('table.sortable');
    if (table === null || list.entries.length < 2) continue;
    const heads = [...table.tHead.rows[0].cells];
    for (const [column, head] of heads.entries()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        sortTable(list, column, head.getAttribute('aria-sort') === 'ascending');
        sorted(list);
      });
    }
  }
}

export function sortTable(list, column, descending) {
  const heads = [...list.body.closest('table').tHead.rows[0].cells];
  for (const head of heads) head.removeAttribute('aria-sort');
  heads[column]?.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  list.order(sortedBy(list.entries, (entry) => cellOf(entry, column), descending));
}

/** Brings back the order of the page. */
export function unsortTable(list) {
  list.body.closest('table').querySelector('th[aria-sort]')?.removeAttribute('aria-sort');
  list.order(sortedBy(list.entries, ({ place }) => String(place), false));
}

/** How the tables are sorted, for the address: `keys.2.d`. */
export const sortState = (lists) =>
  lists.flatMap(({ body }) => {
    const head = body.closest('table')?.querySelector('th[aria-sort]') ?? null;
    return head === null ? [] : [`${body.closest('table').id}.${head.cellIndex}.${head.getAttribute('aria-sort')[0]}`];
  });
