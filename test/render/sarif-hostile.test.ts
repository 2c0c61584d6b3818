import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkTo, withoutLinks } from '../../src/render/sarif/text.ts';
import { sarif } from '../../src/render/sarif.ts';
import { visible } from '../../src/render/visible.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { hostileTexts, saying } from './hostile-report.ts';
import { problemsOf, shortenedIn } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

const logOf = (report: Report) => {
  const text = textOf(sarif(report));
  expect(text.isWellFormed()).toBe(true);
  return JSON.parse(text);
};

const LONG = 10_000;

/** The lines of all texts of a file. */
function linesIn(log: unknown): string[] {
  const lines: string[] = [];
  JSON.parse(JSON.stringify(log), (_, value) => {
    if (typeof value === 'string') lines.push(...value.split('\n'));
  });
  return lines;
}

test.each(hostileTexts)('a file in which everybody says %s has no problem', (_, text) => {
  const log = logOf(saying(text));
  expect([problemsOf(log), shortenedIn(log)]).toEqual([[], []]);
  expect(linesIn(log).filter((line) => visible(line) !== line)).toEqual([]);
});

test('a file in which everybody says anything has no problem', () => {
  const part = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '\\',
    '1',
    '.',
    ' ',
    '\n',
    '%',
    '/',
    '\ud800',
    '\u202e',
    'apple',
    '<',
    '`',
    ':',
    '#',
    '?',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const log = logOf(saying(text));
        expect(problemsOf(log)).toEqual([]);
        expect(linesIn(log).filter((line) => visible(line) !== line)).toEqual([]);
      },
    ),
    { numRuns: 150, seed: 19 },
  );
});

test('no text makes a link of its own, and a link shows its whole text', () => {
  const part = fc.constantFrom('[', ']', '(', ')', '\\', '1', 'x');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), fc.array(part, { maxLength: 8 }), (around, within) => {
      const [text, label] = [around.join(''), within.join('')];
      const links = (message: string) =>
        [...message.matchAll(/\[((?:\\.|[^\\[\]])*)\]\((\d+)\)/g)].filter(
          ({ index }) => !/(?<!\\)(?:\\\\)*\\$/.test(message.slice(0, index)),
        );
      expect(links(withoutLinks(text))).toEqual([]);
      const [link, ...others] = links(`${withoutLinks(text)} ${linkTo(7, label)} ${withoutLinks(text)}`);
      expect(others).toEqual([]);
      expect([link?.[1]?.replace(/\\([\\[\]])/g, '$1'), link?.[2]]).toEqual([label, '7']);
    }),
    { numRuns: 500, seed: 19 },
  );
});

test('a name that ends a sentence does not end the one that lists show', () => {
  const report = saying('Apple. All is well.');
  const [result] = logOf({ ...report, verdicts: report.verdicts.map((verdict) => ({ ...verdict, message: 'It fails.' })) })
    .runs[0].results;
  expect(result.message.text).toMatch(/^(cluster|key) \S+: It fails\. /);
  expect(result.message.text).toContain('Its name is Apple. All is well..');
});

test('a long name is cut between characters', () => {
  const [result] = logOf(saying('🍏'.repeat(LONG))).runs[0].results;
  expect(result.message.text).toMatch(/^cluster (🍏){49}… \(lkc-apple\): /u);
});

test('the organization whose names are hostile has a file without a problem', async () => {
  const { report } = await scanned('hostile');
  const log = logOf({ ...report, population: [] });
  expect(log.runs[0].results.length).toBeGreaterThan(0);
  expect([problemsOf(log), shortenedIn(log)]).toEqual([[], []]);
});
