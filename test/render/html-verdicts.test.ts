import { beforeAll, describe, expect, test } from 'vitest';
import { placeOf, ruleAnchor, subjectAnchor, verdictAnchor } from '../../src/render/html/links.ts';
import { moments, shown } from '../../src/render/html/words.ts';
import { visible } from '../../src/render/visible.ts';
import { plural } from '../../src/report/plural.ts';
import { stepsOf } from '../../src/report/remedy.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { isUnanswered, type State } from '../../src/report/state.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { type Element, pageOf, rowsOf } from './markup.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';

// Whatever became of a rule on a subject, the page says so in its place, with what it rests on: nothing is left out.

type Known = { report: Report; page: Element; byId: ReadonlyMap<string, Element> };
const known = new Map<string, Known>();

beforeAll(async () => {
  const reports = {
    sample: sampleReport(),
    exceptions: sampleWithExceptions(),
    demo: (await scanned('demo')).report,
    hostile: (await scanned('hostile')).report,
  };
  for (const [name, report] of Object.entries(reports)) {
    const page = pageOf(report);
    known.set(name, { report, page, byId: new Map(page.all('[id]').map((one) => [one.attributes.get('id') ?? '', one])) });
  }
});

const anchorOf = (element: Element): string => element.attributes.get('id') ?? '';
const within = (element: Element | undefined, id: string): boolean =>
  element !== undefined && (anchorOf(element) === id || within(element.parent ?? undefined, id));
/** As the page shows a text: on one line. */
const said = (text: string): string => visible(text).replace(/\s+/g, ' ').trim();

describe.each(['sample', 'exceptions', 'demo', 'hostile'])('the verdicts of %s', (name) => {
  const of = (): Known => known.get(name) ?? expect.fail(`no page of ${name}`);
  const inState = (...states: State[]): ReportedVerdict[] => of().report.verdicts.filter(({ state }) => states.includes(state));

  test('each failure and each rule that broke is an item with its sentence, expected and actual, all evidence, and its fix', () => {
    const { report, page, byId } = of();
    const listed = inState('fail', 'waived', 'error');
    expect(page.all('li.item').map(anchorOf).sort()).toEqual(listed.map(verdictAnchor).sort());
    const steps = stepsOf(report);
    for (const verdict of listed) {
      const item = byId.get(verdictAnchor(verdict)) ?? expect.fail(`no item of ${verdict.rule} on ${verdict.subject.id}`);
      const { expected, actual, message, notes, evidence, state } = verdict;
      const unit = report.rules.find(({ id }) => id === verdict.rule)?.unit;
      const counted = (value: unknown) => (typeof value === 'number' && unit != null ? `${value} ${unit}` : shown(value));
      expect(within(item, placeOf(state === 'error' ? 'broke' : 'not met', verdict.rule))).toBe(true);
      expect(within(item, state === 'error' ? 'errors' : 'failures')).toBe(true);
      expect(item.first('h4').text).toContain(said(verdict.subject.id));
      for (const text of [message, ...notes]) expect(item.text).toContain(said(moments(text)));
      const compared = item.first('dl.compared').text;
      if (expected === null && actual === null) expect(compared).toBe('');
      else expect(compared).toBe(said(`Expected ${counted(expected)} Actual ${counted(actual)}`));
      expect(item.first('table.evidence').first('tbody').all('tr')).toHaveLength(evidence.length);
      const own = steps(verdict);
      const fix = item.all('details.fix').length + item.all('p.fix').length;
      expect(fix).toBe(own === null ? 0 : 1);
    }
  });

  test('each pass is a row of the evidence of passes, and each rule that does not apply is listed with the reason', () => {
    const { page } = of();
    const [passes, others] = [rowsOf(page, 'passed-table'), rowsOf(page, 'not-applicable-table')];
    const passed = inState('pass', 'attested');
    expect(passes).toHaveLength(passed.length);
    for (const verdict of passed) {
      const row = passes.filter((text) => text.startsWith(`${verdict.rule} `) && text.includes(said(verdict.subject.id)));
      expect(row.length).toBeGreaterThan(0);
      expect(row.some((text) => text.includes(said(verdict.message)) && /S\d/.test(text) === verdict.evidence.length > 0)).toBe(
        true,
      );
    }
    const applied = inState('not_applicable');
    expect(others).toHaveLength(applied.length);
    for (const { rule, subject, not_applicable } of applied) {
      const [from, to] = [`${rule} `, said(` ${subject.id} ${not_applicable?.reason}`)];
      expect(others.some((text) => text.startsWith(from) && text.endsWith(to))).toBe(true);
    }
  });

  test('each verdict that could not be given is a row under its first cause', () => {
    const { byId } = of();
    for (const verdict of inState('unknown', 'needs_attestation')) {
      const row = byId.get(verdictAnchor(verdict));
      expect(row?.text).toContain(`${said(verdict.subject.id)} ${verdict.rule}`);
      expect(within(row, `cause-${verdict.unknown?.facts[0]?.obstacle}`)).toBe(true);
      expect(within(row, verdict.state === 'unknown' ? 'undetermined' : 'attest')).toBe(true);
    }
  });

  test('where the counts of the causes are more than the verdicts, the page says so and why', () => {
    const { page, report } = of();
    const { text } = page.first('#undetermined');
    const counts = page
      .first('#undetermined')
      .all('article.cause')
      .map((cause) => Number.parseInt(cause.first('span.count').text, 10));
    const [sum, all] = [counts.reduce((total, count) => total + count, 0), report.summary.by_state.unknown];
    const why = `${plural(all, 'verdict')} in all: the counts add up to ${sum}, since one that waits for several causes counts with each.`;
    expect(text.includes(why)).toBe(sum !== all);
  });

  test('each verdict is in the section of its subject, and leads to where it is listed', () => {
    const { report, byId } = of();
    const bySubject = Map.groupBy(report.verdicts, ({ subject }) => subjectAnchor(subject));
    for (const subject of report.subjects) {
      const section = byId.get(subjectAnchor(subject)) ?? expect.fail(`no section of ${subject.id}`);
      expect(within(section, 'subjects')).toBe(true);
      const own = bySubject.get(subjectAnchor(subject)) ?? [];
      const lines = section.first('table.verdicts').first('tbody').all('tr');
      const links = lines.map((line) => line.first('a').attributes.get('href'));
      const expected = own
        .filter(({ state }) => state !== 'not_applicable')
        .map((one) =>
          one.state === 'fail' || one.state === 'waived' || isUnanswered(one.state) ? verdictAnchor(one) : ruleAnchor(one.rule),
        );
      expect(links.sort()).toEqual(expected.map((anchor) => `#${anchor}`).sort());
      const reasons = section.first('ul.reasons').text;
      for (const { rule } of own.filter(({ state }) => state === 'not_applicable')) expect(reasons).toContain(rule);
    }
  });
});

