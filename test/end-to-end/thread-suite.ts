import { expect, test } from 'vitest';
import { evaluateAgain, scanned } from './scenario.ts';

/** A report has the same bytes, however many threads evaluate: each thread takes a second to start. */
export function testThreads(scenarios: readonly string[]): void {
  test.each(scenarios)('%s: the report is the same with one, three and four threads', async (scenario) => {
    const { snapshot } = await scanned(scenario);
    const one = JSON.stringify(await evaluateAgain(scenario, snapshot, 1));
    for (const threads of [3, 4]) expect(JSON.stringify(await evaluateAgain(scenario, snapshot, threads)) === one).toBe(true);
  });
}
