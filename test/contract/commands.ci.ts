import { expect, test } from 'vitest';
import { stepsOf } from '../../src/report/remedy.ts';
import { SCENARIOS, scanned } from '../end-to-end/scenario.ts';
import { problemsOfLine } from './commands/check-command.ts';
import { problemsOfHcl } from './commands/check-terraform.ts';
import { readyToDestroy, readyToReplace } from './commands/destroying.ts';
import { type Printed, printedIn } from './commands/remedies.ts';

/** What a report prints, each text once, with the values of its subjects. */
async function printedOf(scenario: string): Promise<Printed[]> {
  const { report } = await scanned(scenario);
  const steps = stepsOf(report);
  const filled = report.verdicts.map((verdict) => ({ id: `${verdict.rule} ${verdict.subject.id}`, steps: steps(verdict) }));
  const { remedies: _, ...others } = report;
  return [...new Map(printedIn({ ...others, filled }).map((one) => [one.text, one])).values()];
}

test.each(SCENARIOS)('the vendors know all that the report of %s prints', async (scenario) => {
  const printed = await printedOf(scenario);
  const wrong = printed.flatMap(({ where, kind, text }) =>
    (kind === 'cli' ? problemsOfLine : problemsOfHcl)(text).map((problem) => `${where}: ${problem}`),
  );
  expect(wrong).toEqual([]);
});

test.each(SCENARIOS)('nothing that the report of %s prints destroys before the reader has put in what', async (scenario) => {
  const printed = await printedOf(scenario);
  const ready = printed.flatMap(({ where, kind, text }) =>
    (kind === 'cli' ? readyToDestroy : readyToReplace)(text).map((command) => `${where}: ${command}`),
  );
  expect(ready).toEqual([]);
});
