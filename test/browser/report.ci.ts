import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { html } from '../../src/render/html.ts';
import { periodHtml } from '../../src/render/period.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { demoMonth } from '../end-to-end/month.ts';
import { FIXTURES, scanScenario } from '../end-to-end/scenario.ts';
import { sampleReport, sampleWithExceptions } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';
import { launched } from './chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
let browser: Browser;
const files: Record<string, string> = {};
const reports: Record<string, Report> = {};

function write(name: string, report: Report): void {
  const file = html(report);
  reports[name] = report;
  writePage(name, textOf(file));
}

function writePage(name: string, page: string): void {
  files[name] = join(folder, `${name}.html`);
  writeFileSync(files[name], page);
}

beforeAll(async () => {
  for (const scenario of ['clean-aws', 'blind-key', 'hostile', 'demo']) {
    const clouds = await startClouds(join(FIXTURES, scenario));
    const { snapshot, report } = await scanScenario(scenario, clouds);
    await clouds.close();
    write(scenario, report);
    if (scenario === 'demo') {
      write('large', large(report));
      write('failing', failing(report));
      writePage('period', periodHtml(await demoMonth(snapshot, snapshot)));
    }
  }
  write('sample', sampleReport());
  write('changes', withChanges(sampleReport()));
  write('exceptions', sampleWithExceptions());
  browser = await launched();
});
afterAll(() => browser.close());

/** Changes of many classes, since a baseline in which nearly everything was different. */
function withChanges(report: Report): Report {
  const earlier = structuredClone(report);
  for (const [index, verdict] of [...earlier.verdicts].entries())
    verdict.state = (['pass', 'fail', 'unknown'] as const)[index % 3] ?? 'pass';
  return { ...report, changes: changesSince(baselineOf(earlier), report) };
}

/** The passes of the demo, many times over: more rows than the page itself holds. */
function large(report: Report): Report {
  const passed = report.verdicts.filter(({ status }) => status === 'pass');
  const copies = Array.from({ length: 20 }, (_, copy) => copy);
  const more = copies.flatMap((copy) =>
    passed.map((verdict) => ({ ...verdict, subject: { ...verdict.subject, id: `${verdict.subject.id}-${copy}` } })),
  );
  const subjects = copies.flatMap((copy) => report.subjects.map((subject) => ({ ...subject, id: `${subject.id}-${copy}` })));
  return { ...report, subjects: [...report.subjects, ...subjects], verdicts: [...report.verdicts, ...more] };
}

/** A failure of the demo, on a hundred clusters more. */
function failing(report: Report): Report {
  const failed = report.verdicts.find(({ rule, state }) => rule === 'cluster.region_match' && state === 'fail');
  const about = report.subjects.find(({ type, id }) => type === failed?.subject.type && id === failed.subject.id);
  if (failed === undefined || about === undefined) throw new Error('no cluster of the demo fails cluster.region_match');
  const ids = Array.from({ length: 100 }, (_, copy) => `lkc-mango-${copy}`);
  return {
    ...report,
    subjects: [...report.subjects, ...ids.map((id) => ({ ...about, id, name: 'mango' }))],
    verdicts: [...report.verdicts, ...ids.map((id) => ({ ...failed, subject: { ...failed.subject, id } }))],
  };
}

/** Opens a page, and returns its errors and its requests. */
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

