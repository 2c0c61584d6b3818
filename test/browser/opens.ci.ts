import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launched } from './chromium.ts';
import { opened, pageOf } from './pages.ts';

const PAGES = [
  'demo',
  'organization',
  'aws-small',
  'clean-aws',
  'blind-key',
  'empty-org',
  'hostile',
  'many passes',
  'one rule fails',
  'ten thousand failures',
  'sample',
  'changes',
  'exceptions',
  'period',
];

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

const WIDTH = 'document.documentElement.scrollWidth';
const OPEN_ALL = "for (const details of document.querySelectorAll('details')) details.open = true";

describe.each(PAGES)('the page of %s', (name) => {
  test('it opens without a request, an error, or a message on the console', async () => {
    const { page, trouble } = await opened(browser, await pageOf(name));
    await page.evaluate(OPEN_ALL);
    expect(await page.evaluate("'pwned' in window || '__pwned' in window")).toBe(false);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test('it does not scroll sideways on a telephone, whatever is unfolded, with a script and without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const viewport = { width: 360, height: 740 };
      const { page } = await opened(browser, await pageOf(name), { viewport, javaScriptEnabled });
      expect(await page.evaluate(WIDTH)).toBeLessThanOrEqual(360);
      await page.evaluate(OPEN_ALL);
      expect(await page.evaluate(WIDTH)).toBeLessThanOrEqual(360);
      await page.context().close();
    }
  });

  test('in forced colours every state still has its word, and nothing depends on a background', async () => {
    const { page, trouble } = await opened(browser, await pageOf(name), { forcedColors: 'active' });
    const states = page.locator('td.state, th.state, .status');
    for (const text of (await states.allTextContents()).slice(0, 50)) expect(text).toMatch(/\p{L}{3}/u);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});
