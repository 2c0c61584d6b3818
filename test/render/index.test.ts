import { expect, test } from 'vitest';
import { type FormatName, render } from '../../src/render/index.ts';
import { MOST_ON_PAGE } from '../../src/report/overflow.ts';
import { countByState, type StateCounts } from '../../src/report/state.ts';
import { sampleReport } from './sample-report.ts';

/** Which files are made of a report with so many verdicts. */
async function filesOf(counts: Partial<StateCounts>, ...asked: FormatName[]): Promise<string[]> {
  const report = sampleReport();
  const summary = { ...report.summary, by_state: { ...countByState([]), ...counts } };
  return (await render({ ...report, summary }, asked)).map(({ file }) => file);
}

const [failures, passes] = [{ fail: MOST_ON_PAGE.failures + 1 }, { pass: MOST_ON_PAGE.passes + 1 }];

test.each([failures, passes])('beside a page that does not hold everything is the file that does, with %j', async (beyond) => {
  expect(await filesOf(beyond, 'html', 'json')).toEqual(['report.html', 'report.json', 'verdicts.csv']);
});

test('a page that holds everything has no other file beside it', async () => {
  expect(await filesOf({ fail: MOST_ON_PAGE.failures, pass: MOST_ON_PAGE.passes }, 'html')).toEqual(['report.html']);
});

test('without the page there is nothing that it does not hold', async () => {
  expect(await filesOf({ ...failures, ...passes }, 'json')).toEqual(['report.json']);
});

test('what is asked for is made once', async () => {
  expect(await filesOf(failures, 'csv', 'html')).toEqual(['verdicts.csv', 'report.html']);
});
