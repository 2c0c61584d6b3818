import { expect, test } from 'vitest';
import { evaluateAgain, scanned } from './scenario.ts';

/** A report has the same bytes, however many threads evaluate: each thread takes a second to start. */
export function testThreads(scenarios: readonly string[], numbers: readonly number[]): void {
  test.each(scenarios)(`%s: the report is the same with one thread and with ${numbers.join(' and ')}`, async (scenario) => {
    const { snapshot } = await scanned(scenario);
    const one = JSON.stringify(await evaluateAgain(scenario, snapshot, 1));
    for (const threads of numbers) expect(JSON.stringify(await evaluateAgain(scenario, snapshot, threads)) === one).toBe(true);
  });
}
