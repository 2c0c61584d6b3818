import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { subjectKey } from '../../src/report/subject-order.ts';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf } from './pages.ts';

let browser: Browser;
let report: Report;
beforeAll(async () => {
  browser = await launched();
  report = await reportOf('demo');
});
afterAll(() => browser.close());

const demo = async (hash = '') => (await opened(browser, await pageOf('demo'), {}, hash)).page;

const count = (is: (verdict: ReportedVerdict) => boolean): number => report.verdicts.filter(is).length;

/** The number of verdicts that the page says match, or all where it filters by nothing. */
async function matching(page: Page): Promise<number> {
  const said = await page.locator('#filtered').textContent();
  if (said === '') return report.verdicts.length;
  const [, some, all] = /^(\d+) of (\d+) verdicts match the filter\.$/.exec(said ?? '') ?? [];
  expect(Number(all)).toBe(report.verdicts.length);
  return Number(some);
}

const subjects = () => new Map(report.subjects.map((subject) => [subjectKey(subject), subject]));

/** An owner that some keys have, and not all. */
function anOwner(): string {
  const [owner] = new Set(report.subjects.flatMap((subject) => subject.owner ?? []));
  if (owner === undefined) throw new Error('no subject of the demo has an owner');
  return owner;
}

/** Which environments a subject is in: a key in those of its clusters. */
function environmentsOf({ subject: named }: ReportedVerdict): string[] {
  const subject = subjects().get(subjectKey(named));
  if (subject?.type === 'environment') return [subject.id];
  if (subject?.environment != null) return [subject.environment];
  return (subject?.clusters ?? []).flatMap((id) => subjects().get(subjectKey({ type: 'cluster', id }))?.environment ?? []);
}

