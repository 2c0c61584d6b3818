import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launched } from './chromium.ts';

const root = join(import.meta.dirname, '../..');

/** Run in a page: which part of the pixels of two pictures differ plainly; 1 where they are not of one size. */
const COMPARE = `async ([one, other]) => {
  const pixelsOf = async (data) => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return { size: image.width + ' x ' + image.height, data: canvas.getImageData(0, 0, image.width, image.height).data };
  };
  const [first, second] = [await pixelsOf(one), await pixelsOf(other)];
  if (first.size !== second.size) return 1;
  let different = 0;
  for (let place = 0; place < first.data.length; place += 4)
    if (Math.abs(first.data[place] - second.data[place]) > 48) different += 1;
  return different / (first.data.length / 4);
}`;

test("the README's picture is what a browser shows of the demo's report", async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-picture-')), 'report.png');
  execFileSync(process.execPath, [join(root, 'scripts/picture.ts'), file]);
  const [taken, kept] = [file, join(root, 'docs/report.png')].map((picture) => readFileSync(picture).toString('base64'));
  const browser = await launched();
  const page = await browser.newPage();
  const different = await page.evaluate(`(${COMPARE})(${JSON.stringify([taken, kept])})`);
  await browser.close();
  // another version of the browser draws the edges of letters otherwise; a line that moved changes far more
  expect(different).toBeLessThan(0.02);
});
