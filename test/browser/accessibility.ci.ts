import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOfAxe, namesTwice, poorContrastInDrawings } from './axe.ts';
import { launched } from './chromium.ts';
import { opened, pageOf } from './pages.ts';

const PAGES = [
  'demo',
  'organization',
  'hostile',
  'empty-org',
  'blind-key',
  'ten thousand failures',
  'changes',
  'exceptions',
  'period',
];

/** So wide that every table fits: axe cannot judge what is out of sight. */
const viewport = { width: 2400, height: 1200 };

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

describe.each(PAGES)('the page of %s', (name) => {
  test('it has no accessibility violation, in any section and whatever is folded in it', async () => {
    const { page } = await opened(browser, await pageOf(name), { colorScheme: 'light', viewport });
    expect(await namesTwice(page)).toEqual([]);
    expect(await findingsOfAxe(page)).toEqual([]);
    expect(await poorContrastInDrawings(page)).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('in dark colours all text has enough contrast', async () => {
    const { page } = await opened(browser, await pageOf(name), { colorScheme: 'dark', viewport });
    expect(await findingsOfAxe(page, ['color-contrast'])).toEqual([]);
    expect(await poorContrastInDrawings(page)).toEqual([]);
    await page.context().close();
  }, 240_000);
});
