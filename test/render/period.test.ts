import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { periodOf } from '../../src/history/period.ts';
import type { EvaluatedScan, VerdictChanges } from '../../src/history/period-rows.ts';
import type { ChangeStatus } from '../../src/history/status-changes.ts';
import { strip } from '../../src/render/html/strip.ts';
import { durationInWords, figuresInWords, intervalInWords, periodInWords, periodOutcome } from '../../src/render/period/words.ts';
import { periodHtml } from '../../src/render/period.ts';
import { type Period, serializePeriod } from '../../src/report/period.ts';

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
const verdict = (changes: [number, ChangeStatus, boolean?][], over: Partial<VerdictChanges> = {}): VerdictChanges => ({
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
  const tool = { name: 'byok-audit', version: '0.0.0', policy_digest: 'sha256:pear' };
  return { schema_version, tool, classification: 'Confidential', ...rest };
};
const daily = [scan(0), scan(1), scan(2)];

test('a period in which every rule held at every scan is green', () => {
  const period = over(daily, [verdict([[0, 'pass']])]);
  expect(periodOutcome(period)).toMatchObject({ tone: 'good' });
  expect(periodHtml(period)).toContain('<span class="status good">Held at all 3 scans</span>');
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
  expect(allowed).not.toContain('script-src');
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

test('a page shows a thousand findings and says where the rest are', () => {
  const many = Array.from({ length: 1003 }, (_, index) => verdict([[0, 'fail']], { fingerprint: `apple-${index}` }));
  const page = periodHtml(over(daily, many));
  expect(page).toContain('3 more are in <code>period.json</code>.');
  expect(page.split('<td class="whole"><code>cck-apple</code></td>')).toHaveLength(1001);
  expect(page).not.toContain('<noscript');
});

test('an interval is written in words', () => {
  expect([1440, 60, 90, 7 * 1440].map(intervalInWords)).toEqual(['24 hours', '1 hour', '90 minutes', '7 days']);
});

test.each([
  [90.75, '90 days'],
  [2, '2 days'],
  [1.5, '36 hours'],
  [1 / 24, '1 hour'],
  [0.01, '14 minutes'],
])('%d days are written as %s', (days, words) => {
  expect(durationInWords(days)).toBe(words);
});

test('a period of whole days is named by its first and its last day, another by its times', () => {
  const of = (from: string, to: string) => periodInWords({ period: { from, to, days: 0 } });
  expect(of('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z')).toBe('2026-10-01 to 2026-10-31');
  expect(of('2026-10-01T00:00:00.000Z', '2026-10-31T06:00:00.000Z')).toBe(
    '2026-10-01 00:00 UTC until before 2026-10-31 06:00 UTC',
  );
});

/** A part of the page as a reader sees it, in one line. */
function partOf(page: string, id: string): string {
  const [, part = ''] = new RegExp(`<section id="${id}"[^>]*>([\\s\\S]*?)\n</section>\n(?:<section id|</main>)`).exec(page) ?? [];
  return part
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#x27;', "'");
}
const result = (period: Period) => partOf(periodHtml(period), 'result');
const named = (id: string, name: string, type = 'key') => ({ fingerprint: id, subject: { type, id, name, environment: null } });

test('the organization is shown by its name, and by its id where no rule about it was evaluated', () => {
  const organization = verdict([[0, 'pass']], {
    ...named('org-orchard', 'Orchard Foods', 'organization'),
    rule: 'organization.quota_headroom',
  });
  const another = verdict([[0, 'pass']], { ...named('org-pear', 'Pear Traders', 'organization') });
  expect(periodHtml(over(daily, [another, organization]))).toContain('<h1>Orchard Foods <');
  expect(periodHtml(over(daily, [another]))).toContain('<h1>org-orchard <');
});

test('the result names what has been open longest first, waived or not', () => {
  const period = over(daily, [
    verdict([[-20, 'pass']], named('lime', 'Lime')),
    verdict([[-10.5, 'fail']], named('apple', 'Ledger, Europe')),
    verdict([[-12.5, 'fail', true]], named('pear', 'Pears')),
    verdict([[1, 'fail']], named('plum', 'Plums')),
  ]);
  expect(result(period)).toMatch(
    /Open longest 15 days Pears: key.spec_supported \(waived\) 13 days Ledger, Europe: key.spec_supported 36 hours Plums/,
  );
  expect(result(period)).toContain('Ledger, Europe , open for 13 days , since 2026-05-22. Not met: ');
});

test('what the first of all scans found is open for at least as long', () => {
  const found = verdict([[-7.5, 'fail']]);
  expect(result(over(daily, [found]))).toContain(
    'at least 10 days apple: key.spec_supported The first scan, of 2026-05-25 00:00 UTC',
  );
  expect(result(over(daily, [found, verdict([[-8, 'pass']], named('pear', 'Pears'))]))).not.toContain('at least');
});

test('the result says what was waived and for how long, and what still is', () => {
  const period = over(daily, [
    verdict([[-10.5, 'fail', true]], named('apple', 'Apples')),
    verdict(
      [
        [-9.5, 'fail', true],
        [1, 'fail'],
      ],
      named('pear', 'Pears'),
    ),
    verdict([[0, 'attested']], named('plum', 'Plums')),
  ]);
  expect(result(period)).toContain(
    'Exceptions at least 13 days Apples: key.spec_supported, in force 10 days Pears: key.spec_supported, until 2026-06-02 ' +
      '2 failures were waived: 1 still so at the end. 1 verdict rested on an attestation: still so at the end.',
  );
  const exceptions = partOf(periodHtml(period), 'exceptions');
  expect(exceptions).toContain('Pears 10 days ended: a failure now');
  expect(exceptions).toMatch(/Attested verdicts \(1\).*Plums 2 days in force/);
});

test('a finding that is waived, or can no longer be seen, says so where it is listed', () => {
  const findings = partOf(
    periodHtml(
      over(daily, [
        verdict([[0, 'fail', true]], named('apple', 'Apples')),
        verdict(
          [
            [-4, 'fail'],
            [1, 'unknown'],
          ],
          named('pear', 'Pears'),
        ),
      ]),
    ),
    'findings',
  );
  expect(findings).toMatch(/Pears at least 6 days .* 2026-05-28 2026-06-02 Apples 2 days, waived /);
});

test('a failure that was waived twice is one failure, and a waiver that is no longer seen is not said to be in force', () => {
  const period = over(daily, [
    verdict(
      [
        [-9, 'fail', true],
        [0, 'fail'],
        [1, 'fail', true],
        [2, 'unknown'],
      ],
      named('apple', 'Apples'),
    ),
  ]);
  expect(result(period)).toContain(
    'Exceptions 36 hours Apples: key.spec_supported, in force when last seen at least 9 days Apples: key.spec_supported, until 2026-06-01 ' +
      '1 failure was waived: still so at the end.',
  );
});

test('the result says how long it took until findings were resolved, and which of them only no longer apply', () => {
  const fixed = (id: string, from: number, status: ChangeStatus, severity: string) =>
    verdict(
      [
        [from, 'fail'],
        [1, status],
      ],
      { ...named(id, id), severity },
    );
  const period = over(daily, [
    fixed('a', -1, 'pass', 'critical'),
    fixed('b', -3, 'pass', 'high'),
    fixed('c', -9, 'not_applicable', 'high'),
    fixed('d', 0, 'gone', 'low'),
  ]);
  expect(result(period)).toContain(
    // the first scan had found one of them: it may be older
    'Time to fix at least 4 days median at least 10 days longest 3 findings resolved: 1 critical and 2 high. Of 1 the rule no longer applies.',
  );
  expect(partOf(periodHtml(period), 'time-to-fix')).toMatch(
    /critical – 1 2 days 2 days –.*high – 2 at least 7 days at least 10 days –.*low 1 – – – 1/,
  );
});

test('a time to fix is a least wherever the first scan had found what was fixed, and what is open is counted without what is waived', () => {
  const period = over(daily, [
    verdict(
      [
        [-9, 'fail'],
        [1, 'pass'],
      ],
      named('apple', 'Apples'),
    ),
    verdict(
      [
        [-2, 'fail'],
        [1, 'pass'],
      ],
      named('fig', 'Figs'),
    ),
    verdict([[-1, 'fail']], named('pear', 'Pears')),
    verdict([[-1, 'fail', true]], named('plum', 'Plums')),
  ]);
  const said = 'resolved in at least 6 days (median; longest at least 10 days)';
  expect(partOf(periodHtml(period), 'controls')).toContain(said);
  expect(partOf(periodHtml(period), 'rules')).toContain(said);
  expect(figuresInWords(period.summary, period, period.findings)).toContain(said);
  expect(partOf(periodHtml(period), 'findings')).toContain('Open at the end (1, and 1 waived)');
});

test('the result names the times without a scan, the longest first', () => {
  const gaps = result(over([scan(0), scan(2), scan(3, false), scan(7)], [verdict([[0, 'pass']])], 8));
  expect(gaps).toMatch(
    /Times without a scan 4 days without any scan, 2026-06-04 12:00 UTC to 2026-06-08 12:00 UTC 2 days without any scan, .* 5 days without a scan that saw everything/,
  );
  expect(result(over(daily, [verdict([[0, 'pass']])]))).toContain('Times without a scan None');
  expect(result(over([], []))).toContain('Times without a scan The whole period: no scan ran in it.');
});

test('a period without scans says of nothing that there was none of it', () => {
  const page = periodHtml(over([], []));
  const text = ['result', 'exceptions', 'time-to-fix', 'gaps', 'findings', 'scans'].map((id) => partOf(page, id)).join(' ');
  expect(text).not.toMatch(/No failure was|Nothing was|saw a waived|no failure to fix|No verdict rested|None:/);
  expect(text).toMatch(/No scan says of any.*No scan could see a fix.*No scan looked for any failure/);
});

test('no table has a column in which nothing stands, and no cell a zero', () => {
  const page = periodHtml(
    over(daily, [verdict([[0, 'fail']]), verdict([[0, 'pass']], { rule: 'key.rotated', fingerprint: 'pear' })]),
  );
  expect(page).toContain('<th scope="col" class="numeric">Failed</th>');
  expect(page).not.toMatch(
    /<th scope="col"[^>]*>(Waived|Of these waived|Not determined|Rule broke|Attested|Environment|Not seen since|Until)</,
  );
  expect(page).not.toMatch(/>0</);
});

test('rules that did the same and had no findings are one line', () => {
  const rules = partOf(
    periodHtml(
      over(
        daily,
        ['key.rotated', 'key.enabled'].map((rule) => verdict([[0, 'pass']], { rule, fingerprint: rule })),
      ),
    ),
    'rules',
  );
  expect(rules).toMatch(/Held at all 3 scans: 2 rules key.enabled , key.rotated/);
  expect(rules).not.toContain('Rules with findings');
});

test('each link of the page leads to a place in it', () => {
  const page = periodHtml(
    over(daily, [verdict([[0, 'fail']]), verdict([[0, 'pass']], { rule: 'key.rotated', fingerprint: 'pear' })]),
  );
  const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((link) => !ids.has(link))).toEqual([]);
});

test('the page names the digest of period.json, and the command that makes it again', () => {
  const period = over(daily, [verdict([[0, 'pass']])]);
  period.organization.id = "o'rchard";
  const integrity = partOf(periodHtml(period), 'integrity');
  expect(integrity).toContain(`sha256:${createHash('sha256').update(serializePeriod(period)).digest('hex')}`);
  expect(integrity).toContain(
    "--from 2026-06-01T00:00:00.000Z --to 2026-06-04T00:00:00.000Z --every 1440m --organization 'o'\\''rchard'",
  );
});
