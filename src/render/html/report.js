(() => {
  const [text, state, severity] = ['filter', 'filter-state', 'filter-severity'].map((id) => document.getElementById(id));
  const told = document.getElementById('filtered');
  const form = text.form;
  const wanted = { text: '', state: '', severity: '' };
  const filtering = () => wanted.text !== '' || wanted.state !== '' || wanted.severity !== '';

  // what is not a verdict (a cluster, a key) has neither state nor severity: the text alone concerns it
  const matches = (entry) =>
    (entry.state === undefined ||
      ((wanted.state === '' || wanted.state === entry.state) &&
        (wanted.severity === '' || wanted.severity === entry.severity))) &&
    (wanted.text === '' || entry.has());

  const said = (element) => element?.textContent ?? '';
  const entries = [...document.querySelectorAll('.item, tr[data-state], #inventory tbody tr')].map((element) => {
    const group = element.closest('.group');
    // an item is found by its rule too
    const own = [group?.querySelector('h3'), group?.querySelector('.ruleid'), element].map(said).join(' ').toLowerCase();
    return { element, has: () => own.includes(wanted.text), state: element.dataset.state, severity: element.dataset.severity };
  });

  const list = (island) => JSON.parse(island.textContent);
  const island = (id) => document.querySelector(`script.island[data-for="${id}"]`);

  // texts by number; one that is in parts is put together when it is needed
  const texts = list(island('texts'));
  const textOf = (number) => {
    const entry = texts[number];
    if (!Array.isArray(entry)) return entry;
    const [frame, ...parts] = entry;
    const between = textOf(frame).split('\0');
    texts[number] = between[0] + parts.map((part, at) => textOf(part) + between[at + 1]).join('');
    return texts[number];
  };
  const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x60': '`', '#x3D': '=' };
  const plainOf = (number) =>
    textOf(number)
      .replace(/<[^>]*>/g, '')
      .replace(/&(amp|lt|gt|quot|#x27|#x60|#x3D);/g, (_, name) => ENTITIES[name]);

  // whether a text has the words that are looked for: found out once for each text
  const finder = (readable) => {
    let found = new Int8Array(texts.length);
    let looked = '';
    return (number) => {
      if (looked !== wanted.text) {
        found = new Int8Array(texts.length);
        looked = wanted.text;
      }
      if (found[number] === 0) found[number] = readable(number).toLowerCase().includes(looked) ? 1 : -1;
      return found[number] === 1;
    };
  };
  const inText = finder(textOf);
  const inMarkup = finder(plainOf);

  // undefined where the row is about no verdict
  const aboutOf = (number) => {
    const [state, severity] = number === undefined ? [] : textOf(number).split(' ');
    return { state, severity };
  };

  // words that run from one cell into the next
  const acrossCells = (cells) =>
    wanted.text.includes(' ') && cells.map(textOf).join(' ').toLowerCase().includes(wanted.text);

  // rows of a table: see rows.ts for how they are written
  const rowsOf = (island, table) => {
    const judged = 'judged' in island.dataset;
    const width = table.tHead.rows[0].cells.length + (judged ? 1 : 0);
    const above = new Array(width).fill(0);
    const below = above.map(() => new Map());
    const rows = [];
    const add = (given) => {
      const missing = width - given.length;
      for (let column = 0; column < width; column++) {
        const last = above[column];
        const cell = column < missing ? 0 : given[column - missing];
        if (cell !== 0) below[column].set(last, cell);
        above[column] = cell !== 0 ? cell : below[column].get(last);
      }
      rows.push(above.slice());
    };
    for (const entry of list(island)) {
      if (Array.isArray(entry)) add(entry);
      else for (let count = 0; count < entry; count++) add([]);
    }
    return rows.map((row) => {
      const cells = judged ? row.slice(1) : row;
      return { cells, ...aboutOf(judged ? row[0] : undefined), has: () => cells.some(inText) || acrossCells(cells) };
    });
  };

  const LONG_WORD = 28;
  const classOf = (text) => {
    const parts = text.split(/\s+/);
    if (parts.some((part) => part.length > LONG_WORD)) return 'long';
    return parts.length === 1 && /\W/.test(text) ? 'whole' : '';
  };

  const lineOf = ({ cells }) => {
    const line = document.createElement('tr');
    for (const [index, number] of cells.entries()) {
      const cell = line.appendChild(document.createElement(index === 0 ? 'th' : 'td'));
      const value = textOf(number);
      const className = classOf(value);
      if (index === 0) cell.scope = 'row';
      if (className !== '') cell.className = className;
      cell.textContent = value;
    }
    return line;
  };

  // items of a rule: the lines of their markup
  const itemsOf = (island, shown) => {
    const group = shown.closest('.group');
    const heading = [group.querySelector('h3'), group.querySelector('.ruleid')].map(said).join(' ').toLowerCase();
    const next = new Map();
    return list(island).map((given) => {
      let last = 0;
      const [about, ...lines] = given.map((number) => {
        if (number !== 0) next.set(last, number);
        last = number !== 0 ? number : next.get(last);
        return last;
      });
      return { lines, ...aboutOf(about), has: () => heading.includes(wanted.text) || lines.some(inMarkup) };
    });
  };

  const itemOf = ({ lines }) => {
    const made = document.createElement('template');
    made.innerHTML = lines.map(textOf).join('\n');
    return made.content;
  };

  const big = [...document.querySelectorAll('script.island[data-page]')].map((island) => {
    const shown = document.getElementById(island.dataset.for);
    const table = shown.tBodies !== undefined;
    const rows = table ? rowsOf(island, shown) : itemsOf(island, shown);
    const body = table ? shown.tBodies[0] : shown;
    const made = table ? lineOf : itemOf;
    const pager = document.createElement('p');
    const where = document.createElement('span');
    const button = (label, step) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = label;
      made.setAttribute('aria-controls', shown.id);
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
    (table ? shown.parentElement : shown).after(pager);
    const PAGE = Number(island.dataset.page);
    let page = 0;
    let found = rows;
    function show(all) {
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      page = Math.max(0, Math.min(page, pages - 1));
      const parts = document.createDocumentFragment();
      for (const row of all ? rows : found.slice(page * PAGE, (page + 1) * PAGE)) parts.append(made(row));
      body.replaceChildren(parts);
      back.disabled = page === 0;
      forth.disabled = page === pages - 1;
      where.textContent = `Page ${page + 1} of ${pages}, ${found.length} ${table ? 'rows' : 'findings'}`;
    }
    show(false);
    return {
      shown,
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
      big: big.filter(({ shown }) => section.contains(shown)),
      folded: section.querySelector(':scope > details'),
    };
  });
  const groups = [...document.querySelectorAll('.group')].map((group) => ({
    group,
    details: group.querySelector(':scope > details.waiting'),
    tables: big.filter(({ shown }) => group.contains(shown)),
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
    for (const each of big) each.show(true);
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const each of opened) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    apply(false);
  });
})();
