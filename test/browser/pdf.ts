import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Points: of the sheet, and of the margins that hold the running head and the foot. */
const SHEETS = { A4: { width: 595, height: 842 }, Letter: { width: 612, height: 792 } } as const;
const MARGIN = { top: 35, bottom: 31 };

export type Sheet = keyof typeof SHEETS;

/** What each page of a printed page says: within its margins, and as a whole. */
export type Printed = { within: string[]; whole: string[] };

/** Prints a page as a reader does; the sheet is the reader's own. */
export async function printed(page: Page, sheet: Sheet): Promise<Printed> {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'report.pdf');
  await page.pdf({ path: file, format: sheet, preferCSSPageSize: true });
  const { width, height } = SHEETS[sheet];
  const within = ['-r', '72', '-x', '0', '-y', `${MARGIN.top}`, '-W', `${width}`, '-H', `${height - MARGIN.top - MARGIN.bottom}`];
  return { within: pages(within, file), whole: pages([], file) };
}

/** In the order in which the page has it: tables cell by cell. */
const pages = (options: readonly string[], file: string): string[] =>
  execFileSync('pdftotext', ['-raw', ...options, file, '-'], { encoding: 'utf8', maxBuffer: 1e9 })
    .split('\f')
    .slice(0, -1);

/** A text as it is found wherever its lines end: without spaces, and without what only says where a word may be broken. */
export const bare = (text: string): string => text.normalize('NFKC').replace(/[\s\u00ad\u200b]/gu, '');
