import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf } from './pages.ts';
import { fromOutside, manyFailures } from './reports.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

const HOSTILE: Readonly<Record<string, string>> = {
  'a script': '<script>globalThis.__pwned = 1</script><img src=x onerror="__pwned=1"><svg onload=__pwned=1>',
  'the ends of elements': '</noscript></script></style></table></select></template><form><section></section><h2>',
  'a comment': '<!--<script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant as text
  'placeholders of templates': '{{x}}{{{x}}}{{#each y}}${x}<%= x %>',
  quotes: `"'\` onfocus="__pwned=1" autofocus data-x='`,
  entities: '&lt;b&gt;&amp;lt;&#x3c;script&#x3e;',
  'overrides of direction': '\u202eevil\u2066\u2067x\u202c\u200b',
  'escapes of a terminal': '\u001b[31mred\u001b[0m\u0007\u0000',
  'lone surrogates': '\ud800 \udfff',
  'ten thousand letters': 'W'.repeat(10_000),
};

/** How many elements of each kind there are, which no text from outside may change. */
const structure = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(`Object.fromEntries([...Map.groupBy(document.querySelectorAll("*:not(svg title)"), ({ localName }) => localName)]
    .map(([name, { length }]) => [name, length]).sort())`);

const attributes =
  "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith('on') || name === 'style')";

describe.each(Object.entries(HOSTILE))('%s in every text from outside', (name, text) => {
  test('is text on a page of every kind of verdict: nothing runs, nothing is asked for, no element more or less', async () => {
    const report = await reportOf('exceptions');
    const { page, trouble } = await opened(browser, await pageOf(`hostile ${name}`, fromOutside(report, text)));
    const { page: plain } = await opened(browser, await pageOf('not hostile', fromOutside(report, 'apple ')));
    expect(await structure(page)).toEqual(await structure(plain));
    expect(await page.evaluate(attributes)).toEqual([]);
    expect(await page.evaluate("'__pwned' in window")).toBe(false);
    expect(trouble).toEqual([]);
    await page.context().close();
    await plain.context().close();
  });
});

test('hostile names stay text in elements that the script makes: filtered, sorted, turned over, saved and printed', async () => {
  const text = Object.values(HOSTILE)
    .filter(({ length }) => length < 1000)
    .join(' ');
  const report = manyFailures(await reportOf('demo'), 1200, 3);
  const { page, trouble } = await opened(browser, await pageOf('hostile rows', fromOutside(report, text)));
  const { page: plain } = await opened(browser, await pageOf('plain rows', fromOutside(report, 'apple ')));
  const both = [page, plain];
  const same = async () => expect(await structure(page)).toEqual(await structure(plain));
  await same();
  for (const one of both) await one.locator('#failures .pager').getByRole('button', { name: 'Next' }).first().click();
  await same();
  for (const one of both) await one.locator('#failures thead button').first().click();
  for (const one of both) await one.getByLabel('Severity', { exact: true }).selectOption({ index: 1 });
  await same();
  for (const one of both) await one.getByLabel('Findings by', { exact: true }).selectOption('name');
  for (const one of both) await one.evaluate("dispatchEvent(new Event('beforeprint'))");
  await same();
  for (const one of both) await one.evaluate("dispatchEvent(new Event('afterprint'))");
  await page.getByLabel('Words', { exact: true }).fill('<script>globalThis.__pwned');
  await expect.poll(() => page.locator('#filtered').textContent()).toMatch(/^[1-9]\d* of/);
  expect(await page.evaluate(attributes)).toEqual([]);
  expect(await page.evaluate("'__pwned' in window")).toBe(false);
  expect(trouble).toEqual([]);
  await page.context().close();
  await plain.context().close();
});

test('the names of the hostile organization can be read on the page, hidden characters as escapes', async () => {
  const { page } = await opened(browser, await pageOf('hostile'));
  const text = await page.evaluate('document.body.innerText');
  expect(text).toContain('Orchard & Sons <b>"Ltd"</b> \\u202Eevil\\u202C');
  expect(text).toContain("<script>alert('quince')</script>");
  await page.context().close();
});