describe.each(['clean-aws', 'blind-key', 'hostile', 'demo', 'large', 'failing', 'sample', 'changes', 'exceptions', 'period'])(
  'the HTML report of %s',
  (name) => {
    test('the page opens without a request, an error, or a script from elsewhere', async () => {
      const { page, trouble } = await open(name);
      expect(await page.evaluate("'pwned' in window || '__pwned' in window")).toBe(false);
      expect(trouble).toEqual([]);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)(
      'the page has no accessibility violation in the %s colour scheme',
      async (colorScheme) => {
        const { page } = await open(name, { colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        await page.context().close();
      },
    );

    test('the page does not scroll sideways on a telephone', async () => {
      const { page } = await open(name, { viewport: { width: 360, height: 740 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      await page.context().close();
    });
  },
);

/** The number of verdicts of the demo. */
const count = (wanted: Partial<ReportedVerdict> = {}): number =>
  (reports.demo?.verdicts ?? []).filter((verdict) =>
    Object.entries(wanted).every(([name, value]) => verdict[name as keyof typeof verdict] === value),
  ).length;

test('the filter works by keyboard, and says how many verdicts it found', async () => {
  const { page } = await open('demo');
  const shown = () => page.locator('.item:visible').count();
  const all = await shown();
  await page.getByLabel('Filter findings and tables').focus();
  await page.keyboard.type('lkc-banana');
  await expect.poll(shown).toBeLessThan(all / 2);
  expect(await page.locator('#filtered').textContent()).toMatch(new RegExp(`^\\d+ of ${count()} verdicts shown$`));
  // by way of state and severity
  for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await expect.poll(shown).toBe(all);
  expect(await page.locator('#filtered').textContent()).toBe('');
  await page.context().close();
});

test('filtering by state and severity narrows what is shown, and opens the sections that were folded', async () => {
  const { page } = await open('demo');
  const status = page.locator('#filtered');
  await page.getByLabel('Severity', { exact: true }).selectOption('critical');
  await page.getByLabel('State', { exact: true }).selectOption('fail');
  const failed = count({ severity: 'critical', state: 'fail' });
  expect(await status.textContent()).toBe(`${failed} of ${count()} verdicts shown`);
  expect(await page.locator('.item:visible').count()).toBe(failed);
  expect(await page.locator('#undetermined').textContent()).toContain('Nothing here matches the filter.');
  await page.getByLabel('State', { exact: true }).selectOption('not_applicable');
  const set = count({ severity: 'critical', state: 'not_applicable' });
  expect(await status.textContent()).toBe(`${set} of ${count()} verdicts shown`);
  expect(await page.locator('#not-applicable-table').isVisible()).toBe(true);
  await page.context().close();
});

test('the filter leaves the coverage unchanged, and finds rows on other pages of a table', async () => {
  const { page } = await open('large');
  const rows = () => page.locator('#coverage-table tbody tr:visible').count();
  const covered = await rows();
  await page.getByLabel('Filter findings and tables').fill('lkc-apple-19');
  await expect.poll(() => page.locator('.pager').first().textContent()).toContain('Page 1 of 1,');
  expect(await rows()).toBe(covered);
  const found = await page.locator('#passed-table tbody tr').allTextContents();
  expect(found.length).toBeGreaterThan(0);
  for (const text of found) expect(text).toContain('lkc-apple-19');
  await page.context().close();
});

test('a long table is shown one page at a time on the screen, and whole on paper', async () => {
  const { page } = await open('large');
  const rows = () => page.locator('#passed-table tbody tr').count();
  expect(await rows()).toBe(200);
  await page.locator('#passed').getByRole('button', { name: 'Next' }).click();
  expect(await page.locator('.pager').first().textContent()).toContain('Page 2 of');
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await rows()).toBeGreaterThan(2000);
  await page.context().close();
});

test('the findings of a rule that most of an organization fails are shown some at a time, and whole on paper', async () => {
  const { page } = await open('failing');
  const group = page.locator('#not-met-cluster-region-match');
  const items = group.locator('.item');
  const pager = group.locator('.pager');
  const all = count({ rule: 'cluster.region_match', state: 'fail' }) + 100;
  expect(await items.count()).toBe(50);
  expect(await pager.textContent()).toContain(`Page 1 of 3, ${all} findings`);
  await pager.getByRole('button', { name: 'Next' }).press('Enter');
  expect(await pager.textContent()).toContain('Page 2 of 3, ');
  await page.getByLabel('Filter findings and tables').fill('mango lkc-mango-17');
  await expect.poll(() => items.count()).toBe(1);
  expect(await page.locator('#filtered').textContent()).toBe(`1 of ${count() + 100} verdicts shown`);
  await items.getByText('How to fix it').click();
  expect(await items.locator('.remedy').getByRole('link').isVisible()).toBe(true);
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await items.count()).toBe(all);
  expect(await page.locator('details:not([open])').count()).toBe(0);
  await page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await items.count()).toBe(1);
  await page.context().close();
});

test('without scripts each finding of such a rule is named with what was found', async () => {
  const { page } = await open('failing', { javaScriptEnabled: false });
  const brief = page.locator('#not-met-cluster-region-match li').filter({ hasText: 'lkc-mango-17' });
  expect(await brief.textContent()).toContain('mango lkc-mango-17 production: An outage of another region');
  await page.context().close();
});

test('on paper no section is folded', async () => {
  const { page } = await open('demo');
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await page.locator('details:not([open])').count()).toBe(0);
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
  await page.context().close();
});

test('printing shows the rows that the filter hides, and hides them again afterwards', async () => {
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

test('without scripts the page shows everything except the filter', async () => {
  const { page } = await open('demo', { javaScriptEnabled: false });
  expect(await page.locator('.item').count()).toBeGreaterThan(30);
  expect(await page.locator('form.filter').isVisible()).toBe(false);
  await page.context().close();
});
