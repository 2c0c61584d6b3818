import { beforeAll, describe, expect, test } from 'vitest';
import { subjectAnchor, verdictAnchor } from '../../src/render/html/links.ts';
import { roomOf } from '../../src/render/html/room.ts';
import { render } from '../../src/render/index.ts';
import { MOST_ON_PAGE } from '../../src/report/overflow.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { countByState, type State, stateOf } from '../../src/report/state.ts';
import { worstIn } from '../../src/report/worst.ts';
import { brokenLinks, type Element, pageOf, rowsOf } from './markup.ts';
import { sampleReport } from './sample-report.ts';

/** The sample with so many clusters, of which one rule of severity info says the same. */
function many(count: number, say: (verdict: ReportedVerdict, place: number) => Partial<ReportedVerdict> = () => ({})): Report {
  const report = sampleReport();
  const [subject] = report.subjects;
  const like = report.verdicts.find(({ rule }) => rule === 'cluster.info');
  if (subject === undefined || like === undefined) throw new Error('the sample has a cluster that fails');
  const ids = Array.from({ length: count }, (_, place) => `lkc-${String(place).padStart(6, '0')}`);
  const verdicts = ids.map((id, place) => {
    const verdict = { ...like, subject: { type: 'cluster', id }, fingerprint: `${place}`.padStart(6, '0').padEnd(16, 'x') };
    const given = { ...verdict, ...say(verdict, place) };
    return { ...given, state: stateOf(given) };
  });
  const large = {
    ...report,
    summary: { ...report.summary, by_state: countByState(verdicts) },
    obstacles: report.obstacles.slice(0, 1),
    // the last are those in production
    subjects: ids.map((id, place) => ({ ...subject, id, name: `apple-${place}`, production: place >= count - 20 })),
    verdicts,
  };
  return { ...large, worst: worstIn(large) };
}

const failing = MOST_ON_PAGE.failures + 100;

