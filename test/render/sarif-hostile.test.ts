import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkTo, withoutLinks } from '../../src/render/sarif/text.ts';
import { sarif } from '../../src/render/sarif.ts';
import { visible } from '../../src/render/visible.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { HOSTILE, sampleReport, sampleWithExceptions } from './sample-report.ts';
import { problemsOf, shortenedIn } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

const logOf = (report: Report) => {
  const text = textOf(sarif(report));
  expect(text.isWellFormed()).toBe(true);
  return JSON.parse(text);
};

/** The sample with a text wherever a person or another program chooses one. */
function saying(text: string): Report {
  const report = sampleWithExceptions();
  const place = { start_line: 3, start_column: 2, end_line: 3, end_column: 9 };
  const uri = `infra/x${text.replaceAll('/', '')}/kafka.tf`;
  const block = { address: text, type: text, uri, ...place, attributes: {} };
  return {
    ...report,
    organization: { id: `org-${text}`, name: text },
    rules: report.rules.map((rule) => ({
      ...rule,
      ...{ title: text, description: text, rationale: text, remediation: text },
      references: [text, `https://orchard.example/${text}`],
      controls: { [text]: [text], security: ['S-1'] },
    })),
    subjects: report.subjects.map((subject) => ({
      ...subject,
      name: text,
      location: { uri, ...place, source: 'terraform' as const },
      blocks: [block, { ...block, start_line: 30, end_line: 30 }],
      inventory: { uri, ...place, start_line: 50, end_line: 50 },
    })),
    verdicts: report.verdicts.map((verdict) => ({ ...verdict, message: text, notes: [text] })),
    scope: {
      ...(report.scope ?? sampleReport().scope),
      parameters: [{ name: text, value: [text], default: 7, changed: true }],
    } as Report['scope'],
  };
}

const LONG = 10_000;

/** The lines of all texts of a file. */
function linesIn(log: unknown): string[] {
  const lines: string[] = [];
  JSON.parse(JSON.stringify(log), (_, value) => {
    if (typeof value === 'string') lines.push(...value.split('\n'));
  });
  return lines;
}

test.each([
  ['nothing', ''],
  ['spaces', '   \t\r\n'],
  ['a lone surrogate', 'apple \ud800'],
  ['half a pair at the end', '\udc00 apple'],
  ['10,000 letters', 'a'.repeat(LONG)],
  ['10,000 emoji', '🍏'.repeat(LONG)],
  ['a link', '[click](https://evil.example)'],
  ['a link to a related location', '[here](1)'],
  ['the end of a link', '](1) [x](2'],
  ['a backslash before a link', '\\[click](https://evil.example)'],
  ['backslashes around a link', '\\\\[click\\](1)'],
  ['Markdown', '# h\n**b** `c` <img src=x onerror=alert(1)> | a | b |\n---\n```\nx\n```'],
  ['an end of sentences', 'Apple. All is well! Really?'],
  ['names of object properties', '__proto__'],
  ['placeholders', '{0} {1} {{x}} {param:max_days}'],
  ['reversed text', HOSTILE],
])('a file in which everybody says %s has no problem', (_, text) => {
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
