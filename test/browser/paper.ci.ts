import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf } from './pages.ts';
import { bare, type Printed, printed, type Sheet } from './pdf.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

/** A sheet of Letter is shorter. */
const MOST_PAGES = { A4: 45, Letter: 45 } as const;

/** What stands over other text: headings, and the heads of tables. */
const HEADINGS = `[...document.querySelectorAll('h2, h3, h4, h5, .way, .caption, .ruleid, thead tr')]
  .filter((one) => one.nextElementSibling === null || one.nextElementSibling.textContent.trim() !== '')
  .map((one) => one.textContent)`;
/** The contents of a section, which say the same as its headings. */
const LISTED = "Array.from(document.querySelectorAll('.toc > li'), (entry) => entry.textContent)";
const ANNEX =
  "document.querySelector('main > .annex h2').textContent + document.querySelector('main > .annex h2 + *').textContent";
const CONTENTS = "Array.from(document.querySelectorAll('#contents a'), (link) => link.textContent)";

describe.each<Sheet>(['A4', 'Letter'])('the demo printed on %s', (sheet) => {
  let paper: Printed;
  let headings: Set<string>;
  let listed: Set<string>;
  let annex: string;
  let contents: string[];
  beforeAll(async () => {
    const { page } = await opened(browser, await pageOf('demo'));
    annex = bare(await page.evaluate<string>(ANNEX)).slice(0, 50);
    contents = await page.evaluate(CONTENTS);
    headings = new Set((await page.evaluate<string[]>(HEADINGS)).map(bare));
    listed = new Set((await page.evaluate<string[]>(LISTED)).map(bare));
    paper = await printed(page, sheet);
    await page.context().close();
  });

  test(`it has at most ${MOST_PAGES[sheet]} pages before its first annex, contents included`, () => {
    const before = paper.within.findIndex((text) => bare(text).includes(annex));
    expect(before).toBeGreaterThan(20);
    expect(before).toBeLessThanOrEqual(MOST_PAGES[sheet]);
  });

  test('the contents are on its first page, with every section', () => {
    const first = bare(paper.within.slice(0, 1).join(''));
    for (const entry of contents) expect(first).toContain(bare(entry));
    expect(contents.length).toBeGreaterThan(12);
  });

  test('every sheet says whose report it is, of which run and day, and which of how many it is', async () => {
    const { run, organization } = await reportOf('demo');
    for (const [place, text] of paper.whole.entries()) {
      expect(text).toContain(organization.name);
      expect(text).toContain(`${run.as_of.slice(0, 10)}, run ${run.id.slice(0, 12)}`);
      expect(text).toContain(`Page ${place + 1} of ${paper.whole.length}`);
    }
  });

  test('a table that goes on over the page has its head again', () => {
    const head = bare('RuleSubjectIdStatementEvidenceCalls');
    const with_ = paper.within.filter((text) => bare(text).includes(head));
    expect(with_.length).toBeGreaterThan(10);
  });

  test('no heading is the last on a sheet, away from what it stands over', () => {
    let before = '';
    const torn = paper.within.flatMap((text, place) => {
      const lines = text.trim().split('\n').map(bare);
      before += lines.join('');
      // a heading may have several lines
      const last = [1, 2, 3].map((count) => lines.slice(-count).join(''));
      const heading = last.find((one) => headings.has(one));
      if (heading === undefined) return [];
      // the first of these is an entry of the contents
      const isEntry = listed.has(heading) && before.indexOf(heading) === before.lastIndexOf(heading);
      return isEntry ? [] : [`page ${place + 1}: ${lines.at(-1)}`];
    });
    expect(torn).toEqual([]);
  });
});
