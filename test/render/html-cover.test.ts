import { expect, test } from 'vitest';
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Element, pageOf } from './markup.ts';
import { sampleReport } from './sample-report.ts';

const page = (change: (report: Report) => void = () => {}): Element => {
  const report = sampleReport();
  change(report);
  return pageOf(report);
};
const facts = (text: Element): Record<string, string> =>
  Object.fromEntries(
    text
      .first('header.cover')
      .first('dl')
      .all('div')
      .map((fact) => [fact.first('dt').text, fact.first('dd').text]),
  );

test('the cover says whose the report is, of when, by what and by which policy', () => {
  expect(page().first('h1').text).toBe('Orchard & Sons');
  expect(page().first('p.classification').text).toBe('Confidential');
  expect(facts(page())).toEqual({
    'Evidence taken at': '2026-11-24 12:00:00 UTC',
    'Judged as of': '2026-11-24 12:00:00 UTC',
    Organization: '00000000-0000-4000-8000-00000000a991',
    Tool: 'byok-audit 1.2.3',
    Run: '0'.repeat(32),
    Policy: `sha256:${'0'.repeat(16)}…`,
    Configuration: 'none given: the defaults',
    'Collected as': 'not recorded',
  });
});

test('the cover says as whom the evidence was collected, by which configuration, and when it was interrupted', () => {
  const shown = facts(
    page(({ run }) => {
      run.collected_as = ['Confluent Cloud: sa-fig', 'AWS: arn:aws:iam::000000000000:role/fig'];
      run.digests.configuration = `sha256:${'2'.repeat(64)}`;
      run.interrupted_at = '2026-11-24T12:03:00.000Z';
    }),
  );
  expect(shown['Collected as']).toBe('Confluent Cloud: sa-fig · AWS: arn:aws:iam::000000000000:role/fig');
  expect(shown.Configuration).toBe(`sha256:${'2'.repeat(16)}…`);
  expect(shown['Interrupted at']).toBe('2026-11-24 12:03:00 UTC: the evidence is partial');
});

test('the cover says in a sentence what the report is about', () => {
  const scope = (change?: (report: Report) => void) => page(change).first('header.cover').first('p.scope').text;
  expect(scope()).toMatch(/^2 clusters and 1 self-managed key in .*\. The keys are in AWS \(2, in 1 account\)\.$/);
  const two = scope((report) => {
    report.scope?.places.push(
      { cloud: 'azure', account: 'pear', regions: [], keys: 3 },
      { cloud: null, account: null, regions: [], keys: 1 },
    );
  });
  expect(two).toMatch(/AWS \(2, in 1 account\), Azure \(3, in 1 subscription\) and a cloud that is not known \(1\)\.$/);
});

test('an organization without a name goes by its id', () => {
  const unnamed = page((report) => {
    report.organization.name = null;
  });
  expect(unnamed.first('h1').text).toBe('00000000-0000-4000-8000-00000000a991');
});

test.each(['1.0', '2.0', '2.1', '3.0'])('the page of a report of format %s says what was not recorded then', (version) => {
  const old = pageOf(readReport(`test/report/files/report-${version}.json`));
  expect(old.all('p.classification')).toEqual([]);
  expect(facts(old)['Collected as']).toBe('not recorded');
  expect(old.all('section').length).toBeGreaterThan(10);
});

test('a report without a scope says so, and not that all was evaluated', () => {
  const old = page((report) => {
    report.scope = null;
    report.classification = null;
  });
  expect(old.first('#scope').text).toContain('This report was written before its format recorded its scope.');
  expect(old.first('#scope').text).not.toContain('Every environment that was seen was evaluated');
  expect(old.first('#scope').text).not.toContain('Every cluster counts as production');
  expect(old.first('header.cover').first('p.scope').text).not.toContain('The keys are in');
});

test('the page names the environments that the configuration leaves out', () => {
  const left = page((report) => {
    Object.assign(report.scope ?? {}, { environments_left_out: ['env-fig'], names_left_out: { 'env-fig': 'figs' } });
  });
  expect(left.first('#scope').text).toContain('Environments that the configuration leaves out: figs env-fig.');
  expect(page().first('#scope').text).toContain('Every environment that was seen was evaluated.');
});
