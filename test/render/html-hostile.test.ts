import { describe, expect, test } from 'vitest';
import { runningHead } from '../../src/render/html/page.ts';
import { html } from '../../src/render/html.ts';
import { visible } from '../../src/render/visible.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { countByState, stateOf } from '../../src/report/state.ts';
import { worstIn } from '../../src/report/worst.ts';
import { brokenLinks, elementsOf } from './markup.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

/** Stands for any text from outside, wherever a report has one. */
const TEXT = 'OUTSIDE';

/** What names can be, by what they try. */
const HOSTILE: Readonly<Record<string, string>> = {
  'the end of a list': '</noscript></table></ol><img src=x onerror=alert(1)>',
  'the end of a script': '</script><script>alert(1)</script>',
  'the end of a style': '"}}</style><style>*{display:none}',
  'a template': '{{x}} {{{y}}} {{/each}}',
  'an attribute': `" ' \` onmouseover=alert(1) x="`,
  'an order of its own': '\u202Eevil\u202C \u2066x\u2069 \u{E0041}',
  'a terminal': '\u001b[31mred\u001b[0m\u0007',
  'lone surrogates': '\ud800 and \udc00',
  'a comment': '<!-- --> ]]> &lt;b&gt; &amp;',
  'lines of its own': 'one\n<tr><li class="item">two\r\nthree',
  'ten thousand characters': 'x'.repeat(10_000),
  'a replacement': '$& $1 $` \\ \\22',
};

/** The report with another text in place of `TEXT`, in keys too. */
function withText<T>(value: T, text: string): T {
  if (typeof value === 'string') return value.replaceAll(TEXT, () => text) as T;
  if (Array.isArray(value)) return value.map((part) => withText(part, text)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [withText(key, text), withText(part, text)])) as T;
}

/** The sample, with a text from outside in every place that can have one. */
function sample(): Report {
  const report = sampleWithExceptions();
  const earlier = sampleReport();
  const outside = { value: TEXT, source: 0 };
  for (const one of [report, earlier]) {
    one.organization.name = TEXT;
    const ids = new Map<string, string>();
    for (const [place, subject] of [...one.subjects].entries()) {
      ids.set(subject.id, `${TEXT}-${place}`);
      Object.assign(subject, {
        id: `${TEXT}-${place}`,
        name: TEXT,
        owner: TEXT,
        kms_name: TEXT,
        region: TEXT,
        kind: TEXT,
        state: TEXT,
      });
      Object.assign(subject, { environment: `${TEXT}-env`, environment_name: TEXT, cloud: TEXT });
      if (subject.type === 'cluster') subject.key = `${TEXT}-2`;
      else subject.clusters = [`${TEXT}-0`, `${TEXT}-1`];
      subject.facts = { region: outside, 'kms.tags': { value: { [TEXT]: TEXT }, source: 0 }, provider: outside };
      subject.facts['kms.state'] = { unknown: { cause: 'denied', detail: TEXT, call: TEXT } };
    }
    for (const verdict of one.verdicts) {
      verdict.subject.id = ids.get(verdict.subject.id) ?? '';
      Object.assign(verdict, { message: TEXT, notes: [TEXT], evidence: ['kms.state', 'kms.tags', 'region'] });
      if (verdict.status === 'fail') Object.assign(verdict, { expected: TEXT, actual: [TEXT], headline: TEXT });
      if (verdict.remedy !== null) for (const name of Object.keys(verdict.remedy.values)) verdict.remedy.values[name] = TEXT;
      for (const fact of verdict.unknown?.facts ?? []) Object.assign(fact, { detail: TEXT, call: TEXT, permission: TEXT });
      if (verdict.not_applicable !== null) verdict.not_applicable.reason = TEXT;
    }
  }
  Object.assign(report, { classification: TEXT, limits: [TEXT] });
  Object.assign(report.run, { id: TEXT, collected_as: [TEXT, TEXT] });
  report.summary.empty = true;
  report.summary.incomplete_because = [TEXT];
  report.sources = [{ call: TEXT, observed_at: TEXT }];
  for (const obstacle of report.obstacles)
    obstacle.examples = obstacle.examples.map((example) => ({ ...example, id: `${TEXT}-2`, call: TEXT, detail: TEXT }));
  for (const population of report.population) {
    population.gaps = [{ what: TEXT, list: 'clusters', environment: TEXT, cause: 'denied', call: TEXT }];
    Object.assign(population, { unproven: TEXT, attested: TEXT });
  }
  for (const subject of report.subjects)
    if (subject.type === 'key')
      subject.holders = {
        value: [{ principal: TEXT, whose: 'foreign', may: ['use', 'destroy'], by: TEXT, why: TEXT, doubt: null, declare: TEXT }],
        source: 0,
      };
  report.scope = {
    environments_left_out: [TEXT],
    names_left_out: { [TEXT]: TEXT },
    production: [{ pattern: TEXT, of: 'cluster', matched: 2, first: [{ id: TEXT, name: TEXT }] }],
    places: [{ cloud: 'aws', account: TEXT, regions: [TEXT], keys: 1 }],
    parameters: [{ name: TEXT, value: { [TEXT]: [TEXT] }, default: TEXT, changed: true }],
  };
  for (const { record, matches } of [...report.waivers, ...report.attestations]) {
    Object.assign(record, { id: `${record.id} ${TEXT}` });
    for (const match of matches) Object.assign(match, { id: `${TEXT}-0`, name: TEXT });
  }
  earlier.verdicts = earlier.verdicts.filter(({ rule }) => rule !== 'cluster.critical');
  const { changes: _, ...rest } = report;
  return { ...report, worst: worstIn(report), changes: changesSince(baselineOf(earlier), rest) };
}

