(() => {
  const PAGE = 200;
  const field = document.getElementById('filter');
  const status = document.getElementById('filtered');
  const items = [...document.querySelectorAll('[data-text]')];
  const groups = [...document.querySelectorAll('.group')];
  let wanted = '';

  const big = [...document.querySelectorAll('script.island')].map((island) => {
    const table = document.getElementById(island.dataset.for);
    const rows = JSON.parse(island.textContent).map((cells) => ({
      cells,
      text: cells
        .map(([value]) => value)
        .join(' ')
        .toLowerCase(),
    }));
    const pager = document.createElement('p');
    const back = document.createElement('button');
    const forth = document.createElement('button');
    const where = document.createElement('span');
    pager.className = 'pager';
    back.type = forth.type = 'button';
    back.textContent = 'Previous';
    forth.textContent = 'Next';
    pager.append(back, where, forth);
    table.parentElement.after(pager);
    let page = 0;
    const show = (all) => {
      const found = rows.filter(({ text }) => text.includes(wanted));
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      page = Math.min(page, pages - 1);
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
      return found.length;
    };
    back.addEventListener('click', () => {
      page--;
      show(false);
    });
    forth.addEventListener('click', () => {
      page++;
      show(false);
    });
    show(false);
    return {
      show,
      first: () => {
        page = 0;
        return show(false);
      },
    };
  });

  const apply = () => {
    wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      item.hidden = !item.dataset.text.includes(wanted);
      if (!item.hidden) shown++;
    }
    for (const group of groups) group.hidden = group.querySelector('.item:not([hidden])') === null;
    for (const table of big) shown += table.first();
    status.textContent = wanted === '' ? '' : shown === 1 ? '1 entry matches' : `${shown} entries match`;
  };

  let waiting;
  field.form.hidden = false;
  field.form.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });

  // on paper nothing is filtered out, nothing is folded away and nothing is on another page
  const closed = () => [...document.querySelectorAll('details:not([open])')];
  let opened = [];
  addEventListener('beforeprint', () => {
    for (const each of [...items, ...groups]) each.hidden = false;
    opened = closed();
    for (const each of opened) each.open = true;
    for (const table of big) table.show(true);
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    for (const table of big) table.show(false);
    if (wanted !== '') apply();
  });
})();
