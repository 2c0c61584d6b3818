import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { evaluationOf, FIXTURES, SCENARIOS, scanScenario } from '../end-to-end/scenario.ts';
import { take } from '../subjects/build.ts';
import { bothWays, generated } from './both-ways.ts';

const policy = loadPolicy();

test('the subjects of all fixtures, together and one fixture after the other, have the same verdicts with reuse as without', async () => {
  const all: Subject[] = [];
  for (const scenario of SCENARIOS) {
    const clouds = await startClouds(join(FIXTURES, scenario));
    const { snapshot } = await scanScenario(scenario, clouds);
    await clouds.close();
    const { config, as_of } = evaluationOf(scenario);
    const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];
    const { subjects } = take(snapshot, config, { parameters, as_of });
    const { differing, verdicts } = bothWays(policy, subjects);
    expect([scenario, differing]).toEqual([scenario, []]);
    expect(verdicts).toBeGreaterThan(0);
    all.push(...subjects);
  }
  const { differing, verdicts, reused } = bothWays(policy, all);
  expect(differing).toEqual([]);
  expect(reused).toBeGreaterThan(verdicts / 2);
});

test('10,000 generated subjects have the same verdicts with reuse as without, of every status that a rule has', () => {
  const { differing, verdicts, reused, statuses } = bothWays(policy, generated(policy, 10_000, 3));
  expect(differing).toEqual([]);
  expect(reused).toBeGreaterThan(verdicts / 3);
  for (const { id } of policy.catalogue.rules) {
    for (const status of ['pass', 'fail', 'unknown']) expect(statuses).toContain(`${id} ${status}`);
  }
});