/** So many clusters that every list of the page is in `noscript`. */
function longSample(): Report {
  const report = sample();
  const [cluster] = report.subjects;
  const [fail, unknown] = [
    report.verdicts.find(({ state }) => state === 'fail'),
    sampleReport().verdicts.find(({ state }) => state === 'unknown'),
  ];
  if (cluster === undefined || fail === undefined || unknown === undefined) throw new Error('the sample is empty');
  const subjects = Array.from({ length: 101 }, (_, place) => ({ ...cluster, id: `${TEXT}-${place}`, key: null }));
  const says = [
    {},
    { rule: 'cluster.high', status: 'pass' as const },
    { rule: 'cluster.low', status: 'not_applicable' as const, not_applicable: { reason: TEXT } },
    { rule: 'cluster.medium', status: 'unknown' as const, unknown: structuredClone(unknown.unknown) },
  ];
  const verdicts = subjects.flatMap(({ id }, place) =>
    says.map((said, rule) => {
      const verdict = { ...fail, ...said, subject: { type: 'cluster', id }, fingerprint: `${rule}-${place}`.padEnd(16, 'x') };
      return { ...verdict, state: stateOf(verdict) };
    }),
  );
  const summary = { ...report.summary, by_state: countByState(verdicts) };
  const long = { ...report, subjects, verdicts, summary, changes: null };
  return { ...long, worst: worstIn(long) };
}

/** How many elements of each kind; but for the whole names on the map, which only those have that are cut there. */
const skeletonOf = (text: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { tag } of elementsOf(text).all('')) if (tag !== 'title') counts[tag] = (counts[tag] ?? 0) + 1;
  return counts;
};
const page = (report: Report, text: string): string => textOf(html(withText(report, text)));
const [short, long] = [sample(), longSample()];
const usual = skeletonOf(page(short, 'apple'));

describe.each(Object.entries(HOSTILE))('a text from outside that tries %s', (_, text) => {
  test('the text adds no element to the page, is read there as it is, and hides nothing', () => {
    const made = page(short, text);
    expect(skeletonOf(made)).toEqual(usual);
    expect(made.isWellFormed()).toBe(true);
    const ours = made.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
    expect(ours).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|[^\P{Cc}\n]/u);
    const read = elementsOf(made);
    const shown = visible(text).replace(/\s+/g, ' ').trim();
    for (const part of [
      'header.cover',
      '#result',
      '#scope',
      '#population',
      '#failures',
      '#undetermined',
      '#subjects',
      '#exceptions',
      '#changes',
      '#passed',
      '#calls',
    ])
      expect(read.first(part).text, part).toContain(shown);
    expect(brokenLinks(read)).toEqual({ missing: [], twice: [] });
  });

  test('the text ends no string in the style of the running head', () => {
    const head = runningHead(text, text, text);
    const [, left = '', middle = '', right = ''] =
      /^@page\{@top-left\{content:"([^"{}<>\n]*)"\}@top-center\{content:"([^"{}<>\n]*)"\}@top-right\{content:"([^"{}<>\n]*)"\}\}$/.exec(
        head,
      ) ?? expect.fail(head);
    const decoded = (css: string) =>
      css.replace(/\\([0-9a-f]+) /g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)));
    expect(decoded(right)).toBe(visible(text));
    for (const part of [left, middle]) expect(decoded(part)).toBe(visible(text.slice(0, 60)));
    for (const part of [left, middle, right]) expect(part.replace(/\\[0-9a-f]+ /g, '')).not.toContain('\\');
  });

  test('the data of the script is JSON that names controls as the page does', () => {
    const report = withText(short, text);
    for (const { requirements } of report.frameworks) for (const one of requirements) one.id = `${one.id} ${text}`;
    const read = elementsOf(textOf(html(report)));
    const facets = JSON.parse(read.first('script#facets').verbatim);
    const offered = read
      .first('select#filter-control')
      .all('option')
      .map(({ attributes }) => attributes.get('value') ?? '');
    expect(offered.length).toBeGreaterThan(5);
    for (const control of offered.filter((value) => value !== ''))
      expect(facets.controls.map(([name]: [string]) => name)).toContain(control);
  });
});

test('no text from outside ends a list that a script makes from noscript', () => {
  const all = Object.values(HOSTILE)
    .map((text) => text.slice(0, 200))
    .join(' ');
  const made = page(long, all);
  expect(skeletonOf(made)).toEqual(skeletonOf(page(long, 'apple')));
  // a browser with a script takes the text up to the first end tag, and the script takes it apart at these
  const lists = [...made.matchAll(/<noscript class="list" data-for="([^"]*)">([\s\S]*?)<\/noscript/gi)];
  const begins = { table: /\n(?=<tr)/, ol: /\n(?=<li class="item")/, div: /\n(?=<article class="subject")/ };
  const pieces = lists.map(([, id, list = '']) => {
    const [, kind] = /<(table|ol|div(?= class="sections"))/.exec(list) ?? expect.fail(`${id} is no list`);
    return `${id}: ${list.split(begins[kind as keyof typeof begins]).length - 1}`;
  });
  expect(pieces).toEqual([
    'clusters: 101',
    'not-met-cluster-critical-items: 101',
    'cause-0-verdicts: 101',
    'subject-list: 101',
    'passed-table: 101',
    'not-applicable-table: 101',
  ]);
  expect(made.match(/<\/noscript/gi)).toHaveLength(lists.length);
});
