import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { evaluationOf, FIXTURES, SCENARIOS, scanScenario } from '../end-to-end/scenario.ts';
import { verdictsOn } from '../evaluate/verdicts.ts';
import { take } from '../subjects/build.ts';

const POLICIES = join(import.meta.dirname, '../../policies');

/** What OPA itself says, reading the Rego sources: by subject, then by rule. */
function native(subjects: readonly Subject[]): unknown {
  const query = '[outcomes | some subject in input; outcomes := data.main[subject.type] with input as subject]';
  const args = [
    'eval',
    '--format',
    'json',
    '--data',
    join(POLICIES, 'main'),
    '--data',
    join(POLICIES, 'lib'),
    '--data',
    join(POLICIES, 'rules'),
    '--stdin-input',
    query,
  ];
  const answer = JSON.parse(execFileSync('opa', args, { input: JSON.stringify(subjects), maxBuffer: 1 << 28, encoding: 'utf8' }));
  return answer.result[0].expressions[0].value;
}

test.each(SCENARIOS)('%s: OPA and the WASM agree on every subject', async (scenario) => {
  const clouds = await startClouds(join(FIXTURES, scenario));
  const { snapshot } = await scanScenario(scenario, clouds);
  await clouds.close();
  const { config, policy, as_of } = evaluationOf(scenario);
  const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];
  const { subjects } = take(snapshot, config, { parameters, as_of });
  const verdicts = verdictsOn(policy, subjects);
  const wasm = subjects.map(({ type, id }) =>
    Object.fromEntries(
      verdicts
        .filter(({ subject }) => subject.type === type && subject.id === id)
        .map(({ rule, outcome }) => [rule.slice(rule.indexOf('.') + 1), outcome]),
    ),
  );
  expect(subjects.length).toBeGreaterThan(0);
  expect(native(subjects)).toEqual(wasm);
});
