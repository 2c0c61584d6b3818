import { describe, expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { verdictsOn } from '../evaluate/verdicts.ts';
import { take } from '../subjects/build.ts';
import { evaluationOf, SCENARIOS, scanned } from './scenario.ts';
import { testThreads } from './thread-suite.ts';

/** Another order, the same each time: every seventh, then every seventh of the rest. */
function shuffled<T>(list: readonly T[]): T[] {
  const rest = [...list];
  const result: T[] = [];
  for (let at = 0; rest.length > 0; at = (at + 6) % Math.max(1, rest.length)) result.push(...rest.splice(at % rest.length, 1));
  return result;
}

describe.each(SCENARIOS)('%s', (scenario) => {
  test('every rule gives one verdict for each subject of its type, in any order', async () => {
    const { snapshot } = await scanned(scenario);
    const { config, policy, as_of } = evaluationOf(scenario);
    const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];
    const { subjects } = take(snapshot, config, { parameters, as_of });

    const verdicts = verdictsOn(policy, subjects);
    const pair = (rule: string, type: string, id: string) => `${rule} ${type} ${id}`;
    const expected = subjects.flatMap(({ type, id }) =>
      policy.catalogue.rules.filter(({ subject_type }) => subject_type === type).map((rule) => pair(rule.id, type, id)),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(verdicts.map(({ rule, subject }) => pair(rule, subject.type, subject.id)).sort()).toEqual(expected.sort());

    expect(verdictsOn(policy, subjects.toReversed())).toEqual(verdicts);
    expect(verdictsOn(policy, shuffled(subjects))).toEqual(verdicts);
  });
});

// other scenarios and numbers of threads: threads.ci.ts
testThreads(['demo'], [3]);
