import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launched } from './chromium.ts';
import { opened, pageOf } from './pages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

const demo = async (hash = '') => opened(browser, await pageOf('demo'), {}, hash);
const shown = (page: Page) => page.locator('#filtered').textContent();
const hash = (page: Page) => page.evaluate<string>('location.hash');
const firstKey = (page: Page) => page.locator('#keys tbody th').first().textContent();

test('what is filtered and sorted by is in the address, and an address shows it again', async () => {
  const { page } = await demo();
  await page.getByLabel('Severity', { exact: true }).selectOption('high');
  await page.getByLabel('Words', { exact: true }).fill('aws rotated');
  await expect.poll(() => hash(page)).toContain('text=aws');
  await page.locator('#keys thead').getByRole('button', { name: 'Id', exact: true }).dblclick();
  await expect.poll(() => hash(page)).toContain('sort=keys.1.d');
  const [said, key, address] = [await shown(page), await firstKey(page), await hash(page)];
  expect(said).not.toBe('');
  await page.reload();
  expect([await shown(page), await firstKey(page), await hash(page)]).toEqual([said, key, address]);
  expect(await page.getByLabel('Words', { exact: true }).inputValue()).toBe('aws rotated');
  expect(await page.locator('#keys th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  const again = (await demo(address)).page;
  expect([await shown(again), await firstKey(again)]).toEqual([said, key]);
  await again.context().close();
  await page.context().close();
});

test('a link within the page keeps what is filtered, and Back returns to the place and the state before', async () => {
  const { page } = await demo();
  const all = await firstKey(page);
  await page.locator('#contents a[href="#controls"]').click();
  await page.getByLabel('Status', { exact: true }).selectOption('fail');
  const said = await shown(page);
  await page.locator('#contents a[href="#failures"]').click();
  await expect.poll(() => hash(page)).toBe('#failures?state=fail');
  expect(await shown(page)).toBe(said);
  await page.getByLabel('Severity', { exact: true }).selectOption('critical');
  await page.locator('#keys thead').getByRole('button', { name: 'Id', exact: true }).dblclick();
  expect(await shown(page)).not.toBe(said);
  await page.goBack();
  await expect.poll(() => hash(page)).toBe('#controls?state=fail');
  expect(await shown(page)).toBe(said);
  expect(await page.getByLabel('Severity', { exact: true }).inputValue()).toBe('');
  await page.goBack();
  await expect.poll(() => hash(page)).toBe('');
  expect(await shown(page)).toBe('');
  expect(await firstKey(page)).toBe(all);
  expect(await page.locator('#keys th[aria-sort]').count()).toBe(0);
  await page.context().close();
});

test.each([
  '#%E0%A4%A',
  '#nowhere',
  '#?state=nonsense&sort=x.99.q',
  '#?sort=keys.99.q&sort=keys&sort=keys.-1.d&sort=.&order=nonsense',
  '#failures?severity=__proto__&control=constructor&environment=-1&owner=toString',
  '#?text=%E0%A4%A&&==&state',
  '#"]<img src=x onerror=__pwned=1>?state="><script>__pwned=1</script>',
])('the address %s, which somebody wrote by hand, does no harm', async (address) => {
  const { page, trouble } = await demo(address);
  expect(trouble).toEqual([]);
  expect(await page.evaluate("'__pwned' in window")).toBe(false);
  if (!address.includes('text=')) expect(await page.locator('#failures .item:visible').count()).toBeGreaterThan(30);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Status', { exact: true }).selectOption('fail');
  expect(await shown(page)).toMatch(/^\d+ of \d+ verdicts/);
  expect(trouble).toEqual([]);
  await page.context().close();
});

test('every entry of the contents leads to the head of its section, whatever is laid out on the way', async () => {
  const { page } = await opened(browser, await pageOf('demo'));
  for (const link of await page.locator('#contents a').all()) {
    await page.evaluate(`location.hash = ${JSON.stringify(await link.getAttribute('href'))}`);
    const place = page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`);
    const isLast = async () => await page.evaluate('scrollY + innerHeight >= document.documentElement.scrollHeight - 5');
    await expect.poll(async () => (await isLast()) || Math.abs((await place.boundingBox())?.y ?? 1e9) < 100).toBe(true);
    // and stays there
    await page.waitForTimeout(200);
    expect((await isLast()) || Math.abs((await place.boundingBox())?.y ?? 1e9) < 100, (await link.textContent()) ?? '').toBe(
      true,
    );
  }
  await page.context().close();
});
