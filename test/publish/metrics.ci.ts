import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { organizationOf, written } from '../../bench/organization.ts';
import { scanTemplates } from '../../bench/templates.ts';
import { startClouds } from '../../loopback/clouds.ts';
import { exposition } from '../../src/publish/metrics/exposition.ts';
import { metrics } from '../../src/publish/metrics/metrics.ts';
import type { Report } from '../../src/report/schema.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { reportOfRefused } from '../end-to-end/large-organization.ts';
import { evaluationOf, FIXTURES, SCENARIOS, scanClouds, scanned } from '../end-to-end/scenario.ts';
import { freePort } from '../free-port.ts';
import { HOSTILE, sampleWithExceptions } from '../render/sample-report.ts';
import { someSubject } from '../report/reports.ts';
import { inPython, NODE_EXPORTER, promtool } from './prometheus-tools.ts';
import { readMetrics } from './read-metrics.ts';

const textOf = (report: Report) => metrics({ report, exitCode: 1, lastComplete: 1_700_000_000, endsBefore: [] });

/** Refused from the first call on, the list of organizations too: nothing names the organization. */
async function blind(): Promise<Report> {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'), { faults: [{ id: /./, kind: 'deny' }] });
  try {
    return (await scanClouds(clouds, evaluationOf('aws-small', clouds))).report;
  } finally {
    await clouds.close();
  }
}

/** A report in which every name that somebody outside may choose is hostile. */
function hostile(): Report {
  const report = sampleWithExceptions();
  const name = (at: number) => `${HOSTILE}"} 1\n\\${'x'.repeat(3000)}${at}`;
  return {
    ...report,
    organization: { id: name(0), name: name(0) },
    waivers: report.waivers.map((one, at) => ({ ...one, record: { ...one.record, id: name(at), rule: name(at) } })),
    subjects: [
      ...report.subjects,
      ...[1, 2].map((at) => ({
        ...someSubject,
        type: 'key',
        id: name(at),
        cloud: name(at),
        facts: { 'kms.deletion_date': { value: '2026-12-01T00:00:00Z', source: 0 } },
      })),
    ],
  };
}

const REPORTS: [string, () => Promise<Report>][] = [
  ...SCENARIOS.map((scenario): [string, () => Promise<Report>] => [scenario, async () => (await scanned(scenario)).report]),
  ['an organization of which every call was denied', blind],
  ['200 keys of which nothing was read', () => reportOfRefused(/^(?!GET \/(?:org|cmk|byok))/)],
  ['hostile names everywhere', async () => hostile()],
];

describe.each(REPORTS)('the metrics of %s', (_, reportOf) => {
  test('are read alike by a strict parser of OpenMetrics, by one of the text format, and by ours', async () => {
    const text = textOf(await reportOf());
    const read = inPython(text);
    if (typeof read === 'string') throw new Error(read);
    expect(read.openmetrics).toEqual(read.text_format);
    expect(read.openmetrics.length).toBe(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length);
    // neither parser minds one that stands there twice, and node_exporter refuses every file then
    expect(new Set(read.openmetrics.map((one) => JSON.stringify(one.slice(0, 2)))).size).toBe(read.openmetrics.length);
    const ours = readMetrics(text);
    for (const [name, labels, value] of read.openmetrics) {
      const { organization: __, ...others } = labels;
      expect(ours.value(name, others)).toBe(value);
    }
  });

  test('are parsed by Prometheus itself, which has nothing to say against their names and help', async () => {
    expect(promtool(['check', 'metrics'], textOf(await reportOf()))).toEqual({ ok: true, said: '' });
  });
});

test('these parsers refuse what is wrong', () => {
  const unitless = exposition([{ name: 'fruit', help: 'Fruit.', unit: 'seconds', samples: [{ labels: {}, value: 1 }] }]);
  expect(inPython(unitless)).toContain('ValueError');
  expect(inPython('fruit{a="b} 1\n# EOF\n')).toContain('ValueError');
  expect(inPython('fruit 1\n')).toContain('ValueError');
  expect(promtool(['check', 'metrics'], 'fruit{a="b} 1\n').ok).toBe(false);
  expect(promtool(['check', 'metrics'], '# TYPE fruit_total gauge\nfruit_total 1\n').ok).toBe(false);
});

describe('node_exporter', () => {
  let exporter: ChildProcess | undefined;
  afterAll(() => exporter?.kill());

  async function scraped(files: Record<string, string>): Promise<string> {
    exporter?.kill();
    const folder = emptyFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const address = `127.0.0.1:${await freePort()}`;
    exporter = spawn(NODE_EXPORTER, [
      '--collector.disable-defaults',
      '--collector.textfile',
      `--collector.textfile.directory=${folder}`,
      `--web.listen-address=${address}`,
    ]);
    for (let tries = 0; tries < 100; tries += 1) {
      const reply = await fetch(`http://${address}/metrics`).catch(() => undefined);
      if (reply?.ok === true) return reply.text();
      await setTimeout(100);
    }
    throw new Error('node_exporter does not answer');
  }

  test('serves the files of all organizations of a folder, with every series in them', async () => {
    const files: Record<string, string> = { 'hostile-names.prom': textOf(hostile()) };
    for (const scenario of ['demo', 'clean-azure', 'empty-org']) files[`${scenario}.prom`] = textOf(await own(scenario));
    const page = await scraped(files);
    expect(page).toMatch(/^node_textfile_scrape_error 0$/m);
    const served = page
      .split('\n')
      .filter((line) => line.startsWith('byok_audit_'))
      .sort();
    const written = Object.values(files)
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.startsWith('byok_audit_'));
    expect(served.map(inOrder).sort()).toEqual(written.map(inOrder).sort());
  });

  test('says so where a file is wrong', async () => {
    expect(await scraped({ 'wrong.prom': 'fruit{a="b} 1\n' })).toMatch(/^node_textfile_scrape_error 1$/m);
  });
});

/** With an id of its own: fixtures may share theirs. */
async function own(scenario: string): Promise<Report> {
  const { report } = await scanned(scenario);
  return { ...report, organization: { id: scenario, name: null } };
}

/** Labels sorted, and the number as a number: node_exporter writes both its own way. */
function inOrder(line: string): string {
  const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
  const pairs = [...labels.matchAll(/\w+="(?:[^"\\]|\\.)*"/g)].map(([pair]) => pair).filter((pair) => !pair.endsWith('=""'));
  return `${name}{${pairs.sort().join(',')}} ${Number(value)}`;
}

test('an organization of 2,000 clusters and keys has no series for each of them', async () => {
  const directory = emptyFolder();
  const { document } = organizationOf(await scanTemplates(), 2000, 1, 60);
  await pipeline(Readable.from(written(document)), createWriteStream(join(directory, 'snapshot.json')));
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
  mkdirSync(join(directory, 'textfile'));
  const args = ['evaluate', 'snapshot.json', '--no-history', '--quiet', '--format', 'json', '--metrics', 'textfile/byok.prom'];
  expect((await byokAudit(args, { directory })).code).toBe(1);
  const text = readFileSync(join(directory, 'textfile/byok.prom'), 'utf8');
  const found = readMetrics(text);
  expect(found.sum('byok_audit_subjects')).toBeGreaterThan(2000);
  const series = text.split('\n').filter((line) => line.startsWith('byok_audit_')).length;
  expect(series).toBeLessThan(300);
  expect(typeof inPython(text)).not.toBe('string');
});
