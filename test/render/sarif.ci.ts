import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { sarifChecker } from '../../scripts/sarif-multitool.ts';
import { sarif } from '../../src/render/sarif.ts';
import { MOST_ALERTS } from '../../src/report/alerts.ts';
import type { Report } from '../../src/report/schema.ts';
import { SCENARIOS, scanned } from '../end-to-end/scenario.ts';
import { hostileTexts, saying } from './hostile-report.ts';
import { withMany } from './many-failures.ts';
import { sampleWithExceptions } from './sample-report.ts';
import { problemsOf, shortenedIn } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'byok-sarif-'));
const MB = 1024 * 1024;
let checker: ReturnType<typeof sarifChecker>;
beforeAll(() => {
  checker = sarifChecker();
});

/** Writes the file, and fails for whatever anybody finds in it. */
function checked(name: string, report: Report): { text: string; results: number } {
  const rendered = sarif(report);
  if ('withheld' in rendered) throw new Error(`${name}: ${rendered.withheld}`);
  const [text, file] = [textOf(rendered), join(folder, 'results.sarif')];
  writeFileSync(file, text);
  const log = JSON.parse(text);
  expect([problemsOf(log), shortenedIn(log)], name).toEqual([[], []]);
  expect(checker.bySchema(file), name).toEqual([]);
  const { errors, notes } = checker.byMultitool(file);
  expect(errors, name).toEqual([]);
  // there is no public address that would be true
  expect(
    notes.filter((note) => !note.includes('ProvideToolnformationUri')),
    name,
  ).toEqual([]);
  return { text, results: log.runs[0].results.length };
}

/** What the file would say if everything had been seen: what is withheld is checked too. */
const asIfWhole = (report: Report): Report => ({ ...report, population: [], once_whole: ['cluster', 'environment', 'key'] });

describe("Sarif.Multitool with GitHub's rules, the OASIS schema and what GitHub documents find nothing wrong", () => {
  test.each(SCENARIOS)('in the scenario %s', async (scenario) => {
    checked(scenario, asIfWhole((await scanned(scenario)).report));
  });

  test('with every status, waivers, and alerts that are open elsewhere', () => {
    const report = sampleWithExceptions();
    const verdicts = report.verdicts.map((one) => ({ ...one, alert_at: { uri: 'old/kafka.tf', source: 'terraform' as const } }));
    checked('the sample', report);
    checked('the sample, moved', { ...report, verdicts });
  });

  test.each(hostileTexts)('where everybody says %s', (name, text) => {
    checked(name, saying(text));
  });

  test('of 25,001 failures, in seconds, a file that GitHub takes', () => {
    const begun = performance.now();
    const { text, results } = checked('25,001 failures', withMany(25_001));
    expect(results).toBe(MOST_ALERTS);
    expect(gzipSync(text).length).toBeLessThan(10 * MB);
    expect(statSync(join(folder, 'results.sarif')).size).toBeLessThan(20 * MB);
    expect(performance.now() - begun).toBeLessThan(90_000);
  });

  test('as many results as it may have, with the longest of messages, are still less than GitHub takes', async () => {
    const { report } = await scanned('demo');
    const alerts = report.verdicts.filter(({ state }) => state === 'unknown');
    const sizes = (count: number) => {
      const log = JSON.parse(textOf(sarif(asIfWhole({ ...report, verdicts: alerts }))));
      const { results } = log.runs[0];
      log.runs[0].results = Array.from({ length: count }, (_, index) => {
        const own = structuredClone(results[index % results.length]);
        own.message.text = own.message.text.replaceAll('000000000009', String(index).padStart(12, '0'));
        return own;
      });
      return gzipSync(JSON.stringify(log)).length;
    };
    expect(sizes(MOST_ALERTS)).toBeLessThan(2 * MB);
  });
});

test('the tool does find what is wrong', () => {
  const file = join(folder, 'broken.sarif');
  const log = JSON.parse(textOf(sarif(sampleWithExceptions())));
  log.runs[0].results[0].locations = [{ physicalLocation: { artifactLocation: { uri: 'https://orchard.example/x' } } }];
  writeFileSync(file, JSON.stringify(log));
  expect(checker.byMultitool(file).errors.join()).toMatch(/GH1003.*GH1005|GH1005.*GH1003/s);
});
