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

/**
 * What axe finds in each section, everything in it unfolded, of the list of keys and clusters fifteen, and around them. It takes minutes for a page of 30,000 elements, so
 * each section is judged while the others are away, and `namesTwice` looks for what only shows in all of them together. What hints
 * at more to the side hides from axe what is behind it, and so does the side itself.
 * @param rules these only
 */
export async function findingsOfAxe(page: Page, rules?: string[]): Promise<string[]> {
  const ids = await page.evaluate<string[]>(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const scroll of document.querySelectorAll('.scroll')) Object.assign(scroll.style, { background: 'none', overflow: 'visible' });
    for (const one of document.querySelectorAll('.group, .subject')) one.style.contentVisibility = 'visible';
    for (const list of document.querySelectorAll('.sections')) list.replaceChildren(...[...list.children].slice(0, 15));
    globalThis.sections = [...document.querySelectorAll('main > section')];
    sections.map(({ id }) => id);`);
  const all: string[] = [];
  for (const id of ids) {
    await page.evaluate(`document.querySelector('main').replaceChildren(sections.find((section) => section.id === '${id}'))`);
    // with the first of them all that is not in a section
    const builder = id === ids[0] ? new AxeBuilder({ page }) : new AxeBuilder({ page }).include(`#${id}`);
    all.push(...(await found(id, rules === undefined ? builder.withTags(TAGS) : builder.withRules(rules))));
  }
  await page.evaluate("document.querySelector('main').replaceChildren(...sections)");
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
