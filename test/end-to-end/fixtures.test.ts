import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Report } from '../../src/report/schema.ts';
import { STRICT } from '../../src/report/summary.ts';
import { serialize } from '../../src/snapshot/file.ts';
import {
  answeredOf,
  evaluateAgain,
  evaluationIn,
  expectedOf,
  FIXTURES,
  SCENARIOS,
  scanned,
  sorted,
  unexpected,
  verdictsOf,
} from './scenario.ts';

test('every rule is in the expectations of a scenario that is about it', () => {
  const listed = new Set(SCENARIOS.flatMap((scenario) => Object.keys(expectedOf(scenario).verdicts)));
  expect([...listed].sort()).toEqual(loadPolicy().catalogue.rules.map(({ id }) => id));
});

describe.each(SCENARIOS)('%s', (scenario) => {
  const expected = expectedOf(scenario);

  test(`${scenario} gives exactly the expected verdicts, populations and exit code`, async () => {
    const { report } = await scanned(scenario);
    const verdicts = Object.entries(verdictsOf(report)).filter(([rule]) => rule in expected.verdicts);
    expect(sorted(Object.fromEntries(verdicts))).toEqual(sorted(expected.verdicts));
    expect(unexpected(report, expected)).toEqual([]);
    expect(Object.fromEntries(report.population.map(({ subject_type, complete }) => [subject_type, complete]))).toEqual(
      expected.population,
    );
    expect(answeredOf(report, 'waiver')).toEqual(expected.waived ?? {});
    expect(answeredOf(report, 'attestation')).toEqual(expected.attested ?? {});
    expect(exitCode(report, STRICT)).toBe(expected.exit);
    expect(report.summary.by_state.error).toBe(0);
  });

  test('a snapshot gives the same verdicts if it is evaluated later', async () => {
    const { snapshot, report } = await scanned(scenario);
    const again = await evaluateAgain(scenario, JSON.parse(serialize(snapshot)), 1);
    // located in the same configuration, whose endpoints differ only in the scan
    expect(again.verdicts).toEqual(report.verdicts);
  });

  test('no secret is in the snapshot or the report', async () => {
    const { snapshot, report, env } = await scanned(scenario);
    const text = serialize(snapshot) + JSON.stringify(report);
    for (const name of [
      'CONFLUENT_CLOUD_API_SECRET',
      'AWS_SECRET_ACCESS_KEY',
      'BYOK_AUDIT_AZURE_TOKEN',
      'BYOK_AUDIT_GCP_TOKEN',
    ]) {
      expect(env[name]).toMatch(/-not-real$/);
      expect(text).not.toContain(env[name]);
    }
  });
});

/** What the record gives to declare: the lines of configuration, from the holders of whom nobody but a person can say whose they are. */
function linesToDeclare({ subjects, verdicts }: Report): string[] {
  const open = verdicts.filter(({ rule, state }) => rule === CONTROL && state === 'needs_attestation');
  const entries = new Map<string, Set<string>>();
  for (const { subject, notes } of open) {
    const { cloud, holders } = subjects.find(({ type, id }) => type === subject.type && id === subject.id) ?? {};
    if (!cloud || !holders || !('value' in holders)) throw new Error(`no holders of ${subject.id}`);
    for (const { whose, declare } of holders.value) {
      if (whose !== 'untold' || declare === null) continue;
      expect(notes.join()).toContain(JSON.stringify(declare));
      entries.set(cloud, (entries.get(cloud) ?? new Set()).add(declare));
    }
  }
  const sections = [...entries].map(([cloud, found]) => `  ${cloud}: ${JSON.stringify([...found])}`);
  return sections.length === 0 ? [] : ['trusted_principals:', ...sections];
}

const CONTROL = 'key.exclusive_control';

test.each(['clean-aws', 'clean-azure', 'clean-gcp'])(
  '%s needs nothing declared to end with 0, and passes exclusive control with what its record gives to declare',
  async (scenario) => {
    const { snapshot, report } = await scanned(scenario);
    expect(exitCode(report, STRICT)).toBe(0);
    const lines = linesToDeclare(report);
    expect(lines.length).toBeLessThanOrEqual(3);
    const directory = mkdtempSync(join(tmpdir(), 'byok-declared-'));
    try {
      const own = readFileSync(join(FIXTURES, scenario, 'byok-audit.yaml'), 'utf8');
      writeFileSync(join(directory, 'byok-audit.yaml'), [own, ...lines].join('\n'));
      const declared = await audit(snapshot, evaluationIn(directory, expectedOf(scenario).as_of));
      const states = declared.report.verdicts.filter(({ rule }) => rule === CONTROL).map(({ state }) => state);
      expect(states.filter((state) => state !== 'pass' && state !== 'not_applicable')).toEqual([]);
      expect(states).toContain('pass');
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
