import { beforeAll, describe, expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import type { Report } from '../../src/report/schema.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { textOf } from './text-of.ts';

type Result = {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
  partialFingerprints: { primaryLocationLineHash: string };
};
type Rule = {
  id: string;
  name: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string; markdown: string };
  properties: { tags: string[]; precision: string; 'security-severity'?: string };
};
type Log = {
  $schema: string;
  version: string;
  runs: {
    tool: { driver: { name: string; semanticVersion: string; rules: Rule[] } };
    automationDetails: { id: string };
    results: Result[];
  }[];
};

const reportOf = async (scenario: string): Promise<Report> => structuredClone((await scanned(scenario)).report);

function rendered(report: Report): Log {
  const file = sarif(report);
  if ('withheld' in file) throw new Error(file.withheld);
  return JSON.parse(textOf(file));
}

const runOf = (report: Report) => {
  const [run] = rendered(report).runs;
  if (run === undefined) throw new Error('no run');
  return run;
};

let demo: Report;
let hostile: Report;
beforeAll(async () => {
  [demo, hostile] = await Promise.all([reportOf('demo'), reportOf('hostile')]);
});

describe('the SARIF file as GitHub accepts it', () => {
  test('the file names its schema, version and driver', () => {
    const log = rendered(demo);
    expect(log.$schema).toMatch(/^https:.*sarif-schema-2\.1\.0\.json$/);
    expect(log.version).toBe('2.1.0');
    expect(log.runs).toHaveLength(1);
    expect(log.runs[0]?.tool.driver).toMatchObject({ name: 'byok-audit', semanticVersion: expect.any(String) });
    expect(log.runs[0]?.automationDetails.id).toBe(`byok-audit/${demo.organization.id}/`);
  });

  test('the file describes every rule within the limits of GitHub', () => {
    const { rules } = runOf(demo).tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(demo.rules.map(({ id }) => id));
    for (const { name, shortDescription, fullDescription, help, properties } of rules) {
      expect(name).toMatch(/^[A-Z][A-Za-z]{1,254}$/);
      for (const { text } of [shortDescription, fullDescription]) expect(text.length > 0 && text.length <= 1024).toBe(true);
      expect(help.text.length > 0 && help.markdown.length > 0).toBe(true);
      expect(properties.tags.length).toBeLessThanOrEqual(10);
      const score = properties['security-severity'];
      expect(properties.tags.includes('security')).toBe(score !== undefined);
      if (score !== undefined) expect(Number(score) > 0 && Number(score) <= 10 && typeof score === 'string').toBe(true);
    }
  });

  test('the file holds failures and unknowns, and nothing else that would open an alert', () => {
    const expected = demo.verdicts.filter(
      ({ status, unknown, waiver }) =>
        (status === 'fail' && waiver === null) || (status === 'unknown' && unknown?.cause !== 'unsupported'),
    );
    const { results, tool } = runOf(demo);
    expect(results.length).toBe(expected.length);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
    }
  });

  test('every result has a location in the repository, percent-encoded and relative', () => {
    for (const { locations } of runOf(demo).results) {
      expect(locations).toHaveLength(1);
      expect(locations[0]?.physicalLocation.artifactLocation.uri).toBe('fixtures/demo/byok-audit.yaml');
      expect(locations[0]?.physicalLocation.region.startLine).toBeGreaterThan(0);
    }
    const spaced = structuredClone(demo);
    for (const subject of spaced.subjects) if (subject.location !== null) subject.location.uri = 'infra/fruit bowl#1/byok.yaml';
    expect(runOf(spaced).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'infra/fruit%20bowl%231/byok.yaml',
    );
  });

  test('each result has its own fingerprint, which does not change with its status', () => {
    const prints = (report: Report) =>
      new Map(
        runOf(report).results.map((result) => [`${result.ruleId} ${result.partialFingerprints.primaryLocationLineHash}`, result]),
      );
    expect(prints(demo).size).toBe(runOf(demo).results.length);
    const blind = structuredClone(demo);
    const failed = blind.verdicts.find(({ status }) => status === 'fail');
    if (failed === undefined) throw new Error('the demo has no failure');
    failed.status = 'unknown';
    failed.unknown = { cause: 'denied', facts: [] };
    expect([...prints(blind).keys()].sort()).toEqual([...prints(demo).keys()].sort());
    for (const name of prints(demo).keys()) expect(name).toMatch(/^[a-z_]+\.[a-z_]+ [0-9a-f]{16}:1$/);
  });

  test('results are sorted with the most severe first, and failures before unknowns', () => {
    const rank = ({ ruleId, level }: Result) => {
      const severity = demo.rules.find(({ id }) => id === ruleId)?.severity ?? 'info';
      return (
        ['critical', 'high', 'medium', 'low', 'info'].indexOf(severity) * 2 +
        (level === 'warning' && severity !== 'medium' ? 1 : 0)
      );
    };
    const ranks = runOf(demo).results.map(rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  test('hidden characters are shown as escapes, and brackets do not make links', () => {
    const text = JSON.stringify(rendered({ ...hostile, population: [] }));
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    expect(text).toContain('\\\\u202E');
    const bracketed = structuredClone(demo);
    for (const subject of bracketed.subjects) subject.name = '[click](https://evil.example)';
    expect(runOf(bracketed).results[0]?.message.text).toContain('\\[click\\](https://evil.example)');
  });
});

describe('SARIF that is withheld', () => {
  test('SARIF is withheld while a population has gaps', async () => {
    expect(sarif(await reportOf('blind-key'))).toEqual({
      withheld: expect.stringContaining('would close the alerts'),
    });
  });

  test('SARIF is withheld when no file of the repository can be named', () => {
    const nowhere = { ...demo, subjects: demo.subjects.map((subject) => ({ ...subject, location: null })) };
    expect(sarif(nowhere)).toEqual({
      withheld: expect.stringContaining('no file of the repository'),
    });
  });
});

test('a rule that broke keeps its alert open', () => {
  const broken = structuredClone(demo);
  const passed = broken.verdicts.find(({ status }) => status === 'pass');
  if (passed === undefined) throw new Error('nothing passed');
  passed.state = 'error';
  passed.error = { detail: 'var assignment conflict' };
  expect(runOf(broken).results.length).toBe(runOf(demo).results.length + 1);
});
