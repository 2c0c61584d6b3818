import { read, write } from './address.js';
import { exportable } from './csv.js';
import { textOfMarkup, wordsOf } from './entries.js';
import { filterOf, isFiltering, NAMES } from './filter.js';
import { isSame, listsOf } from './lists.js';
import { onPaper } from './paper.js';
import { sortable, sortedBy, sortState, sortTable, unsortTable } from './sort.js';

// The report is whole without this script: it folds, filters, sorts and pages what stands there.

const facets = JSON.parse(document.getElementById('facets').textContent);
const form = document.querySelector('form.filter');
const controls = Object.fromEntries(NAMES.flatMap((name) => named(name, document.getElementById(`filter-${name}`))));
const order = document.getElementById('sort');
const status = document.getElementById('filtered');

function named(name, control) {
  return control === null ? [] : [[name, control]];
}

for (const details of document.querySelectorAll('details.fold')) details.open = false;
if (innerWidth < 1024)
  for (const details of document.querySelectorAll('.contents, .fields-of-filter, .identity')) details.open = false;

const lists = listsOf(document);
for (const list of lists) for (const [place, entry] of list.entries.entries()) entry.place = place;
const filter = filterOf(lists, facets);
const sections = [...document.querySelectorAll('main > section')].map((section) => ({
  section,
  count: document.querySelector(`[data-count-of="${section.id}"]`),
  lists: lists.filter(({ body }) => section.contains(body)),
}));
const counts = new Map(sections.map(({ count }) => [count, count?.textContent]));
const groups = [...document.querySelectorAll('.group')].map((group) => ({
  group,
  entry: document.querySelector(`[data-of="${group.id}"]`),
  counts: [...document.querySelectorAll(`[data-count-in="${group.id}"], [data-of="${group.id}"] .count`)].map((element) => ({
    element,
    text: element.textContent,
  })),
  lists: lists.filter(({ body }) => group.contains(body)),
}));

const wanted = Object.fromEntries(NAMES.map((name) => [name, '']));
let found = new Map(lists.map((list) => [list, list.entries]));

function apply() {
  const before = found;
  found = filter(wanted);
  const filtering = isFiltering(wanted);
  for (const [list, entries] of found) if (!isSame(before.get(list), entries)) list.show(entries);
  const number = (own) => own.reduce((sum, list) => sum + found.get(list).length, 0);
  for (const { group, entry, counts, lists: own } of groups) {
    for (const { element, text } of counts)
      element.textContent = filtering && own.length > 0 ? `${number(own)} of ${text}` : text;
    // a cause with no verdict of its own says what to do all the same
    const empty = filtering && number(own) === 0;
    group.hidden = empty;
    if (entry !== null) entry.hidden = empty;
    if (filtering && !empty) for (const details of group.querySelectorAll('details.waiting')) details.open = true;
  }
  let [shown, all] = [0, 0];
  for (const { section, count, lists: own } of sections) {
    if (count === null) continue;
    const [some, total] = [number(own), own.reduce((sum, { entries }) => sum + entries.length, 0)];
    count.textContent = filtering && total > 0 ? `${some} of ${total}` : counts.get(count);
    if (!section.matches('.findings')) continue;
    shown += some;
    all += total;
  }
  status.textContent = filtering ? `${shown} of ${all} verdicts match the filter.` : '';
}

/** Shows a list in its new order, as far as it is not filtered out. */
function showSorted(list) {
  const kept = new Set(found.get(list));
  found.set(
    list,
    list.entries.filter((entry) => kept.has(entry)),
  );
  list.show(found.get(list));
}

/** The findings of each rule in another order; the order of the page is that of their urgency. */
function reorder() {
  const keys = {
    '': ({ place }) => String(place),
    name: ({ element, markup }) =>
      element?.querySelector('h4').textContent ?? textOfMarkup(/<h4>.*?<\/h4>/.exec(markup)?.[0] ?? ''),
    since: (entry) => entry.element?.dataset.since ?? / data-since="([^"]*)"/.exec(entry.markup)?.[1] ?? '',
  };
  for (const list of lists)
    if (list.body.tagName === 'OL') {
      list.order(sortedBy(list.entries, keys[order.value], false));
      showSorted(list);
    }
}

let unwritten = false;

/** Puts the state into the address when the page is painted: for an address the browser lays the whole page out, which takes longer than the rest. */
function remember() {
  unwritten = true;
  requestAnimationFrame(() => setTimeout(writeState));
}

