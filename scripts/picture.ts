import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launched } from '../test/browser/chromium.ts';

// Takes the picture of the README: what a reader first sees of the demo's report, as a browser shows the file that is in
// the repository. Chromium draws it, so that it is made again by hand: npm run picture.
const root = join(import.meta.dirname, '..');
const [, , file = join(root, 'docs/report.png')] = process.argv;

const browser = await launched();
const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme: 'light', reducedMotion: 'reduce' });
await page.goto(pathToFileURL(join(root, 'reports/demo/report.html')).href);
await page.screenshot({ path: file });
await browser.close();