describe('a report with more failures than a page holds', () => {
  let [report, page]: [Report, Element] = [sampleReport(), pageOf(sampleReport())];
  beforeAll(() => {
    report = many(failing);
    page = pageOf(report);
  });

  test('of each rule five failures are in full, 500 are rows, and the page says how many more are in verdicts.csv', () => {
    const group = page.first('#not-met-cluster-info');
    expect(group.all('li.item')).toHaveLength(5);
    expect(rowsOf(page, 'rows-cluster-info')).toHaveLength(500);
    expect(group.first('p.left').text).toBe(`${failing - 505} more are in verdicts.csv.`);
    expect(group.first('h3').text).toMatch(new RegExp(` ${failing}$`));
  });

  test('those in full are the most urgent, and each row has its values and its anchor', () => {
    const inFull = page.all('li.item').map((item) => item.first('h4').text);
    expect(inFull[0]).toBe(`apple-${failing - 20} lkc-${String(failing - 20).padStart(6, '0')} production`);
    expect(rowsOf(page, 'rows-cluster-info')[0]).toMatch(/^apple-\d+ lkc-\d+ yes none none$/);
    const anchored = new Set(
      page
        .first('#failures')
        .all('[id]')
        .map(({ attributes }) => attributes.get('id')),
    );
    const held = report.verdicts.filter((verdict) => anchored.has(verdictAnchor(verdict)));
    expect(held).toHaveLength(505);
  });

  test('fifty subjects have a section, the page says how many have none, and nothing leads to one that is not there', () => {
    const { sections, withoutSection, sectionOf } = roomOf(report);
    expect([sections.size, withoutSection]).toEqual([50, failing - 50]);
    expect(page.all('article.subject')).toHaveLength(50);
    expect(page.first('#subjects').text).toContain(
      `${failing - 50} others have no section here: their verdicts are in verdicts.csv`,
    );
    const without = report.subjects.filter((subject) => sectionOf(subject) === null);
    expect(without).toHaveLength(failing - 50);
    const wanted = new Set(page.all('a').map(({ attributes }) => attributes.get('href')));
    for (const subject of without) expect(wanted).not.toContain(`#${subjectAnchor(subject)}`);
    expect(brokenLinks(page)).toEqual({ missing: [], twice: [] });
  });

  test('a section leads to its verdict where the page has it, and else to the rule', () => {
    for (const section of page.all('article.subject')) {
      const links = section
        .first('table.verdicts')
        .all('a')
        .map(({ attributes }) => attributes.get('href'));
      expect(links).toEqual([expect.stringMatching(/^#(v-\d{6}x+|rule-cluster-info)$/)]);
    }
  });

  test('verdicts.csv, which the page names, is written beside it', async () => {
    expect((await render(report, ['html'])).map(({ file }) => file)).toEqual(['report.html', 'verdicts.csv']);
  });
});

test('a thousand failures are in full, each with its evidence', () => {
  const page = pageOf(many(MOST_ON_PAGE.failures));
  expect(page.all('li.item')).toHaveLength(MOST_ON_PAGE.failures);
  expect(page.all('table.evidence')).toHaveLength(MOST_ON_PAGE.failures);
  expect(page.text).not.toContain('verdicts.csv');
});

describe('a report with more passes than a page holds', () => {
  const passing = MOST_ON_PAGE.passes + 1;
  const report = many(1);
  const [one] = report.verdicts;
  if (one === undefined) throw new Error('there is a verdict');
  const others = (count: number, state: State, over: Partial<ReportedVerdict>) =>
    Array.from({ length: count }, () => ({ ...one, ...over, state }));
  report.verdicts = [
    ...others(passing, 'pass', { status: 'pass' }),
    ...others(3, 'not_applicable', { status: 'not_applicable', not_applicable: { reason: 'it is a test' } }),
  ];
  report.summary.by_state = countByState(report.verdicts);
  report.worst = worstIn(report);

  test('the evidence of passes is in verdicts.csv, which the page says and which is written', async () => {
    const page = pageOf(report);
    expect(page.all('table#passed-table')).toEqual([]);
    expect(page.first('#passed').text).toContain(
      `${passing} verdicts passed or are attested: more than a page can hold. They are in verdicts.csv, each with its evidence.`,
    );
    expect(page.first('#passed').text).not.toContain('Nothing passed');
    expect(page.first('#not-applicable').text).toContain('3 verdicts: they are in verdicts.csv, each with its reason.');
    expect((await render(report, ['html'])).map(({ file }) => file)).toEqual(['report.html', 'verdicts.csv']);
  });
});

test('where no verdicts.csv is written, what the page has no room for is said to be in report.json', async () => {
  const unknown = sampleReport().verdicts.find(({ state }) => state === 'unknown')?.unknown ?? null;
  const report = many(720, () => ({ status: 'unknown', unknown: structuredClone(unknown) }));
  const page = pageOf(report);
  expect(rowsOf(page, 'cause-0-verdicts')).toHaveLength(500);
  expect(page.first('#cause-0').first('p.left').text).toBe('220 more are in report.json.');
  expect(page.first('#subjects').text).toContain('20 others have no section here: their verdicts are in report.json');
  expect(page.text).not.toContain('verdicts.csv');
  expect(brokenLinks(page)).toEqual({ missing: [], twice: [] });
  expect((await render(report, ['html'])).map(({ file }) => file)).toEqual(['report.html']);
});

test('subjects have a section first of which something is open', () => {
  const report = many(720, (_, place) => (place === 719 ? {} : { status: 'pass' }));
  const { sectionOf, withoutSection } = roomOf(report);
  const all = [...report.subjects];
  const [first, open, last] = [all[0], all[719], all[718]];
  if (first === undefined || open === undefined || last === undefined) throw new Error('there are 720');
  expect([sectionOf(first), sectionOf(open), sectionOf(last)]).toEqual([subjectAnchor(first), subjectAnchor(open), null]);
  expect(withoutSection).toBe(20);
});
