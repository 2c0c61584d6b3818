import { expect, test } from 'vitest';
import { summary } from '../../src/cli/summary.ts';
import { html } from '../../src/render/html.ts';
import { json } from '../../src/render/json.ts';
import { sarif } from '../../src/render/sarif.ts';
import { summaryMarkdown } from '../../src/render/summary-markdown.ts';
import type { Report } from '../../src/report/schema.ts';
import { pageOf, rowsOf } from './markup.ts';
import { sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const WIDE = { code: 1, written: [], withheld: [], width: 200, color: false };

function reports() {
  const [usual, loosened] = [sampleReport(), sampleReport()];
  if (loosened.scope === null) throw new Error('the sample has no scope');
  loosened.scope.parameters = [{ name: 'max_days', value: 731, default: 7, changed: true }];
  return { usual, loosened };
}

test.each([
  ['HTML', html],
  ['SARIF', sarif],
  ['JSON', json],
])('a loosened parameter is visible in %s, with its default', (_, render) => {
  const { usual, loosened } = reports();
  const content = (file: ReturnType<typeof render>) => textOf(file);
  expect(content(render(usual))).not.toContain('731');
  expect(content(render(loosened))).toMatch(/max_days[^\n]*731[^\n]*7/s);
});

test('the page marks a parameter that is not at its default, and shows the scope and digests', () => {
  const { usual, loosened } = reports();
  expect(rowsOf(pageOf(loosened), 'parameters')).toEqual(['max_days 731 7 changed from the default']);
  expect(rowsOf(pageOf(usual), 'parameters')).toEqual(['max_days 7 7 no']);
  expect(rowsOf(pageOf(usual), 'production-patterns')).toEqual(['prod-* clusters 2 apple (lkc-apple) and 1 more']);
  expect(pageOf(usual).first('dl.digests').text).toContain(`Snapshot sha256:${'1'.repeat(64)}`);
});

test('the terminal summary has one line for changed parameters, and none without', () => {
  const { usual, loosened } = reports();
  expect(summary(loosened, WIDE)).toContain('\nParameters changed: max_days is 731; its default is 7.\n');
  expect(summary(usual, WIDE)).not.toContain('Parameters');
});

test('environments that the configuration leaves out are named wherever counts are shown: nothing is said of what is in them', () => {
  const [all, part] = [sampleReport(), sampleReport()];
  if (part.scope === null) throw new Error('the sample has no scope');
  part.scope.environments_left_out = ['env-fig', 'env-kiwi\u202E', 'env-lime', 'env-pear', 'env-plum', 'env-sloe'];
  const said = /The configuration leaves out 6 environments: env-fig, env-kiwi\\u202E, env-lime, env-pear, env-plum and 1 more\./;
  for (const render of [(report: Report) => summary(report, WIDE), inMarkdown, inSarif]) {
    expect(render(part)).toMatch(said);
    expect(render(all)).not.toContain('leaves out');
  }
});

const inMarkdown = (report: Report) => textOf(summaryMarkdown(report)).replaceAll('\\\\', '\\');
const inSarif = (report: Report): string => {
  const { toolConfigurationNotifications: notifications } = JSON.parse(textOf(sarif(report))).runs[0].invocations[0];
  return notifications.map(({ message }: { message: { text: string } }) => message.text).join('\n');
};
