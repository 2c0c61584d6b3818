(() => {
  const [text, state, severity] = ['filter', 'filter-state', 'filter-severity'].map((id) => document.getElementById(id));
  const told = document.getElementById('filtered');
  const form = text.form;
  const wanted = { text: '', state: '', severity: '' };
  const filtering = () => wanted.text !== '' || wanted.state !== '' || wanted.severity !== '';

  // what is not a verdict (a cluster, a key) has neither state nor severity: the text alone concerns it
  const matches = (entry) =>
    entry.text.includes(wanted.text) &&
    (entry.state === undefined ||
      ((wanted.state === '' || wanted.state === entry.state) &&
        (wanted.severity === '' || wanted.severity === entry.severity)));

  const said = (element) => element?.textContent ?? '';
  const entries = [...document.querySelectorAll('.item, tr[data-state], #inventory tbody tr')].map((element) => {
    const group = element.closest('.group');
    // an item is found by its rule too
    const own = [group?.querySelector('h3'), group?.querySelector('.ruleid'), element].map(said).join(' ').toLowerCase();
    return { element, text: own, state: element.dataset.state, severity: element.dataset.severity };
  });

  const big = [...document.querySelectorAll('script.island')].map((island) => {
    const table = document.getElementById(island.dataset.for);
    const rows = JSON.parse(island.textContent).map(([about, cells]) => ({
      cells,
      text: cells
        .map(([value]) => value)
        .join(' ')
        .toLowerCase(),
      // undefined where the row tells no verdict
      state: about?.state,
      severity: about?.severity,
    }));
    const pager = document.createElement('p');
    const where = document.createElement('span');
    const button = (label, step) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = label;
      made.setAttribute('aria-controls', table.id);
      made.addEventListener('click', () => {
        page += step;
        show(false);
      });
      return made;
    };
    const back = button('Previous', -1);
    const forth = button('Next', 1);
    pager.className = 'pager';
    where.setAttribute('role', 'status');
    pager.append(back, where, forth);
    table.parentElement.after(pager);
    const PAGE = Number(island.dataset.page);
    let page = 0;
    let found = rows;
    function show(all) {
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      page = Math.max(0, Math.min(page, pages - 1));
      const body = document.createDocumentFragment();
      for (const { cells } of all ? rows : found.slice(page * PAGE, (page + 1) * PAGE)) {
        const line = document.createElement('tr');
        for (const [index, [value, className]] of cells.entries()) {
          const cell = line.appendChild(document.createElement(index === 0 ? 'th' : 'td'));
          if (index === 0) cell.scope = 'row';
          if (className !== '') cell.className = className;
          cell.textContent = value;
        }
        body.append(line);
      }
      table.tBodies[0].replaceChildren(body);
      back.disabled = page === 0;
      forth.disabled = page === pages - 1;
      where.textContent = `Page ${page + 1} of ${pages}, ${found.length} rows`;
    }
    show(false);
    return {
      table,
      rows,
      show,
      filter: () => {
        page = 0;
        found = rows.filter(matches);
        show(false);
        return found.length;
      },
    };
  });

  const sections = [...document.querySelectorAll('.findings')].map((section) => {
    const note = document.createElement('p');
    note.className = 'none';
    note.textContent = 'Nothing here matches the filter.';
    note.hidden = true;
    section.querySelector('h2').after(note);
    return {
      section,
      note,
      own: entries.filter(({ element }) => section.contains(element)),
      big: big.filter(({ table }) => section.contains(table)),
      folded: section.querySelector(':scope > details'),
    };
  });
  const groups = [...document.querySelectorAll('.group')].map((group) => ({
    group,
    details: group.querySelector(':scope > details.waiting'),
    tables: big.filter(({ table }) => group.contains(table)),
    isEmpty: group.querySelector('.item, table') === null,
  }));
  const verdicts = [...entries, ...big.flatMap(({ rows }) => rows)].filter((entry) => entry.state !== undefined).length;

  /** @param all as on paper, whatever the filter says */
  function apply(all) {
    for (const entry of entries) entry.element.hidden = !(all || matches(entry));
    const counts = new Map(big.map((each) => [each, each.filter()]));
    for (const { group, details, tables, isEmpty } of groups) {
      const found =
        group.querySelector('.item:not([hidden]), tr[data-state]:not([hidden])') !== null ||
        tables.some((each) => counts.get(each) > 0);
      // a cause with no verdict of its own says what to do all the same
      group.hidden = !(all || found || (isEmpty && !filtering()));
      if (details !== null && filtering() && found) details.open = true;
    }
    let shown = 0;
    for (const { section, note, own, big: tables, folded } of sections) {
      const found =
        own.filter(({ element }) => !element.hidden).length + tables.reduce((sum, each) => sum + counts.get(each), 0);
      const empty = !all && filtering() && found === 0;
      shown += found;
      note.hidden = !empty;
      for (const part of section.children) if (part.tagName !== 'H2' && part !== note && !part.matches('.group')) part.hidden = empty;
      if (folded !== null && filtering() && found > 0) folded.open = true;
    }
    told.textContent = filtering() ? `${shown} of ${verdicts} verdicts shown` : '';
  }

  let waiting;
  function changed() {
    wanted.text = text.value.trim().toLowerCase();
    wanted.state = state.value;
    wanted.severity = severity.value;
    apply(false);
  }
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(changed));
  text.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 120);
  });
  state.addEventListener('change', changed);
  severity.addEventListener('change', changed);

  // on paper nothing is folded away, left out, or on another page
  let opened = [];
  addEventListener('beforeprint', () => {
    apply(true);
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const each of opened) each.open = true;
    for (const table of big) table.show(true);
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    apply(false);
  });
})();
