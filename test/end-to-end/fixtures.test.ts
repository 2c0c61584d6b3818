import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import { STRICT } from '../../src/report/summary.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { answeredOf, evaluateAgain, expectedOf, FIXTURES, SCENARIOS, scanScenario, sorted, verdictsOf } from './scenario.ts';

let clouds: Clouds | undefined;
afterEach(() => clouds?.close());

describe.each(SCENARIOS)('%s', (scenario) => {
  test('a scan gives exactly the expected verdicts, populations and exit code, and so does judging its snapshot', async () => {
    clouds = await startClouds(join(FIXTURES, scenario));
    const expected = expectedOf(scenario);
    const { snapshot, report } = await scanScenario(scenario, clouds);
    expect(sorted(verdictsOf(report))).toEqual(sorted(expected.verdicts));
    expect(Object.fromEntries(report.population.map(({ subject_type, complete }) => [subject_type, complete]))).toEqual(
      expected.population,
    );
    expect(answeredOf(report, 'waiver')).toEqual(expected.waived ?? {});
    expect(answeredOf(report, 'attestation')).toEqual(expected.attested ?? {});
    expect(exitCode(report, STRICT)).toBe(expected.exit);
    expect(report.summary.by_state.error).toBe(0);

    const replayed = JSON.parse(serialize(snapshot));
    const [one, four] = [await evaluateAgain(scenario, replayed, 1), await evaluateAgain(scenario, replayed, 4)];
    // located in the same configuration, whose endpoints differ only in the scan
    expect(one.verdicts).toEqual(report.verdicts);
    expect(JSON.stringify(four)).toBe(JSON.stringify(one));
  });

  test('no secret is in the snapshot or in the report', async () => {
    clouds = await startClouds(join(FIXTURES, scenario));
    const { snapshot, report } = await scanScenario(scenario, clouds);
    const text = serialize(snapshot) + JSON.stringify(report);
    for (const name of [
      'CONFLUENT_CLOUD_API_SECRET',
      'AWS_SECRET_ACCESS_KEY',
      'BYOK_AUDIT_AZURE_TOKEN',
      'BYOK_AUDIT_GCP_TOKEN',
    ]) {
      expect(text).not.toContain(clouds.env[name]);
    }
  });
});
