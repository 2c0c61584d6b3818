import { elementsOf, entryOfElement, entryOfMarkup } from './entries.js';

/** How many of a list stand in the page at a time, by the element that holds them. */
const AT_ONCE = { TBODY: 25, OL: 20, DIV: 10 };

const PIECE = { TBODY: /\n(?=<tr)/, OL: /\n(?=<li class="item")/, DIV: /\n(?=<article class="subject")/ };
const END = { TBODY: '</tr>', OL: '</li>', DIV: '</article>' };

/** Most lists stay as they are. */
export const isSame = (one, other) => one.length === other.length && one.every((entry, place) => entry === other[place]);

/**
 * The lists of the page: of those that are long, a script shows some at a time, and without one `noscript` has them all.
 * @returns for each list its entries in the order of the page, and functions to show them
 */
export function listsOf(document) {
  const long = new Map([...document.querySelectorAll('noscript.list')].map((island) => [island.dataset.for, island]));
  const hosts = [
    ...[...document.querySelectorAll('table.sortable')].map((table) => [table.id, table.tBodies[0]]),
    ...[...document.querySelectorAll('ol.items, .sections')].map((host) => [host.id, host]),
  ];
  return hosts.map(([id, body]) => {
    const island = id === '' ? undefined : long.get(id);
    return island === undefined ? shortList(body) : longList(body, island, id);
  });
}

function shortList(body) {
  const entries = [...body.children].filter((element) => !element.matches('.left')).map(entryOfElement);
  return {
    body,
    entries,
    long: false,
    show(found) {
      const wanted = new Set(found);
      for (const entry of entries) entry.element.hidden = !wanted.has(entry);
    },
    order(sorted) {
      entries.splice(0, entries.length, ...sorted);
      body.append(...sorted.map(({ element }) => element));
    },
    reveal: (anchor) =>
      entries.some(({ element }) => element.id === anchor || element.querySelector(`#${CSS.escape(anchor)}`) !== null),
    showAll() {
      for (const entry of entries) entry.element.hidden = false;
    },
  };
}

function longList(body, island, id) {
  const kind = body.tagName;
  const [, ...pieces] = island.textContent.split(PIECE[kind]);
  const entries = pieces.map((piece) => entryOfMarkup(piece.slice(0, piece.lastIndexOf(END[kind]) + END[kind].length), body));
  const size = AT_ONCE[kind];
  let [found, page, drawn] = [entries, 0, []];

  const pager = document.createElement('p');
  const where = document.createElement('span');
  pager.className = 'pager';
  where.setAttribute('role', 'status');
  const button = (label, step) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.setAttribute('aria-controls', id);
    made.addEventListener('click', () => {
      page += step;
      draw();
      // at either end the keyboard stays with the pager
      if (made.disabled) [back, forth].find(({ disabled }) => !disabled)?.focus();
    });
    return made;
  };
  const [back, forth] = [button('Previous', -1), button('Next', 1)];
  pager.append(back, where, forth);
  (kind === 'TBODY' ? body.closest('.scroll') : body).after(pager);

  function draw() {
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.max(0, Math.min(page, pages - 1));
    const wanted = found.slice(page * size, (page + 1) * size);
    if (!isSame(wanted, drawn)) body.replaceChildren(elementsOf(wanted));
    drawn = wanted;
    back.disabled = page === 0;
    forth.disabled = page === pages - 1;
    where.textContent = `Page ${page + 1} of ${pages}, ${found.length} in all`;
  }
  draw();
  return {
    body,
    entries,
    long: true,
    show(wanted) {
      found = wanted;
      page = 0;
      // of a group nothing is seen when nothing of it is left
      if (found.length > 0 || body.closest('.group') === null) draw();
    },
    order(sorted) {
      entries.splice(0, entries.length, ...sorted);
    },
    /** Shows the page with this anchor. @returns whether the list has it */
    reveal(anchor) {
      const has = (entry) => entry.markup.includes(` id="${anchor}"`);
      if (!found.some(has)) found = entries;
      const place = found.findIndex(has);
      if (place === -1) return false;
      page = Math.floor(place / size);
      draw();
      return true;
    },
    showAll() {
      drawn = [...entries];
      body.replaceChildren(elementsOf(entries));
    },
  };
}
