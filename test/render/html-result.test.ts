import { beforeAll, describe, expect, test } from 'vitest';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { countByState } from '../../src/report/state.ts';
import { worstIn } from '../../src/report/worst.ts';
import { withChanges } from '../browser/reports.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { type Element, pageOf } from './markup.ts';
import { sampleReport, sampleWithExceptions, settled } from './sample-report.ts';

const panel = (page: Element, heading: string): Element =>
  page.all('div.panel').find((one) => one.first('h3').text === heading) ?? expect.fail(`no panel ${heading}`);
const itemsIn = (page: Element, heading: string): string[] =>
  panel(page, heading)
    .all('li')
    .map(({ text }) => text);
const sample = (change: (report: Report) => void = () => {}): Element => {
  const report = sampleReport();
  change(report);
  return pageOf({ ...report, worst: worstIn(report) });
};

describe('what is worst', () => {
  let [report, page] = [sampleReport(), new Map<string, Element>()];
  beforeAll(async () => {
    ({ report } = await scanned('demo'));
    page = new Map([['demo', pageOf(report)]]);
  });
  const result = (): Element => page.get('demo')?.first('#result') ?? expect.fail();

  test('the worst items are named in their order, each with what it means and the clusters that it takes along', () => {
    const items = result().first('ol.worst').all('li');
    expect(items.length).toBe(Math.min(8, report.worst.items.length));
    for (const [place, item] of items.entries()) {
      const worst = report.worst.items[place] ?? expect.fail();
      expect(item.first('strong').text).toBe(worst.name ?? `unnamed ${worst.subject.type}`);
      expect(item.first('span.severity').text).toBe(worst.severity);
      for (const { text } of worst.headlines) expect(item.text).toContain(text);
      expect(item.first('span.note').text).toContain(worst.subject.id);
      for (const { id, name } of worst.clusters) expect(item.first('span.note').text).toContain(name ?? id);
    }
    expect(result().text).toContain(`${report.worst.count - items.length} more keys, clusters or other subjects have failures`);
  });

  test('what ends soon is in order, a key once, and leads to its section', () => {
    const rows = panel(page.get('demo') ?? expect.fail(), 'What ends soon')
      .all('ol.ahead')
      .flatMap((list) => list.all('li'));
    const isException = rows.map((row) => /^(?:waiver|attestation) /.test(row.first('a').text));
    expect(isException).toEqual([...isException].sort((a, b) => Number(a) - Number(b)));
    const left = (wanted: boolean) =>
      rows
        .filter((_, place) => isException[place] === wanted)
        .map((row) => Number.parseInt(row.first('span.note').text.slice(1), 10));
    for (const days of [left(false), left(true)]) expect(days).toEqual([...days].sort((a, b) => a - b));
    expect(rows[0]?.text).toMatch(/^2026-12-05 09:00 UTC Ledger, Europe: .*\(10 days\)$/);
    const named = rows.map((row) => row.first('a').text);
    expect(new Set(named).size).toBe(named.length);
    const dying = report.worst.items.flatMap(({ days, subject }) => (days === null ? [] : [`#${subject.type}-${subject.id}`]));
    expect(dying.length).toBeGreaterThan(0);
    const links = rows.map((row) => row.first('a').attributes.get('href'));
    expect(links).toEqual(expect.arrayContaining(dying));
  });
});

