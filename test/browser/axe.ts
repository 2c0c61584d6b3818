import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Check = { data: { messageKey?: string } | null; relatedNodes?: { html: string }[] };
type Node = { html: string; any: Check[]; all: Check[]; none: Check[] };

/** What axe leaves to a person, with the reason for which it is in order. */
const JUDGED: Record<string, (node: Node) => boolean> = {
  'color-contrast': (node) =>
    // a shape beside a word of the same colour, which is judged
    (node.any[0]?.data?.messageKey === 'nonBmp' && node.html.includes('aria-hidden="true"')) ||
    // `poorContrastInDrawings` judges these
    /^<(text|tspan) /.test(node.html),
  // a heading of the rows below it: axe looks for cells in its own row
  'th-has-data-cells': (node) =>
    node.any
      .concat(node.all, node.none)
      .every(({ relatedNodes = [] }) => relatedNodes.every(({ html }) => html.includes('scope="rowgroup"'))),
};

/** Of each list of the page so many entries are judged: the others are made alike. */
const MOST_ENTRIES = 12;

/** Elements that are judged at once: axe takes minutes for 30,000. */
const MOST_ELEMENTS = 1500;

/**
 * What axe finds in each section, everything in it unfolded, and around them. Some sections are judged while the others are away:
 * `namesTwice` looks for what only shows in all of them together. What hints at more to the side hides from axe what is behind it,
 * and so does the side itself.
 * @param rules these only
 */
export async function findingsOfAxe(page: Page, rules?: string[]): Promise<string[]> {
  const count = await page.evaluate<number>(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const scroll of document.querySelectorAll('.scroll')) Object.assign(scroll.style, { background: 'none', overflow: 'visible' });
    for (const one of document.querySelectorAll('.group, .subject')) one.style.contentVisibility = 'visible';
    for (const list of document.querySelectorAll('tbody, .items, .sections')) list.replaceChildren(...[...list.children].slice(0, ${MOST_ENTRIES}));
    globalThis.batches = [];
    let held = Infinity;
    for (const section of document.querySelectorAll('main > section')) {
      const elements = section.querySelectorAll('*').length;
      if (held + elements > ${MOST_ELEMENTS}) [held] = [0, batches.push([])];
      held += elements;
      batches.at(-1).push(section);
    }
    batches.length;`);
  const all: string[] = [];
  for (let batch = 0; batch < count; batch += 1) {
    const ids = await page.evaluate<string[]>(`
      document.querySelector('main').replaceChildren(...batches[${batch}]);
      batches[${batch}].map(({ id }) => '#' + id);`);
    // with the first of them all that is not in a section
    let builder = new AxeBuilder({ page });
    if (batch > 0) for (const id of ids) builder = builder.include(id);
    all.push(...(await found(ids.join(' '), rules === undefined ? builder.withTags(TAGS) : builder.withRules(rules))));
  }
  return all;
}

/** Ids that two elements have, and names that two landmarks have. */
export const namesTwice = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const nameOf = (one) => one.ariaLabel ?? document.getElementById(one.getAttribute('aria-labelledby'))?.textContent ?? '';
    const names = [
      ...Array.from(document.querySelectorAll('[id]'), ({ id }) => '#' + id),
      ...Array.from(document.querySelectorAll('[role="region"]'), (one) => 'region ' + nameOf(one)),
    ];
    return names.filter((name, place) => names.indexOf(name) !== place);
  })()`);

async function found(part: string, builder: AxeBuilder): Promise<string[]> {
  const { violations, incomplete } = await builder.analyze();
  const left = incomplete.map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => JUDGED[id]?.(node as Node) !== true) }));
  return [...violations, ...left.filter(({ nodes }) => nodes.length > 0)].map(
    ({ id, nodes }) => `${part}: ${id}, ${nodes.length} times, first ${nodes[0]?.html.slice(0, 300)}`,
  );
}

/** Texts of drawings with less contrast than 4.5 to what is drawn behind them, or to the page. */
export const poorContrastInDrawings = (page: Page): Promise<string[]> => page.evaluate(`(${poorContrast})()`);

const poorContrast = `() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const solid = (colour) => colour.startsWith('rgb') && (parts(colour)[3] ?? 1) > 0;
  const pageColour = getComputedStyle(document.body).backgroundColor;
  const poor = [];
  for (const svg of document.querySelectorAll('svg')) {
    const shapes = [];
    for (const element of svg.querySelectorAll('rect, path, circle, text')) {
      const { fill } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (element.tagName !== 'text') {
        if (solid(fill)) shapes.push({ box, fill });
        continue;
      }
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const behind = shapes.findLast(({ box: b }) => b.left <= x && x <= b.right && b.top <= y && y <= b.bottom);
      const [a, b] = [light(fill), light(behind?.fill ?? pageColour)].sort((one, two) => two - one);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) poor.push(element.outerHTML.slice(0, 120) + ' ' + contrast.toFixed(2) + ' ' + fill);
    }
  }
  return poor;
}`;
