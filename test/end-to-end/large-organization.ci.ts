import { beforeAll, describe, expect, test } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { summary } from '../../src/cli/summary.ts';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { STRICT } from '../../src/report/summary.ts';
import { textOf } from '../render/text-of.ts';
import { readBack } from '../report/read-back.ts';
import { REFUSED, reportOfRefused } from './large-organization.ts';
import { unexplained } from './unexplained.ts';

const FILES = ['report.html', 'report.json', 'results.sarif', 'snapshot.json', 'manifest.json'].map(
  (file) => `byok-audit-report/${file}`,
);

describe.each(Object.entries(REFUSED))('200 keys, %s', (name, refused) => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOfRefused(refused);
  }, 60_000);

  test.each([40, 60, 80, 100, 200])('the summary fits 40 lines of %i columns, and says which permission is missing', (width) => {
    const lines = summary(report, { code: exitCode(report, STRICT), written: FILES, withheld: [], width, color: false }).split(
      '\n',
    );
    expect(lines.length - 1).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > width && !line.includes('/'))).toEqual([]);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('denied: kms:DescribeKey');
  });

  test('one permission on many keys is one cause, of at most 60 rows on the page', () => {
    const denied = report.obstacles.filter(({ source }) => source === 'aws:kms:DescribeKey');
    expect(denied).toHaveLength(1);
    expect(denied[0]?.subjects.key).toBe(180);
    expect(report.obstacles.length).toBeLessThanOrEqual(name === 'denied-200' ? 2 : 20);
    const page = html(report);
    const causes = [...textOf(page).matchAll(/<article class="group cause"[\s\S]*?<\/article>/g)];
    expect(causes).toHaveLength(report.obstacles.length);
    for (const [cause] of causes) expect(cause.match(/<tr data-state/g)?.length ?? 0).toBeLessThanOrEqual(60);
  });

  test('its record gives back what it was made from, and with one permission missing has less than 3 MB', () => {
    const file = serializeReport(report);
    expect(readBack(file)).toEqual(report);
    expect(Buffer.byteLength(file)).toBeLessThan(name === 'denied-200' ? 3_000_000 : 4_000_000);
  });

  test('every unknown of it has a remedy', () => {
    expect(unexplained(report)).toEqual([]);
  });
});