describe('the filter of the demo', () => {
  test('it finds by several words what has all of them, in whatever order they stand', async () => {
    const page = await demo();
    const [verdict] = report.verdicts.filter(({ state }) => state === 'fail');
    const words = [verdict?.subject.id ?? '', verdict?.rule ?? ''];
    const found = async (text: string) => {
      await page.getByLabel('Words', { exact: true }).fill(text);
      await expect.poll(() => page.evaluate('location.hash')).toContain(`text=${text.split(' ')[0]}`);
      await expect.poll(() => page.locator('#filtered').textContent()).not.toBe('');
      return matching(page);
    };
    const [first, second] = [await found(words[0] ?? ''), await found(words[1] ?? '')];
    const both = await found(words.join(' '));
    expect(both).toBeGreaterThan(0);
    expect(both).toBeLessThan(Math.min(first, second));
    expect(await found(words.toReversed().join('  ').toUpperCase())).toBe(both);
    for (const item of await page.locator('.item:visible').all()) {
      const text = (await item.textContent())?.toLowerCase() ?? '';
      const heading = await item.locator('xpath=ancestor::article').locator('.ruleid').textContent();
      for (const word of words) expect(`${text} ${heading}`).toContain(word);
    }
    expect(await found(`${words[0]} nowhere`)).toBe(0);
    await page.context().close();
  });

  test('it finds by status, severity and both exactly the verdicts that the report has', async () => {
    const page = await demo();
    await page.getByLabel('Status', { exact: true }).selectOption('fail');
    expect(await matching(page)).toBe(count(({ state }) => state === 'fail'));
    expect(await page.locator('#failures .item:visible').count()).toBe(count(({ state }) => state === 'fail'));
    await page.getByLabel('Severity', { exact: true }).selectOption('critical');
    expect(await matching(page)).toBe(count(({ state, severity }) => state === 'fail' && severity === 'critical'));
    await page.getByLabel('Status', { exact: true }).selectOption('not_applicable');
    expect(await matching(page)).toBe(count(({ state, severity }) => state === 'not_applicable' && severity === 'critical'));
    await page.context().close();
  });

  test('it finds by control the verdicts of the rules that answer it', async () => {
    const page = await demo();
    const [framework] = report.frameworks;
    const requirement = framework?.requirements.find(({ rules }) => rules.length > 1);
    await page.getByLabel('Control', { exact: true }).selectOption(`${framework?.id} ${requirement?.id}`);
    expect(await matching(page)).toBe(count(({ rule }) => requirement?.rules.includes(rule) === true));
    await page.context().close();
  });

  test('it finds by environment what is in it, keys by their clusters', async () => {
    const page = await demo();
    const [environment] = report.subjects.filter(({ type, id }) => type === 'cluster' && id !== '').map((one) => one.environment);
    const { name } = report.subjects.find(({ type, id }) => type === 'environment' && id === environment) ?? {};
    await page.getByLabel('Environment', { exact: true }).selectOption({ label: name ?? environment ?? '' });
    expect(await matching(page)).toBe(count((verdict) => environmentsOf(verdict).includes(environment ?? '')));
    await page.context().close();
  });

  test('it finds by owner the keys whose tags name it, and their clusters', async () => {
    const page = await demo();
    const owner = anOwner();
    await page.getByLabel('Owner', { exact: true }).selectOption({ label: owner });
    expect(await matching(page)).toBe(count(({ subject }) => subjects().get(subjectKey(subject))?.owner === owner));
    await page.context().close();
  });

  test('the contents count what is left, empty groups are away, and Clear brings all back', async () => {
    const page = await demo();
    const counts = async () => (await page.locator('#contents [data-count-of]').allTextContents()).join('|');
    const [before, groups] = [await counts(), await page.locator('#failures .group:visible').count()];
    await page.getByLabel('Severity', { exact: true }).selectOption('critical');
    const failing = count(({ state }) => state === 'fail' || state === 'waived');
    const critical = count(({ state, severity }) => (state === 'fail' || state === 'waived') && severity === 'critical');
    expect(await page.locator('#contents [data-count-of="failures"]').textContent()).toBe(`${critical} of ${failing}`);
    expect(await page.locator('#failures .group:visible').count()).toBeLessThan(groups);
    for (const group of await page.locator('#failures .group:visible').all())
      expect(await group.locator('.item:visible').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(counts).toBe(before);
    expect(await page.locator('#failures .group:visible').count()).toBe(groups);
    await page.context().close();
  });

  test('it leaves tables that are about neither verdicts nor subjects', async () => {
    const page = await demo();
    const rows = () => page.locator('#coverage-table tbody tr:visible').count();
    const all = await rows();
    await page.getByLabel('Words', { exact: true }).fill('lkc-banana');
    await expect.poll(() => page.locator('#filtered').textContent()).not.toBe('');
    expect(await rows()).toBe(all);
    await page.context().close();
  });
});

describe('the order of the demo', () => {
  const cells = (page: Page, table: string, column: number) =>
    page.locator(`#${table} tbody tr > :nth-child(${column + 1})`).allTextContents();
  const collator = new Intl.Collator('en', { numeric: true });
  const sorted = (texts: string[]) => texts.toSorted(collator.compare);

  test('a table is sorted by each of its columns, up and down', async () => {
    const page = await demo();
    const heads = page.locator('#keys thead th');
    for (let column = 0; column < (await heads.count()); column += 1) {
      const head = heads.nth(column);
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      const up = await cells(page, 'keys', column);
      expect(up).toEqual(sorted(up));
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      const down = await cells(page, 'keys', column);
      expect(down).toEqual(sorted(down).toReversed());
      expect(await page.locator('#keys th[aria-sort]').count()).toBe(1);
    }
    await page.context().close();
  });

  test('the findings of a rule stand by urgency, by name or by when they were first seen', async () => {
    const dated = structuredClone(report);
    const failing = [...dated.verdicts].filter(({ state }) => state === 'fail');
    for (const [place, verdict] of failing.entries())
      verdict.first_seen = `2026-10-${String(10 + ((place * 7) % 20)).padStart(2, '0')}T12:00:00.000Z`;
    const { page } = await opened(browser, await pageOf('demo with dates', dated));
    const groups = page.locator('#failures .items');
    const texts = async (selector: string) =>
      Promise.all((await groups.all()).map((group) => group.locator(selector).allTextContents()));
    const dates = async () => (await texts('.item .where')).map((own) => own.map((text) => /since (\S+),/.exec(text)?.[1] ?? ''));
    const before = await texts('h4');
    await page.getByLabel('Findings by', { exact: true }).selectOption('name');
    const named = await texts('h4');
    expect(named).not.toEqual(before);
    expect(named).toEqual(named.map(sorted));
    await page.getByLabel('Findings by', { exact: true }).selectOption('since');
    const since = await dates();
    expect(since.some((own) => own.length > 1)).toBe(true);
    expect(since).toEqual(since.map((own) => own.toSorted()));
    await page.getByLabel('Findings by', { exact: true }).selectOption('');
    expect(await texts('h4')).toEqual(before);
    await page.context().close();
  });
});