test('the section of a cluster says what fails on its key, although its own verdicts may all pass', () => {
  const { report, byId } = known.get('demo') ?? expect.fail();
  const failing = Map.groupBy(
    report.verdicts.filter(({ state, subject }) => state === 'fail' && subject.type === 'key'),
    ({ subject }) => subject.id,
  );
  const clusters = report.subjects.filter(({ type }) => type === 'cluster');
  const said = clusters.filter(({ id, key }) => {
    const labels =
      byId
        .get(subjectAnchor({ type: 'cluster', id }))
        ?.first('dl.facts')
        .all('div') ?? [];
    const links = labels.find((label) => label.first('dt').text === 'Fails on its key')?.all('a') ?? [];
    const expected = (key === null ? [] : (failing.get(key) ?? [])).map((verdict) => `#${verdictAnchor(verdict)}`);
    expect(links.map((link) => link.attributes.get('href'))).toEqual(expected);
    return links.length > 0;
  });
  expect(said.length).toBeGreaterThan(5);
});

test('what a verdict rests on is named by the numbers of the facts in its section', () => {
  const { report, byId } = known.get('demo') ?? expect.fail();
  for (const subject of report.subjects) {
    const section = byId.get(subjectAnchor(subject));
    const facts = Object.keys(subject.facts);
    const numbers = section?.first('table.read').all('td') ?? [];
    const shownFacts = numbers.filter((_, place) => place % 2 === 0).map(({ text }) => Number(text));
    expect(shownFacts.sort((a, b) => a - b)).toEqual(facts.map((_, place) => place + 1));
    const [verdict] = report.verdicts.filter(
      ({ subject: on, state, evidence }) => on.id === subject.id && state === 'fail' && evidence.length > 0,
    );
    if (verdict === undefined) continue;
    const line = section
      ?.first('table.verdicts')
      .all('tr')
      .find((row) => row.first('a').attributes.get('href') === `#${verdictAnchor(verdict)}`);
    const rests = verdict.evidence.map((name) => (facts.includes(name) ? facts.indexOf(name) + 1 : name)).join(', ');
    expect(line?.text.endsWith(` ${rests}`)).toBe(true);
  }
});

test('steps that failures share stand once with their rule and remedy, and each failure has its own commands, with real ids', () => {
  const { report, page } = known.get('demo') ?? expect.fail();
  const steps = stepsOf(report);
  let commands = 0;
  for (const group of page.first('#failures').all('article.group')) {
    const shared = group.all('details.shared').map((fix) => [...fix.all('pre'), ...fix.all('p')].map(({ text }) => text));
    for (const texts of shared) expect(texts).toEqual([...new Set(texts)]);
    for (const item of group.all('li.item')) {
      const own = item.first('details.fix').all('pre');
      for (const { text } of own) expect(shared.flat()).not.toContain(text);
      const { remedy } = report.verdicts.find((verdict) => verdictAnchor(verdict) === anchorOf(item)) ?? expect.fail();
      const anchor = item
        .all('a')
        .find(({ text }) => /steps for this rule$/.test(text))
        ?.attributes.get('href');
      expect(anchor).toBe(
        remedy === null ? undefined : `#${placeOf(`fix-${item.parent?.parent?.first('p.ruleid').text}`, remedy.ref)}`,
      );
      const cli = steps({ remedy })?.cli ?? [];
      const [given] = own.filter(({ verbatim }) => verbatim === visible(cli.join('\n')).replaceAll('\\u000A', '\n'));
      if (given === undefined || remedy === null) continue;
      commands += 1;
      // in capitals is what a reader has to put in
      const values = Object.values(remedy.values)
        .flat()
        .filter((value) => !/^[A-Z_]+$/.test(value));
      expect(values.some((value) => given.verbatim.includes(value))).toBe(true);
    }
  }
  expect(commands).toBeGreaterThan(20);
});
