import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { CHROMIUM, launched } from '../../test/browser/chromium.ts';
import { WITHOUT_HISTORY } from '../contestants.ts';
import { interleaved } from '../process.ts';
import { median, megabytes, missing, type Result, ratios, seconds } from '../table.ts';
import type { Workplace } from '../workplace.ts';

/** How long a reader waits for the page, and for the answer to a first word in its filter. */
type Wait = { interactive: number; filtered: number };

/** The HTML report in a browser, beside an empty page. */
export async function* browserPart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  if (!existsSync(CHROMIUM)) {
    yield missing('browser', null, `there is no ${CHROMIUM} (apt-get install chromium)`);
    return;
  }
  const empty = join(place.folder, 'empty.html');
  writeFileSync(empty, '<!doctype html><title>empty</title>');
  const browser = await launched();
  try {
    for (const size of sizes) {
      try {
        await (await WITHOUT_HISTORY.prepare(place, size))();
        yield* waits(browser, join(place.reportOf(size), 'report.html'), empty, size, rounds);
      } catch (error) {
        yield missing('browser: the HTML report', size, error);
      }
    }
  } finally {
    await browser.close();
  }
}

async function* waits(browser: Browser, file: string, empty: string, size: number, rounds: number): AsyncGenerator<Result> {
  const opened = await interleaved(rounds, {
    report: () => open(browser, file, true),
    empty: () => open(browser, empty, false),
  });
  const of = (list: readonly Wait[], what: keyof Wait) => list.map((wait) => wait[what]);
  const nothing = of(opened.empty, 'interactive');
  const beside = `an empty page ${seconds(median(nothing))}`;
  const about = megabytes(statSync(file).size);
  for (const [what, times] of [
    ['interactive', of(opened.report, 'interactive')],
    ['first answer of the filter', of(opened.report, 'filtered')],
  ] as const) {
    const row = { size, measured: `${seconds(median(times))}, a page of ${about}`, beside };
    yield { what: `browser: ${what}`, ...row, ratios: ratios(times, nothing) };
  }
}

/** Interactive is a page whose scripts have run and which has been painted. */
async function open(browser: Browser, file: string, filters: boolean): Promise<Wait> {
  const page = await browser.newPage();
  page.setDefaultTimeout(600_000);
  const painted = () => page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))');
  try {
    const begun = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    await painted();
    const interactive = (performance.now() - begun) / 1000;
    if (!filters) return { interactive, filtered: interactive };
    const typed = performance.now();
    await page.locator('#filter').fill('rotated');
    await page
      .locator('#filtered')
      .filter({ hasText: /shown$/ })
      .waitFor();
    await painted();
    return { interactive, filtered: (performance.now() - typed) / 1000 };
  } finally {
    await page.close();
  }
}
