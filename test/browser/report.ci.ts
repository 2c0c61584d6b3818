import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { FIXTURES, scanScenario } from '../end-to-end/scenario.ts';
import { sampleReport } from '../render/sample-report.ts';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
let browser: Browser;
const files: Record<string, string> = {};

function write(name: string, report: Report): void {
  const file = html.render(report);
  files[name] = join(folder, `${name}.html`);
  writeFileSync(files[name], 'content' in file ? file.content : '');
}

beforeAll(async () => {
  for (const scenario of ['clean-aws', 'blind-key', 'hostile', 'demo']) {
    const clouds = await startClouds(join(FIXTURES, scenario));
    const { report } = await scanScenario(scenario, clouds);
    await clouds.close();
    write(scenario, report);
    if (scenario === 'demo') write('large', large(report));
  }
  write('sample', sampleReport());
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: QUIET });
});
afterAll(() => browser.close());

/** The demo's passes, many times over: more rows than stand in the page itself. */
function large(report: Report): Report {
  const passed = report.verdicts.filter(({ status }) => status === 'pass');
  const more = Array.from({ length: 20 }, (_, copy) =>
    passed.map((verdict) => ({ ...verdict, subject: { ...verdict.subject, id: `${verdict.subject.id}-${copy}` } })),
  );
  return { ...report, verdicts: [...report.verdicts, ...more.flat()] };
}

/** Opens a page, and gives what it complained of or asked the network for. */
async function open(name: string, options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.newContext({ offline: true, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('request', (request) => !/^(file|data):/.test(request.url()) && trouble.push(request.url()));
  await page.goto(pathToFileURL(files[name] ?? '').href);
  return { page, trouble };
}

describe.each(['clean-aws', 'blind-key', 'hostile', 'demo', 'large', 'sample'])('%s', (name) => {
  test('opens without a request, an error, or a script of somebody else', async () => {
    const { page, trouble } = await open(name);
    expect(await page.evaluate("'pwned' in window || '__pwned' in window")).toBe(false);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('has no accessibility violation in the %s scheme', async (colorScheme) => {
    const { page } = await open(name, { colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.context().close();
  });

  test('does not scroll sideways on a telephone', async () => {
    const { page } = await open(name, { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.context().close();
  });
});

test('the filter works by keyboard, and says how much it found', async () => {
  const { page } = await open('demo');
  await page.getByLabel('Filter findings and tables').focus();
  await page.keyboard.type('lkc-banana');
  await expect.poll(() => page.locator('#filtered').textContent()).toMatch(/^\d+ entries match$/);
  expect(await page.locator('.item:visible').count()).toBeLessThan(await page.locator('.item').count());
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => page.locator('.item:visible').count()).toBe(await page.locator('.item').count());
  await page.context().close();
});

test('many rows are shown a page at a time, and all of them on paper', async () => {
  const { page } = await open('large');
  const rows = () => page.locator('#passed-table tbody tr').count();
  expect(await rows()).toBe(200);
  await page.getByRole('button', { name: 'Next' }).click();
  expect(await page.locator('.pager').first().textContent()).toContain('Page 2 of');
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await rows()).toBeGreaterThan(2000);
  await page.context().close();
});

test('prints, with nothing folded away', async () => {
  const { page } = await open('demo');
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await page.locator('details:not([open])').count()).toBe(0);
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
  await page.context().close();
});

test('prints what the filter hides, and hides it again afterwards', async () => {
  const { page } = await open('demo');
  const shown = () => page.locator('.item:visible').count();
  const all = await shown();
  await page.getByLabel('Filter findings and tables').fill('lkc-banana');
  await expect.poll(shown).toBeLessThan(all);
  const filtered = await shown();
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await shown()).toBe(all);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await shown()).toBe(filtered);
  await page.context().close();
});

test('without scripts everything is there but the filter', async () => {
  const { page } = await open('demo', { javaScriptEnabled: false });
  expect(await page.locator('.item').count()).toBeGreaterThan(30);
  expect(await page.locator('form.filter').isVisible()).toBe(false);
  await page.context().close();
});
