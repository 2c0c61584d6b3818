import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { brokenLinks, pageOf } from './markup.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const reports: Record<string, Report> = { sample: sampleReport(), exceptions: sampleWithExceptions() };
beforeAll(async () => {
  for (const scenario of ['demo', 'hostile', 'clean-aws', 'blind-key', 'empty-org'])
    reports[scenario] = (await scanned(scenario)).report;
});

function changed(scenario: string, change: (report: Report) => void = () => {}): Report {
  const report = structuredClone(reports[scenario]);
  if (report === undefined) throw new Error(`no scenario ${scenario}`);
  change(report);
  return report;
}
const page = (...from: Parameters<typeof changed>): string => textOf(html(changed(...from)));

const between = (text: string, open: string, close: string): string[] =>
  text.split(open).flatMap((part, index) => (index === 0 ? [] : part.slice(0, part.indexOf(close))));

test('the same report gives the same page', () => {
  const [once, again] = [page('demo'), page('demo')];
  expect(once === again).toBe(true);
});

test('the styles and the script are those that the content security policy allows, and no others', () => {
  for (const scenario of ['demo', 'hostile', 'exceptions']) {
    const text = page(scenario);
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
    expect(page(scenario)).not.toMatch(/<(img|iframe|object|embed|audio|video|base)\b|\bsrc=|@import|url\(/);
});

test.each(['demo', 'hostile', 'empty-org', 'sample', 'exceptions'])(
  'every link within the page of %s has its target, and every anchor is there once',
  (scenario) => {
    expect(brokenLinks(pageOf(changed(scenario)))).toEqual({ missing: [], twice: [] });
  },
);

test('every section is in the contents, in the order of the page', () => {
  for (const scenario of ['demo', 'empty-org', 'exceptions']) {
    const text = pageOf(changed(scenario));
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

test('the age of a finding is that from the history, and the page says so', () => {
  const report = changed('demo', ({ verdicts, run }) => {
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
});

describe('text from outside', () => {
  test('text from outside is escaped, and its hidden characters are shown', () => {
    const text = page('hostile');
    expect(text).not.toMatch(/<script>alert|<img/);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
    expect(text).toContain('\\u202E');
    expect(text.isWellFormed()).toBe(true);
  });

  test('text from outside becomes a link only if it is an https address of the rule catalogue', () => {
    const text = page('demo', ({ rules }) => {
      for (const rule of rules) rule.references = ['javascript:alert(1)', 'https://docs.confluent.io/'];
    });
    expect(text).not.toContain('javascript:');
    expect(text).toContain('href="https://docs.confluent.io/"');
  });
});

describe('the outcome', () => {
  const outcomeOf = (scenario: string) => pageOf(changed(scenario)).first('p.outcome');

  test('the outcome of a clean organization is clear', () => {
    expect(outcomeOf('clean-aws').text).toMatch(/^✓ All clear\. All \d+ verdicts that could be given passed\.$/);
    expect(outcomeOf('clean-aws').attributes.get('class')).toBe('outcome good');
    expect(page('clean-aws')).not.toContain('class="incomplete"');
  });

  test('the outcome of an incomplete audit is never green, and gives the reason', () => {
    for (const scenario of ['blind-key', 'empty-org', 'demo']) {
      const outcome = outcomeOf(scenario);
      expect(outcome.text, scenario).toMatch(/incomplete/i);
      expect(outcome.attributes.get('class'), scenario).not.toContain('good');
    }
    const reasons = (scenario: string) => pageOf(changed(scenario)).first('ul.incomplete').text;
    expect(reasons('blind-key')).toContain('of which the API key was shown 1');
    expect(reasons('empty-org')).toContain('There was nothing to evaluate');
  });

  test('the outcome of an audit without failures but with unknowns does not say that no rule failed', () => {
    expect(outcomeOf('blind-key').text).toContain('What was not seen may hide some');
    const findings = pageOf(changed('blind-key')).first('#failures').text;
    expect(findings).toContain('what could not be determined may hide some');
    expect(findings).not.toContain('No rule failed');
    expect(pageOf(changed('clean-aws')).first('#failures').text).toContain('No rule failed.');
  });
});
