import { statSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf, written } from './pages.ts';

const TRIES = 3;

/** Milliseconds: what its script took, and until it was painted. */
type Took = { script: number; painted: number };

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

/** The failures of a report as a table and nothing else, which hides and sorts its rows in the plainest way. */
function staticTable({ verdicts }: Report): string {
  const safe = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const rows = verdicts.map(({ rule, severity, state, subject, message }) =>
    [rule, severity, state, subject.id, message].map((text) => `<td>${safe(text)}</td>`).join(''),
  );
  return `<!doctype html><meta charset="utf-8"><title>Failures</title><table><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('\n')}</tbody></table>`;
}

/** Both are measured alike: until the work returns, and until the frame after it is on the screen. */
const timed = (page: Page, work: string): Promise<Took> =>
  page.evaluate(`(async () => {
    const start = performance.now();
    ${work};
    const script = performance.now() - start;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return { script, painted: performance.now() - start };
  })()`);

/** The slowest of these, each in its best try. They are done in turn, so that each has something to change. */
async function slowestOf(page: Page, works: readonly string[]): Promise<Took> {
  const tries: Took[][] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const took: Took[] = [];
    for (const work of works) took.push(await timed(page, work));
    tries.push(took);
  }
  const slowest = (what: keyof Took) =>
    Math.max(...works.map((_, place) => Math.min(...tries.map((took) => took[place]?.[what] ?? Number.POSITIVE_INFINITY))));
  return { script: slowest('script'), painted: slowest('painted') };
}

async function firstPaint(file: string): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { page } = await opened(browser, file);
    await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length === 1");
    times.push(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    await page.context().close();
  }
  return Math.min(...times);
}

const choose = (id: string, value: string) => `
  document.getElementById('${id}').value = '${value}';
  document.getElementById('${id}').dispatchEvent(new Event('change'))`;

const click = (selector: string) => `document.querySelector('${selector}').click()`;

/** As if the time in which a reader goes on typing were over. */
const type = (text: string) => `
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work) => { work(); };
  document.getElementById('filter-text').value = '${text}';
  document.getElementById('filter-text').dispatchEvent(new Event('input'));
  globalThis.setTimeout = later`;

const STATIC = {
  filter: (text: string) =>
    `for (const row of document.querySelector('tbody').rows) row.hidden = !row.textContent.toLowerCase().includes('${text}')`,
  sort: (column: number) => `{
    const rows = [...document.querySelector('tbody').rows].map((row) => ({ row, key: row.cells[${column}].textContent }));
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    document.querySelector('tbody').append(...rows.map(({ row }) => row)) }`,
};

describe.each(['ten thousand failures', 'ten thousand failures of three rules'])('the page of %s', (name) => {
  test('it is under 4 MB, is painted in a second, and filters and sorts in a tenth of one', async () => {
    const report = await reportOf(name);
    expect(report.verdicts.length).toBe(10_000);
    const file = await pageOf(name);
    const size = statSync(file).size;
    const plain = written(`${name} as a table`, staticTable(report));
    const paint = { page: await firstPaint(file), table: await firstPaint(plain) };

    const { page } = await opened(browser, file);
    const filter = {
      text: await slowestOf(page, [type('lkc'), type('-17'), type('')]),
      choice: await slowestOf(page, [
        choose('filter-severity', 'critical'),
        choose('filter-state', 'fail'),
        choose('filter-severity', ''),
        choose('filter-state', ''),
      ]),
    };
    const sort = {
      table: await slowestOf(page, [click('#clusters th:nth-child(2) button'), click('#clusters th:nth-child(1) button')]),
      rows: await slowestOf(page, [click('#failures th:nth-child(2) button'), click('#failures th:nth-child(1) button')]),
      findings: await slowestOf(page, [choose('sort', 'name'), choose('sort', '')]),
    };
    await page.context().close();

    const { page: table } = await opened(browser, plain);
    const beside = {
      filter: await slowestOf(table, [STATIC.filter('lkc'), STATIC.filter('-17'), STATIC.filter('')]),
      sort: await slowestOf(table, [STATIC.sort(3), STATIC.sort(4)]),
    };
    await table.context().close();
    console.info(JSON.stringify({ name, megabytes: size / 1e6, paint, filter, sort, beside }, rounded));

    expect(size).toBeLessThan(4e6);
    // a machine that does other things at the same time is no reason to fail: then the table takes longer too
    expect(paint.page).toBeLessThan(Math.max(1000, paint.table));
    for (const took of Object.values(filter)) expect(took.painted).toBeLessThan(Math.max(100, beside.filter.painted));
    for (const took of Object.values(sort)) expect(took.painted).toBeLessThan(Math.max(100, beside.sort.painted));
    for (const { script } of [...Object.values(filter), ...Object.values(sort)]) expect(script).toBeLessThan(100);
  }, 240_000);
});

const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value);
