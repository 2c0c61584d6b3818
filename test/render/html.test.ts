import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { textOf } from './text-of.ts';

const reports: Record<string, Report> = {};
beforeAll(async () => {
  for (const scenario of ['demo', 'hostile', 'clean-aws', 'blind-key', 'empty-org']) {
    reports[scenario] = (await scanned(scenario)).report;
  }
});

function page(scenario: string, change: (report: Report) => void = () => {}): string {
  const report = structuredClone(reports[scenario]);
  if (report === undefined) throw new Error(`no scenario ${scenario}`);
  change(report);
  const file = html(report);
  return textOf(file);
}

function between(text: string, open: string, close: string): string {
  const from = text.indexOf(open) + open.length;
  return text.slice(from, text.indexOf(close, from));
}

test('the same report gives the same page', () => {
  const [once, again] = [page('demo'), page('demo')];
  expect(once === again).toBe(true);
});

test('the style and script are those that the content security policy allows', () => {
  const text = page('demo');
  const allowed =
    /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#x27;', "'").replaceAll('&#x3D;', '=') ?? '';
  const hash = (part: string) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
  expect(allowed).toContain("default-src 'none'");
  expect(allowed).toContain(`style-src ${hash(between(text, '<style>', '</style>'))}`);
  expect(allowed).toContain(`script-src ${hash(between(text, '<script>', '</script>'))}`);
  expect(text).not.toMatch(/ style=| on[a-z]+=/);
});

test('the page loads nothing', () => {
  for (const scenario of ['demo', 'hostile'])
    expect(page(scenario)).not.toMatch(/<(img|iframe|object|embed|audio|video|base)\b|\bsrc=|@import|url\(/);
});

test('the age of a finding is that from the history, and the page says so', () => {
  const text = page('demo', (report) => {
    const failing = report.verdicts.filter(({ status }) => status === 'fail');
    for (const [index, verdict] of failing.entries())
      verdict.first_seen = ['2026-10-14T12:00:00.000Z', '2026-11-23T11:00:00.000Z', report.run.as_of][index] ?? null;
  });
  expect(text.match(/since 2026-\S+ \d+ days?/g)).toEqual(['since 2026-10-14, 41 days', 'since 2026-11-23, 1 day']);
});

test.each([
  ['a complete audit in which some passed', { complete: true, pass: 3 }, 'good'],
  ['a complete audit in which nothing passed', { complete: true, pass: 0 }, ''],
  ['an incomplete audit', { complete: false, pass: 3 }, ''],
])('the count of passes is green where it is good news: %s', (_, { complete, pass }, tone) => {
  const text = page('clean-aws', ({ summary }) => {
    summary.complete = complete;
    summary.by_state.pass = pass;
  });
  expect(text).toContain(
    `<li class="${tone}"><span class="number">${pass}</span><span class="label"><span aria-hidden="true">✓</span> passed</span>`,
  );
});

describe('text from outside', () => {
  test('text from outside is escaped, and its hidden characters are shown', () => {
    const text = page('hostile');
    expect(text).not.toMatch(/<script>alert|<img/);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
    expect(text).toContain('\\u202E');
    expect(text.isWellFormed()).toBe(true);
  });

  test('text from outside cannot escape from the data of a script', () => {
    const text = page('demo', (report) => {
      const [passed] = report.verdicts.filter(({ status }) => status === 'pass');
      if (passed === undefined) throw new Error('nothing passed');
      const subject = report.subjects.find(({ type, id }) => type === passed.subject.type && id === passed.subject.id);
      if (subject !== undefined) subject.name = '</script><script>alert(1)</script>';
      report.verdicts = [...report.verdicts, ...Array.from({ length: 1001 }, () => passed)];
    });
    expect(text).not.toContain('<script>alert');
    const islands = [
      ...text.matchAll(/<script type="application\/json" class="island" data-for="([^"]*)"[^>]*>([^<]*)<\/script>/g),
    ];
    expect(islands.map(([, id]) => id)).toEqual(['passed-table', 'texts']);
    for (const [, , content = ''] of islands) expect(JSON.parse(content).length).toBeGreaterThan(100);
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
  test('the outcome of a clean organization is clear', () => {
    expect(page('clean-aws')).toContain('<strong>All clear.</strong>');
    expect(page('clean-aws')).not.toContain('This audit is incomplete');
  });

  test('the outcome of an incomplete audit is never green, and gives the reason', () => {
    for (const scenario of ['blind-key', 'empty-org', 'demo']) {
      const text = page(scenario);
      expect(text, scenario).toContain('This audit is incomplete');
      expect(text, scenario).not.toMatch(/class="outcome good"|<li class="good">/);
    }
    expect(page('blind-key')).toContain('of which the API key was shown 1');
    expect(page('empty-org')).toContain('There was nothing to evaluate');
  });

  test('the outcome of an audit without failures but with unknowns does not say that no rule failed', () => {
    expect(page('blind-key')).toContain('what could not be determined may hide some');
  });
});

test('every verdict is on the page', () => {
  const text = page('demo');
  const { verdicts } = reports.demo ?? { verdicts: [] };
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const listed = verdicts.filter(({ status }) => status === 'fail' || status === 'error').length;
  expect(count(/<li class="item"/g)).toBe(listed);
  const unknown = verdicts.filter(({ status }) => status === 'unknown').length;
  expect(count(/<tr data-state="(unknown|needs_attestation)"/g)).toBe(unknown);
  const rows = (table: string) =>
    between(text.slice(text.indexOf(`<table id="${table}"`)), '<tbody>', '</tbody>').match(/<tr /g)?.length;
  expect(rows('passed-table')).toBe(verdicts.filter(({ status }) => status === 'pass').length);
  expect(rows('not-applicable-table')).toBe(verdicts.filter(({ status }) => status === 'not_applicable').length);
});
