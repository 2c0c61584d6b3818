import { expect, test } from 'vitest';
import { visible } from '../../src/render/visible.ts';
import { pageOf, rowsOf } from './markup.ts';
import { HOSTILE, sampleReport, sampleWithExceptions } from './sample-report.ts';

const page = pageOf(sampleWithExceptions());
const exceptions = page.first('#exceptions');

test('a waiver is shown with the failure that it covers, which keeps its place', () => {
  const items = page
    .first('#failures')
    .all('li.item')
    .filter((item) => item.all('.waived').length > 0);
  expect(items.map(({ parent }) => parent?.parent?.attributes.get('id'))).toEqual(['not-met-cluster-low']);
  const [item] = items;
  expect(item?.first('p.message').text).toContain('waived The sentence of cluster.low');
  expect(item?.first('div.waiver').text).toMatch(
    /^W-1 .* Owner Ann .* Approved by Paul .* Ticket FRUIT-1 .* Expires 2026-12-01, 7 days left$/,
  );
  expect(item?.first('div.waiver').first('a').attributes.get('href')).toBe('#waiver-0');
  expect(exceptions.all('article#waiver-0')).toHaveLength(1);
  expect(page.first('#not-met-cluster-low').first('h3').text).toMatch(/ 1 waived$/);
});

test('every waiver and attestation is listed with its state and what it applies to', () => {
  const list = exceptions.text;
  expect(list).toMatch(/W-1 cluster\.low on lkc-apple ~ applied 2026-06-01 to 2026-12-01, 7 days left/);
  expect(list).toContain('1 verdict, 1 waived');
  expect(list).toMatch(/W-2 cluster\.low on lkc-apple ✗ expired .*, expired 4 days ago .* Expired on 2026-11-20/);
  expect(list).toContain('Compensating control A net');
  expect(list).toMatch(/A-1 key\.origin on cck-plum ~ applied .* Attested by Fay/);
  expect(list).toMatch(/A-2 the API key sees the whole organization – unused/);
  const [subject] = exceptions.first('#waiver-0').first('ul.matches').all('a');
  expect(subject?.attributes.get('href')).toBe('#cluster-lkc-apple');
});

test('an attestation names its author wherever a verdict passes by it', () => {
  const rows = rowsOf(page, 'passed-table');
  expect(rows).toEqual([expect.stringContaining('lkc-pear'), expect.stringMatching(/^key\.origin .*Attested by Fay/)]);
});

test('attested and waived verdicts are counted apart from failures, and can be filtered', () => {
  expect(page.first('#matrix').first('thead').text).toBe(
    'Severity Failed Waived Not determined Rule broke Passed Attested Not applicable All',
  );
  expect(rowsOf(page, 'matrix')).toContain('low 0 1 0 0 0 0 0 1');
  const options = page.first('select#filter-state').all('option');
  expect(options.map(({ attributes }) => attributes.get('value'))).toEqual(
    expect.arrayContaining(['fail', 'waived', 'attested', 'pass']),
  );
});

test('waivers and attestations show hostile texts as text', () => {
  expect(exceptions.text.split(visible(HOSTILE)).length).toBeGreaterThan(7);
  for (const { attributes } of page.all('[id]')) expect(attributes.get('id')).toMatch(/^[\w-]+$/);
});

test('a report without waivers or attestations says so', () => {
  const { text } = pageOf(sampleReport()).first('#exceptions');
  expect(text).toContain('No waivers were given.');
  expect(text).toContain('No attestations were given.');
});
