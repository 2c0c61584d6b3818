import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { html } from '../../src/render/html.ts';
import { periodHtml } from '../../src/render/period.ts';
import type { Report } from '../../src/report/schema.ts';
import { demoMonth } from '../end-to-end/month.ts';
import { SCENARIOS, scanned } from '../end-to-end/scenario.ts';
import { sampleReport, sampleWithExceptions } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';
import { manyFailures, manyPasses, oneRuleFails, organization, withChanges } from './reports.ts';

const demo = async (): Promise<Report> => (await scanned('demo')).report;

const REPORTS: Readonly<Record<string, () => Promise<Report>>> = {
  ...Object.fromEntries(SCENARIOS.map((name) => [name, async () => (await scanned(name)).report])),
  organization,
  'many passes': async () => manyPasses(await demo()),
  'one rule fails': async () => oneRuleFails(await demo()),
  'ten thousand failures': async () => manyFailures(await demo(), 10_000),
  'ten thousand failures of three rules': async () => manyFailures(await demo(), 10_000, 3),
  sample: async () => sampleReport(),
  changes: async () => withChanges(sampleReport()),
  exceptions: async () => sampleWithExceptions(),
};

const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
const made = new Map<string, Promise<unknown>>();

/** What is slow to make is made once for all tests of a file. */
function once<T>(name: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known as Promise<T>;
}

export function reportOf(name: string): Promise<Report> {
  const make = REPORTS[name];
  if (make === undefined) throw new Error(`no report ${name}`);
  return once(`report ${name}`, make);
}

/** The file of a page: that of a report, by name or as given, or `period`. */
export const pageOf = (name: string, report?: Report): Promise<string> =>
  once(`page ${name}`, async () => {
    const page = name === 'period' ? await periodPage() : textOf(html(report ?? (await reportOf(name))));
    return written(name, page);
  });

export function written(name: string, page: string): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, page);
  return file;
}

async function periodPage(): Promise<string> {
  const { snapshot } = await scanned('demo');
  return periodHtml(await demoMonth(snapshot, snapshot));
}

/** @property trouble whatever the page says on the console, asks for or fails with */
export type Opened = { page: Page; trouble: string[] };

/** Opens the page in a file. */
export async function opened(browser: Browser, file: string, options: BrowserContextOptions = {}, hash = ''): Promise<Opened> {
  const context = await browser.newContext({ offline: true, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('request', (request) => /^(file|data|blob):/.test(request.url()) || trouble.push(request.url()));
  await page.goto(pathToFileURL(file).href + hash);
  return { page, trouble };
}
