import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { brokenLinks, type Element, elementsOf, pageOf } from './markup.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const reports: Record<string, Report> = { sample: sampleReport(), exceptions: sampleWithExceptions() };
beforeAll(async () => {
  for (const scenario of ['demo', 'hostile', 'clean-aws', 'blind-key', 'empty-org'])
    reports[scenario] = (await scanned(scenario)).report;
});

const made = new Map<string, { text: string; elements: Element }>();
/** The page of a scenario as it is. */
function of(scenario: string): { text: string; elements: Element } {
  const report = reports[scenario] ?? expect.fail(`no scenario ${scenario}`);
  const text = made.get(scenario)?.text ?? textOf(html(report));
  const page = made.get(scenario) ?? { text, elements: elementsOf(text) };
  made.set(scenario, page);
  return page;
}
function demoWith(change: (report: Report) => void): Report {
  const report = structuredClone(reports.demo) ?? expect.fail();
  change(report);
  return report;
}

const between = (text: string, open: string, close: string): string[] =>
  text.split(open).flatMap((part, index) => (index === 0 ? [] : part.slice(0, part.indexOf(close))));

test('the same report gives the same page', () => {
  const again = textOf(html(reports.demo ?? expect.fail()));
  expect(of('demo').text === again).toBe(true);
});

test('the styles and the script are those that the content security policy allows, and no others', () => {
  for (const scenario of ['demo', 'hostile', 'exceptions']) {
    const text = of(scenario).text;
    const allowed =
      /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#x27;', "'").replaceAll('&#x3D;', '=') ?? '';
    const hash = (part: string) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    expect(allowed.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${between(text, '<style>', '</style>').map(hash).join(' ')}`,
      `script-src ${between(text, '<script>', '</script>').map(hash).join(' ')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(between(text, '<script>', '</script>')).toHaveLength(1);
    expect(text).not.toMatch(/<[^>]* (style|on[a-z]+)=/);
  }
});

test('the page loads nothing', () => {
  for (const scenario of ['demo', 'hostile'])
    expect(of(scenario).text).not.toMatch(/<(img|iframe|object|embed|audio|video|base)\b|\bsrc=|@import|url\(/);
});

test.each(['demo', 'hostile', 'empty-org', 'sample', 'exceptions'])(
  'every link within the page of %s has its target, and every anchor is there once',
  (scenario) => {
    expect(brokenLinks(of(scenario).elements)).toEqual({ missing: [], twice: [] });
  },
);

test('every section is in the contents, in the order of the page', () => {
  for (const scenario of ['demo', 'empty-org', 'exceptions']) {
    const text = of(scenario).elements;
    const sections = text
      .first('main')
      .children.flatMap((one) => (typeof one === 'string' ? [] : `#${one.attributes.get('id')}`));
    expect(
      text
        .first('nav')
        .all('a')
        .map(({ attributes }) => attributes.get('href')),
    ).toEqual(sections);
  }
});

test('the age of a finding is that from the history; the page says it, and a script can sort by it', () => {
  const report = demoWith(({ verdicts, run }) => {
    const failing = verdicts.filter(({ status }) => status === 'fail');
    for (const [index, verdict] of failing.entries())
      verdict.first_seen = ['2026-10-14T12:00:00.000Z', '2026-11-23T11:00:00.000Z', run.as_of][index] ?? null;
  });
  const ages =
    pageOf(report)
      .first('#failures')
      .text.match(/first recorded 2026-[-0-9]+(?:, \d+ days? ago)?/g) ?? [];
  expect(ages.sort()).toEqual([
    'first recorded 2026-10-14, 41 days ago',
    'first recorded 2026-11-23, 1 day ago',
    'first recorded 2026-11-24',
  ]);
  const sorted = pageOf(report)
    .all('li.item')
    .flatMap(({ attributes }) => attributes.get('data-since') ?? []);
  expect(sorted.map((time) => time.slice(0, 10)).sort()).toEqual(['2026-10-14', '2026-11-23', '2026-11-24']);
});

describe('text from outside', () => {
  test('text from outside is escaped, and its hidden characters are shown', () => {
    const text = of('hostile').text;
    expect(text).not.toMatch(/<script>alert|<img/);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
    expect(text).toContain('\\u202E');
    expect(text.isWellFormed()).toBe(true);
  });

  test('text from outside becomes a link only if it is an https address of the rule catalogue', () => {
    const report = demoWith(({ rules }) => {
      for (const rule of rules) rule.references = ['javascript:alert(1)', 'https://docs.confluent.io/'];
    });
    const text = textOf(html(report));
    expect(text).not.toContain('javascript:');
    expect(text).toContain('href="https://docs.confluent.io/"');
  });
});

describe('the outcome', () => {
  const outcomeOf = (scenario: string) => of(scenario).elements.first('p.outcome');

  test('the outcome of a clean organization is clear', () => {
    expect(outcomeOf('clean-aws').text).toMatch(/^✓ All clear\. All \d+ verdicts that could be given passed\.$/);
    expect(outcomeOf('clean-aws').attributes.get('class')).toBe('outcome good');
    expect(of('clean-aws').text).not.toContain('class="incomplete"');
  });

  test('the outcome of an incomplete audit is never green, and gives the reason', () => {
    for (const scenario of ['blind-key', 'empty-org', 'demo']) {
      const outcome = outcomeOf(scenario);
      expect(outcome.text, scenario).toMatch(/incomplete/i);
      expect(outcome.attributes.get('class'), scenario).not.toContain('good');
    }
    const reasons = (scenario: string) => of(scenario).elements.first('ul.incomplete').text;
    expect(reasons('blind-key')).toContain('of which the API key was shown 1');
    expect(reasons('empty-org')).toContain('There was nothing to evaluate');
  });

  test('the outcome of an audit without failures but with unknowns does not say that no rule failed', () => {
    expect(outcomeOf('blind-key').text).toContain('What was not seen may hide some');
    const findings = of('blind-key').elements.first('#failures').text;
    expect(findings).toContain('what could not be determined may hide some');
    expect(findings).not.toContain('No rule failed');
    expect(of('clean-aws').elements.first('#failures').text).toContain('No rule failed.');
  });
});