describe('what readers ask first', () => {
  const answers = (page: Element): Record<string, string> =>
    Object.fromEntries(
      page
        .first('dl.short')
        .all('div')
        .map((one) => [one.first('dt').text, one.first('dd').text]),
    );

  test('stands in one line at the head, and each answer leads to where it is given in full', async () => {
    const page = pageOf((await scanned('demo')).report);
    expect(answers(page)).toEqual({
      'First key to be lost': 'Ledger, Europe: 10 days (2026-12-05 09:00 UTC); 1 key not observed',
      'Who can destroy a key': 'of 23 keys: Confluent 1; only the organization 10; nobody found 11; not observed 1',
      'Controls resting on unknowns': '57 of 107 requirements; a failure contradicts 53 of these anyway',
      'What is new': 'not known: nothing to compare with',
      'May I rely on this?': 'not in full: 17 verdicts missing, 4 to be attested',
    });
    const places = page
      .first('dl.short')
      .all('a')
      .map((link) => link.attributes.get('href'));
    expect(places).toEqual(['#ends', '#destroyers', '#resting', '#news', '#reliance']);
    for (const place of places) expect(page.all(place ?? '')).toHaveLength(1);
  });

  test('says no more than is known where no date was read, nothing is missing, or there was nothing to evaluate', () => {
    expect(answers(sample())['First key to be lost']).toBe('no date is known; 1 key not observed');
    const whole = sample((report) => {
      report.verdicts = report.verdicts.filter(({ state }) => state === 'pass');
      report.summary = { ...report.summary, complete: true, by_state: countByState(report.verdicts) };
    });
    // not all lists are proven to be whole
    expect(answers(whole)['May I rely on this?']).toBe('not in full');
    const empty = sample((report) => void Object.assign(report.summary, { complete: true, empty: true }));
    expect(answers(empty)['May I rely on this?']).toBe('nothing to evaluate');
  });

  test('counts what is new since the baseline, else by the history', () => {
    expect(answers(pageOf(withChanges(sampleReport())))['What is new']).toBe(
      'since 2026-11-24: 3 new failures, 1 more, unknown before, 1 resolved',
    );
    const known = sample((report) => {
      report.history = { scans: 3, unread: false };
      for (const verdict of report.verdicts) verdict.first_seen = report.run.taken_at;
    });
    expect(answers(known)['What is new']).toBe('5 new failures, 1 not determined since');
  });
});

/** A failure on the key of the sample that leaves so many days. */
const dying = (report: Report, days: number, headline: string): ReportedVerdict => {
  const key = report.subjects.find(({ type }) => type === 'key') ?? expect.fail();
  const [first] = report.verdicts;
  if (first === undefined) throw new Error('the sample has verdicts');
  key.facts['kms.days_to_deletion'] = { value: days, source: 0 };
  const verdict = { ...first, rule: 'key.origin', subject: { type: 'key', id: key.id }, severity: 'info' as const, headline };
  return settled({ ...verdict, evidence: ['kms.days_to_deletion'], remedy: null, fingerprint: 'f'.repeat(64), notes: [] });
};

test('a key that dies soon is named on the first page, however many failures are more severe', () => {
  const page = sample((report) => {
    const [cluster] = report.subjects;
    const like = report.verdicts.find(({ rule }) => rule === 'cluster.critical');
    if (cluster === undefined || like === undefined) throw new Error('the sample has a failure');
    const ids = Array.from({ length: 30 }, (_, place) => `lkc-${place}`);
    report.subjects = [...report.subjects, ...ids.map((id) => ({ ...cluster, id }))];
    const others = ids.map((id) => ({ ...like, subject: { type: 'cluster', id }, fingerprint: id.padEnd(16, 'x') }));
    report.verdicts = [...report.verdicts, ...others, dying(report, 5.5, 'will be gone in 5 days')];
  });
  expect(itemsIn(page, 'What ends soon')).toEqual(['5 days key cck-plum: will be gone in 5 days']);
});

test('what is past, waivers and attestations are in the order of their ends, and what ends after a year is not named', () => {
  const report = sampleWithExceptions();
  const [first] = report.attestations;
  if (first !== undefined) first.days_left = 366;
  expect(itemsIn(pageOf(report), 'What ends soon')).toEqual([
    '2026-11-20 waiver W-2: cluster.low on lkc-apple (past)',
    '2026-12-01 waiver W-1: cluster.low on lkc-apple (7 days)',
    '2026-12-31 attestation A-2: the API key sees the whole organization (37 days)',
  ]);
});

test('of very many that end soon the first are named, and how many more there are', () => {
  const report = sampleWithExceptions();
  const [waiver] = report.waivers;
  if (waiver === undefined) throw new Error('the sample has a waiver');
  report.waivers = Array.from({ length: 30 }, (_, place) => ({ ...waiver, days_left: 30 - place }));
  report.attestations = [];
  const page = pageOf(report);
  expect(itemsIn(page, 'What ends soon')).toHaveLength(8);
  expect(itemsIn(page, 'What ends soon')[0]).toMatch(/\(1 day\)$/);
  expect(panel(page, 'What ends soon').text).toMatch(/ 22 more end later\./);
});

