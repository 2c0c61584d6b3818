import { describe, expect, test } from 'vitest';
import { ALL_CALLS, sampleOf, testDenials } from './denial-suite.ts';
import { denialsOf, SCENARIOS, scanned } from './scenario.ts';

/** Another sample: DENIALS_SEED=anything npx vitest run test/end-to-end/denials.test.ts. All calls: denials.ci.ts. */
const SEED = process.env.DENIALS_SEED ?? '1';
const sample = sampleOf(ALL_CALLS, SEED);

test.each(SCENARIOS)('%s: denials.yaml has a row for every call of a scan, and for no other call', async (scenario) => {
  const { calls } = await scanned(scenario);
  const rows = denialsOf(scenario).flatMap(({ call, calls: several = [] }) => [
    ...(call === undefined ? [] : [call]),
    ...several,
  ]);
  expect(rows.sort()).toEqual([...calls].sort());
});

describe(`${sample.length} of ${ALL_CALLS.length} calls, by DENIALS_SEED=${SEED}`, () => {
  testDenials(sample);
});
