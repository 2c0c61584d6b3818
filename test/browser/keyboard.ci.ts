import { readFileSync } from 'node:fs';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv } from '../render/read-csv.ts';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf } from './pages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

const focused = (page: Page, what: string) => page.evaluate<string>(`document.activeElement.${what}`);

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Presses Tab until the focus has gone round, and returns what was not reached though it can be operated. */
async function notReached(page: Page): Promise<string[]> {
  await page.evaluate(`
    globalThis.reached = new Set();
    addEventListener('focusin', ({ target }) => reached.add(target));`);
  const wanted =
    '[...document.querySelectorAll(\'a[href], button:enabled, input, select, summary, [tabindex="0"]\')].filter((one) => one.checkVisibility())';
  const count = await page.evaluate<number>(`${wanted}.length`);
  for (let pressed = 0; pressed < count; pressed += 1) await page.keyboard.press('Tab');
  return page.evaluate(`${wanted}.filter((one) => !reached.has(one)).map((one) => one.outerHTML.slice(0, 200))`);
}

test.each(['blind-key', 'changes', 'period'])(
  'Tab by itself reaches everything in the page of %s that can be operated',
  async (name) => {
    const { page } = await opened(browser, await pageOf(name));
    expect(await notReached(page)).toEqual([]);
    await page.context().close();
  },
);

test('what has the focus is in sight and has an outline, on a telephone too', async () => {
  const { page } = await opened(browser, await pageOf('sample'), { viewport: { width: 360, height: 740 } });
  const hidden: string[] = [];
  for (let pressed = 0; pressed < 120; pressed += 1) {
    await page.keyboard.press('Tab');
    const trouble = await page.evaluate<string | null>(`(() => {
      const { activeElement: element } = document;
      if (element === document.body) return null;
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const [x, y] = [(Math.max(0, left) + Math.min(innerWidth, right)) / 2, (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2];
      const above = document.elementFromPoint(x, y);
      const seen = above !== null && (element.contains(above) || above.contains(element));
      const outlined = getComputedStyle(element).outlineStyle !== 'none';
      return seen && outlined ? null : (seen ? 'no outline: ' : 'covered: ') + element.outerHTML.slice(0, 160);
    })()`);
    if (trouble !== null) hidden.push(trouble);
  }
  expect(hidden).toEqual([]);
  await page.context().close();
});

test('the first Tab offers to skip to the result, and Enter goes there', async () => {
  const { page } = await opened(browser, await pageOf('demo'));
  await press(page, 'Tab');
  expect(await focused(page, 'className')).toBe('skip');
  expect(await page.locator('.skip').isVisible()).toBe(true);
  await press(page, 'Enter');
  await expect.poll(() => focused(page, 'id')).toBe('result');
  await press(page, 'Tab');
  expect(await page.evaluate("document.activeElement.closest('#result') !== null")).toBe(true);
  await page.context().close();
});

test('the contents, a fold, the filter and its Clear are worked by Enter, Space and arrows', async () => {
  const { page } = await opened(browser, await pageOf('demo'));
  await page.locator('#contents a[href="#failures"]').focus();
  await press(page, 'Enter');
  await expect.poll(() => focused(page, 'id')).toBe('failures');
  const fold = page.locator('#failures details.fold').first();
  await fold.locator('> summary').focus();
  await press(page, 'Enter');
  expect(await fold.getAttribute('open')).toBe('');
  await press(page, 'Space');
  expect(await fold.getAttribute('open')).toBeNull();
  await page.getByLabel('Words', { exact: true }).focus();
  await page.keyboard.type('lkc-banana');
  await expect.poll(() => page.locator('#filtered').textContent()).not.toBe('');
  await press(page, 'Tab', 'ArrowDown');
  await expect.poll(() => page.evaluate('location.hash')).toMatch(/state=/);
  while ((await focused(page, 'type')) !== 'reset') await press(page, 'Tab');
  await press(page, 'Enter');
  await expect.poll(() => page.locator('#filtered').textContent()).toBe('');
  expect(await page.getByLabel('Words', { exact: true }).inputValue()).toBe('');
  await page.context().close();
});

test('the head of a column sorts by Enter, and says how', async () => {
  const { page } = await opened(browser, await pageOf('demo'));
  const head = page.locator('#keys').getByRole('columnheader', { name: 'Id', exact: true });
  await head.getByRole('button').focus();
  for (const order of ['ascending', 'descending', 'ascending']) {
    await press(page, 'Enter');
    expect(await head.getAttribute('aria-sort')).toBe(order);
    expect(await focused(page, 'textContent')).toBe('Id');
  }
  await page.context().close();
});