test('where nothing ends soon the page says so', () => {
  expect(panel(sample(), 'What ends soon').text).toContain(
    'What ends soon No failure names a date on which something is lost. State not observed, so it is not known whether and when these end: cck-plum. No waiver or attestation ends within a year.',
  );
});

test('keys that cannot be used now, and those of which that was not observed, are named beside what ends', () => {
  const page = sample((report) => {
    const key = report.subjects.find(({ type }) => type === 'key') ?? expect.fail();
    const others = [
      { ...key, id: 'cck-fig', name: 'fig', state: 'pending_deletion' },
      { ...key, id: 'cck-kiwi', name: 'kiwi', state: 'enabled' },
    ];
    report.subjects = [...report.subjects, ...others];
  });
  const { text } = panel(page, 'What ends soon');
  expect(text).toContain('Cannot be used, by its state in the KMS: fig (pending deletion).');
  expect(text).toContain('State not observed, so it is not known whether and when these end: cck-plum.');
});

describe('what is new', () => {
  const news = (change: (report: Report) => void) => panel(sample(change), 'What is new').text;

  test('by the history it counts what this scan was the first to see', () => {
    const text = news((report) => {
      report.history = { scans: 3, unread: false };
      for (const verdict of report.verdicts) verdict.first_seen = '2026-11-01T00:00:00.000Z';
      for (const verdict of report.verdicts) if (verdict.severity === 'critical') verdict.first_seen = report.run.taken_at;
    });
    expect(text).toBe(
      'What is new This scan was the first to see 1 failure and 1 verdict that could not be determined; the history holds 3 earlier scans.',
    );
  });

  test.each([
    ['without a history', null],
    ['where the history could not be read', { scans: 3, unread: true }],
    ['where the history holds no earlier scan', { scans: 0, unread: false }],
  ])('%s it says that it cannot say, and never that nothing is new', (_, history) => {
    const text = news((report) => {
      report.history = history;
    });
    expect(text).toContain('this report cannot say what is new');
    expect(text).not.toMatch(/\b0 |nothing/);
  });
});

