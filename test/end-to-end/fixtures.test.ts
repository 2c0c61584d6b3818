import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { STRICT } from '../../src/report/summary.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { answeredOf, evaluateAgain, expectedOf, SCENARIOS, scanned, sorted, unexpected, verdictsOf } from './scenario.ts';

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