test('a pager turns by Enter, says which page it is, and keeps the focus at both ends', async () => {
  const { page } = await opened(browser, await pageOf('many passes'));
  const pager = page.locator('#passed .pager').filter({ hasText: 'Next' });
  await page.getByLabel('Words', { exact: true }).fill('cck-apple');
  await expect.poll(() => page.locator('#filtered').textContent()).not.toBe('');
  const pages = Number(/of (\d+)/.exec((await pager.textContent()) ?? '')?.[1]);
  expect(pages).toBeGreaterThan(3);
  await pager.getByRole('button', { name: 'Next' }).focus();
  for (let turned = 2; turned <= pages; turned += 1) {
    await press(page, 'Enter');
    expect(await pager.getByRole('status').textContent()).toContain(`Page ${turned} of ${pages}`);
  }
  expect(await focused(page, 'textContent')).toBe('Previous');
  await press(page, 'Enter');
  expect(await pager.getByRole('status').textContent()).toContain(`Page ${pages - 1} of ${pages}`);
  await page.context().close();
});

test('Enter on a link to a section that is on another page of its list shows it and gives it the focus', async () => {
  const { page } = await opened(browser, await pageOf('organization'));
  const link = page.locator('#keys a').last();
  const target = (await link.getAttribute('href'))?.slice(1) ?? '';
  expect(await page.locator(`[id="${target}"]`).count()).toBe(0);
  await link.focus();
  await press(page, 'Enter');
  await expect.poll(() => focused(page, 'id')).toBe(target);
  const box = await page.locator(`[id="${target}"]`).boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect(box?.y).toBeLessThan(200);
  expect(await page.evaluate('location.hash')).toBe(`#${target}`);
  await page.goBack();
  await link.focus();
  await press(page, 'Enter');
  await expect.poll(() => focused(page, 'id')).toBe(target);
  await page.context().close();
});

test('a table that is wider than the screen scrolls by arrow keys', async () => {
  const { page } = await opened(browser, await pageOf('demo'), { viewport: { width: 360, height: 740 } });
  const region = page.locator('.scroll:has(> #keys)');
  await region.focus();
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await expect.poll(() => page.evaluate("document.querySelector('.scroll:has(> #keys)').scrollLeft")).toBeGreaterThan(0);
  await page.context().close();
});

async function rowsOf(download: Download): Promise<Record<string, string>[]> {
  return readCsv(readFileSync(await download.path()));
}

async function savedRows(page: Page, table: string) {
  const button = page.locator(`.scroll:has(> #${table}) ~ p button:has-text("CSV")`).first();
  await button.focus();
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]);
  expect(download.suggestedFilename()).toBe(`${table}.csv`);
  return rowsOf(download);
}

test('Save as CSV saves the rows that the filter leaves, in the order in which they are sorted', async () => {
  const { page } = await opened(browser, await pageOf('many passes'));
  const report = await reportOf('many passes');
  const passes = report.verdicts.filter(({ state }) => state === 'pass' || state === 'attested');
  const all = await savedRows(page, 'passed-table');
  expect(all.length).toBe(passes.length);
  await page.getByLabel('Severity', { exact: true }).selectOption('critical');
  const some = await savedRows(page, 'passed-table');
  const critical = passes.filter(({ severity }) => severity === 'critical');
  const named = (rule: string | undefined, id: string | undefined) => `${rule} ${id}`;
  expect(some.map((row) => named(row.Rule, row.Id)).sort()).toEqual(
    critical.map(({ rule, subject }) => named(rule, subject.id)).sort(),
  );
  const ids = some.map((row) => row.Id ?? '');
  await page.locator('#passed-table').getByRole('columnheader', { name: 'Id', exact: true }).getByRole('button').press('Enter');
  const sorted = (await savedRows(page, 'passed-table')).map((row) => row.Id);
  expect(sorted).toEqual(ids.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  await page.context().close();
});

test('no cell of a saved CSV is a formula', async () => {
  const formulas = ['=HYPERLINK("https://evil.example","x")', '+1', '-1+2', '@SUM(A1)', '\t=1', '＝1'];
  const demo = await reportOf('demo');
  const report = { ...demo, subjects: structuredClone([...demo.subjects]) };
  const keys = [...report.subjects].filter(({ type }) => type === 'key');
  for (const [place, key] of keys.entries()) key.name = formulas[place % formulas.length] ?? '';
  const { page } = await opened(browser, await pageOf('formulas', report));
  const names = (await savedRows(page, 'keys')).map((row) => row.Key ?? '');
  expect(names).toHaveLength(keys.length);
  for (const name of names) expect(name).toMatch(/^'|^\\u0009/);
  await page.context().close();
});