describe('whether a reader may rely on it', () => {
  const reliance = (change: (report: Report) => void = () => {}): string => panel(sample(change), 'May I rely on this?').text;
  const EVERYTHING = /every environment, cluster and key|everything/i;
  const whole = (report: Report) => {
    report.population = ['organization', 'environment', 'cluster', 'key'].map((subject_type) => ({
      ...{ subject_type, seen: 1, complete: true, gaps: [], unproven: null, attested: null },
    }));
  };

  test('it says that everything was listed where that is proven of every list', () => {
    expect(reliance(whole)).toContain(
      'Listed: every environment, cluster and key of the organization: the counts agree with what Confluent Cloud itself counts.',
    );
  });

  test.each(['environment', 'cluster', 'key'])(
    'it never says so where the list of %ss is not proven to be whole, or known not to be',
    (type) => {
      const of = (complete: boolean | null) =>
        reliance((report) => {
          whole(report);
          for (const population of report.population) if (population.subject_type === type) population.complete = complete;
        });
      expect(of(null)).toContain(`Missing: it is not proven that all ${type}s were listed`);
      expect(of(false)).toContain(`Missing: not all ${type}s were listed`);
      for (const text of [of(null), of(false)]) expect(text).not.toMatch(EVERYTHING);
      const absent = reliance((report) => {
        whole(report);
        report.population = report.population.filter(({ subject_type }) => subject_type !== type);
      });
      expect(absent).toContain(`Missing: it is not proven that all ${type}s were listed`);
      expect(absent).not.toMatch(EVERYTHING);
    },
  );

  test('it never says so of a report without populations', () => {
    const text = reliance((report) => {
      report.population = [];
    });
    expect(text).toContain('Missing: it is not proven that all environments, clusters and keys were listed');
    expect(text).not.toMatch(EVERYTHING);
  });

  test('it names the attestation where a person vouches for it, and claims no count', () => {
    const text = reliance((report) => {
      whole(report);
      for (const population of report.population) if (population.subject_type === 'key') population.attested = 'A-2';
    });
    expect(text).toContain('as a person attests (A-2): Confluent Cloud itself does not prove it.');
    expect(text).not.toContain('the counts agree');
  });

  test('it never says so of an interrupted run, of which it says when', () => {
    const text = reliance((report) => {
      whole(report);
      report.run.interrupted_at = '2026-11-24T12:03:00.000Z';
    });
    expect(text).toMatch(/Not in full\. .*Missing: the collection was interrupted at 2026-11-24 12:03:00 UTC: more may be there/);
    expect(text).not.toMatch(EVERYTHING);
  });

  test('of an organization without anything to judge it does not say that every verdict could be given', async () => {
    const { report } = await scanned('empty-org');
    const { text } = panel(pageOf(report), 'May I rely on this?');
    expect(text).toContain('May I rely on this? No. There was nothing to evaluate');
    expect(text).not.toMatch(/in full|none is missing/i);
  });

  test('it counts the limits that the report names', () => {
    const limits = (...named: string[]) => reliance((report) => void Object.assign(report, { limits: named }));
    expect(limits('one')).toContain('Limits: 1 applies to what was read: Limits');
    expect(limits('one', 'two')).toContain('Limits: 2 apply to what was read: Limits');
    expect(limits()).toContain('Limits: none is recorded.');
  });

  test('it begins with the plain answer, and counts what is missing, what no API shows and what a person vouches for', () => {
    expect(reliance()).toMatch(
      /^May I rely on this\? Not in full\. 2 of 9 verdicts that apply could not be given; none of them counts as passed\. /,
    );
    expect(reliance()).toContain(
      "Missing: 1 verdict, on cck-plum (1): Not determined Missing: 1 verdict, since a rule broke: Rules that broke Shown by no API: 1 verdict waits for a person to attest: Needs attestation On a person's word: no verdict.",
    );
    const answered = panel(pageOf(sampleWithExceptions()), 'May I rely on this?').text;
    expect(answered).toContain("On a person's word: 1 verdict passed: Exceptions");
  });

  test('it claims all there is only where everything was listed and every verdict given', () => {
    const clean = (change: (report: Report) => void = () => {}) =>
      reliance((report) => {
        whole(report);
        report.verdicts = report.verdicts.filter(({ state }) => state === 'pass');
        report.summary = { ...report.summary, complete: true, by_state: countByState(report.verdicts) };
        change(report);
      });
    expect(clean()).toMatch(/^May I rely on this\? In full, within its limits\. Of 1 verdict that applies, none is missing\. /);
    const less: ((report: Report) => void)[] = [
      ({ summary }) => void Object.assign(summary, { complete: false }),
      ({ summary }) => void Object.assign(summary.by_state, { unknown: 1 }),
      ({ summary }) => void Object.assign(summary.by_state, { error: 1 }),
      ({ run }) => void Object.assign(run, { interrupted_at: '2026-11-24T12:03:00.000Z' }),
      ({ population }) => void Object.assign(population[3] ?? {}, { complete: null }),
      (report) => void Object.assign(report, { population: [] }),
    ];
    for (const change of less) expect(clean(change)).toMatch(/^May I rely on this\? Not in full\. /);
  });

  test('it says how many verdicts passed by who holds a key, as far as that was read', () => {
    const text = reliance((report) => {
      const passing = report.verdicts.find(({ state }) => state === 'pass');
      const key = report.subjects.find(({ type }) => type === 'key');
      if (passing === undefined || key === undefined) throw new Error('the sample has a pass and a key');
      key.holders = { value: [], source: 0 };
      const [subject, evidence] = [{ type: 'key', id: key.id }, ['holders']];
      report.verdicts = [...report.verdicts, { ...passing, subject, evidence, fingerprint: 'f'.repeat(64) }];
    });
    expect(text).toContain(
      'Within limits: 1 verdict on who holds a key passed by the policies that were read; other policies were not.',
    );
    expect(reliance()).not.toContain('Within limits:');
  });
});