function writeState() {
  if (!unwritten) return;
  unwritten = false;
  const state = new URLSearchParams();
  for (const name of NAMES) if (wanted[name] !== '') state.set(name, wanted[name]);
  if (order.value !== '') state.set('order', order.value);
  for (const sort of sortState(lists)) state.append('sort', sort);
  write(state);
}

function changed() {
  for (const [name, control] of Object.entries(controls)) wanted[name] = control.value.trim();
  apply();
  remember();
  if (isFiltering(wanted)) showFound();
}

/** Leads to what was found, where nothing of it is in sight. */
function showFound() {
  const some = sections.filter(({ count, lists: own }) => count !== null && own.some((list) => found.get(list).length > 0));
  const inSight = ({ section }) => {
    const { top, bottom } = section.getBoundingClientRect();
    return top < innerHeight / 2 && bottom > innerHeight / 4;
  };
  if (some.length > 0 && !some.some(inSight)) some[0].section.scrollIntoView();
}

/** Takes the state of the address over; what it names and the page does not have is left. */
function restore({ state }) {
  for (const [name, control] of Object.entries(controls)) {
    control.value = state.get(name) ?? '';
    if (control.selectedIndex === -1) control.selectedIndex = 0;
    wanted[name] = control.value;
  }
  order.value = state.get('order') ?? '';
  if (order.selectedIndex === -1) order.selectedIndex = 0;
  reorder();
  const sorts = new Map(state.getAll('sort').map((sort) => [sort.split('.')[0], sort.split('.')]));
  for (const list of lists) {
    const table = list.body.closest('table');
    const [, column, direction] = sorts.get(table?.id) ?? [];
    if (column !== undefined) sortTable(list, Number(column), direction === 'd');
    else if (table?.querySelector('th[aria-sort]')) unsortTable(list);
    else continue;
    showSorted(list);
  }
  apply();
}

let target = null;

/** Shows the place that the address names, wherever it is folded away, filtered out or on another page. */
function goTo({ anchor }) {
  target?.classList.remove('target');
  if (anchor === '') return;
  let element = document.getElementById(anchor);
  if (element === null && lists.some((list) => list.long && list.reveal(anchor))) element = document.getElementById(anchor);
  if (element === null) return;
  for (let above = element; above !== null; above = above.parentElement) {
    if (above.tagName === 'DETAILS') above.open = true;
    above.hidden = false;
  }
  target = element.matches('section') ? null : element;
  target?.classList.add('target');
  scrollToward(element);
  if (!element.matches('a, button, input, select')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** What comes near the screen is laid out only then, and moves the place: it is scrolled to again in the frames that follow. */
function scrollToward(element, frames = 3) {
  element.scrollIntoView();
  if (frames > 0) requestAnimationFrame(() => scrollToward(element, frames - 1));
}

sortable(lists, (list) => {
  showSorted(list);
  remember();
});
for (const id of ['passed-table', 'not-applicable-table', 'clusters', 'keys']) {
  const list = lists.find(({ body }) => body.closest('table')?.id === id);
  if (list !== undefined) exportable(list, () => found.get(list));
}

let waiting;
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () =>
  setTimeout(() => {
    reorder();
    changed();
  }),
);
controls.text.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(changed, 120);
});
for (const [name, control] of Object.entries(controls)) if (name !== 'text') control.addEventListener('change', changed);
order.addEventListener('change', () => {
  reorder();
  remember();
});

// a link within the page keeps what is filtered
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link === null || link === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  writeState();
  const { state } = read();
  const text = state.toString();
  const hash = `${link.getAttribute('href')}${text === '' ? '' : `?${text}`}`;
  if (hash === location.hash) goTo(read());
  else location.hash = hash;
});
addEventListener('hashchange', () => {
  const address = read();
  restore(address);
  goTo(address);
});
const address = read();
if (address.state.size > 0) restore(address);
if (address.anchor !== '') goTo(address);

onPaper({
  open() {
    for (const { group, entry } of groups) {
      group.hidden = false;
      if (entry !== null) entry.hidden = false;
    }
    for (const list of lists) list.showAll();
  },
  close() {
    for (const [list, entries] of found) list.show(entries);
    apply();
  },
});

// what is searched is made ready while nobody waits for it
const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
idle(() => {
  for (const { entries } of lists) for (const entry of entries) wordsOf(entry);
});
