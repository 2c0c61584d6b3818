import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { periodOf } from '../../src/history/period.ts';
import type { EvaluatedScan, VerdictChanges } from '../../src/history/period-rows.ts';
import { strip } from '../../src/render/html/strip.ts';
import { periodHtml } from '../../src/render/period.ts';
import { intervalInWords, periodOutcome } from '../../src/render/period-words.ts';
import type { Period } from '../../src/report/period.ts';

const DAY = 86_400_000;
const { catalogue } = loadPolicy();
const at = (days: number): string => new Date(Date.parse('2026-06-01T12:00:00Z') + days * DAY).toISOString();

const scan = (day: number, whole = true): EvaluatedScan => ({
  taken_at: at(day),
  snapshot: `sha256:${'ab'.repeat(31)}${String(day).padStart(2, '0')}`,
  whole,
  populations: { organization: true, environment: whole, cluster: whole, key: whole },
  runs: [{ id: `run-${day}`, as_of: at(day), policy: 'sha256:pear', configuration: 'sha256:plum' }],
});
const verdict = (
  changes: [number, 'pass' | 'fail' | 'unknown', boolean?][],
  over: Partial<VerdictChanges> = {},
): VerdictChanges => ({
  fingerprint: 'apple',
  rule: 'key.spec_supported',
  severity: 'high',
  subject: { type: 'key', id: 'cck-apple', name: 'apple', environment: null },
  changes: changes.map(([day, status, waived = false]) => ({ since: at(day), status, waived })),
  ...over,
});
const over = (scans: EvaluatedScan[], verdicts: VerdictChanges[], days = 3): Period => {
  const asked = { organization: 'org-orchard', from: at(-0.5), to: at(days - 0.5), every: DAY };
  const { schema_version, ...rest } = periodOf({ scans, verdicts }, asked, catalogue);
  return { schema_version, tool: { name: 'byok-audit', version: '0.0.0', policy_digest: 'sha256:pear' }, ...rest };
};
const daily = [scan(0), scan(1), scan(2)];

test('a period in which every rule held at every scan is green', () => {
  const period = over(daily, [verdict([[0, 'pass']])]);
  expect(periodOutcome(period)).toMatchObject({ tone: 'good' });
  expect(periodHtml(period)).toContain('<span class="status good">Rules held at 3 of 3 scans</span>');
});

test('a period with more scans than expected says so', () => {
  const sentence = (scans: EvaluatedScan[], days: number) => periodOutcome(over(scans, [verdict([[0, 'pass']])], days)).sentence;
  expect(sentence(daily, 3)).toContain('3 of 3 expected scans ran, 3 of them');
  expect(sentence([scan(0), scan(0.1), scan(0.2)], 1)).toContain('3 scans ran (1 was expected), 3 of them');
  expect(sentence([scan(0), scan(0.1), scan(0.2)], 2)).toContain('3 scans ran (2 were expected), 3 of them');
});

test('a period without scans is never green, and says so', () => {
  const period = over([], [verdict([[-9, 'pass']])]);
  expect(periodOutcome(period)).toMatchObject({ tone: 'bad', word: 'No scan ran.' });
  const page = periodHtml(period);
  expect(page).not.toMatch(/class="(outcome|status) good"|<rect class="good"|<li class="good"/);
  expect(page).toContain('No scan looked for any.');
});

test.each<[string, Period, string]>([
  [
    'a failure that is open',
    over(daily, [
      verdict([
        [0, 'pass'],
        [2, 'fail'],
      ]),
    ]),
    'bad',
  ],
  ['a gap', over([scan(0), scan(2)], [verdict([[0, 'pass']])]), 'warn'],
  ['scans that did not see everything', over([scan(0), scan(1, false), scan(2)], [verdict([[0, 'pass']])]), 'warn'],
  [
    'a failure that was fixed',
    over(daily, [
      verdict([
        [0, 'fail'],
        [1, 'pass'],
      ]),
    ]),
    'warn',
  ],
  ['a failure that is waived', over(daily, [verdict([[0, 'fail', true]])]), 'plain'],
  ['an unknown', over(daily, [verdict([[0, 'unknown']])]), 'plain'],
  ['nothing evaluated', over(daily, []), 'plain'],
])('a period with %s is not green', (_, period, tone) => {
  expect(periodOutcome(period).tone).toBe(tone);
  expect(periodHtml(period)).not.toContain('class="outcome good"');
});

test('the style is the one that the content security policy allows, and nothing is loaded or executed', () => {
  const page = periodHtml(over(daily, [verdict([[0, 'pass']])]));
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style = '']) => style);
  const allowed = /Content-Security-Policy" content="([^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=');
  const digests = styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(digests).toHaveLength(2);
  expect(allowed).toContain(`style-src ${digests.join(' ')};`);
  expect(page).not.toMatch(/<(script|img|iframe|object|embed|base)\b|\bsrc=|@import|url\(| style=| on[a-z]+=/);
});

test('text from outside is escaped, and its hidden characters are shown', () => {
  const name = '</table><img src=x onerror=alert(1)>\u202e{{x}}';
  const period = over(daily, [
    verdict([[0, 'fail']], { subject: { type: 'key', id: name, name, environment: null }, rule: name, severity: name }),
  ]);
  period.organization.id = name;
  const page = periodHtml(period);
  expect(page).not.toMatch(/<img|\u202e/);
  expect(page).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;\\u202E{{x}}');
});

test('a pass history is drawn to scale, and time that no scan covers is blank', () => {
  const period = over([scan(0), scan(9)], [verdict([[0, 'pass']])], 10);
  const { history = [] } = period.rules.find(({ id }) => id === 'key.spec_supported') ?? {};
  const pieces = strip(history, period.gaps, { ...period.period, every: DAY });
  expect(pieces.map(({ tone, x, width }) => [tone, x, width])).toEqual([
    ['gap', '0.00', '50.00'],
    ['good', '50.00', '950.00'],
    ['gap', '150.00', '800.00'],
  ]);
  expect(strip([], period.gaps, { ...period.period, every: DAY })).toEqual([]);
});

test('a page shows a thousand findings and gives the number of the rest', () => {
  const many = Array.from({ length: 1003 }, (_, index) => verdict([[0, 'fail']], { fingerprint: `apple-${index}` }));
  const page = periodHtml(over(daily, many));
  expect(page).toContain('The first 1000 are shown; 3 more are in period.json.');
  expect(page).not.toContain('<noscript>');
});

test('an interval is written in words', () => {
  expect([1440, 60, 90, 7 * 1440].map(intervalInWords)).toEqual(['24 hours', '1 hour', '90 minutes', '7 days']);
});

test('open failures that are waived are counted apart from the others', () => {
  const waived = verdict([[0, 'fail', true]], { fingerprint: 'pear' });
  const tile = (period: Period) => /(?:class="[^"]*"[^>]*>)?(\d+)<[^\d]*open at the end[^<]*/.exec(periodHtml(period))?.[0] ?? '';
  expect(tile(over(daily, [waived, verdict([[0, 'fail']])]))).toContain('open at the end; 1 of them waived');
  expect(tile(over(daily, [verdict([[0, 'fail']])]))).not.toContain('waived');
});
