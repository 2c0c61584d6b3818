import { expect, test } from 'vitest';
import { TARGETS } from './targets.ts';

const cases = (needsChromium: boolean) => (needsChromium ? 200 : 1000);
/** Each day tries others. A failure says the seed. */
const SEED = Math.floor(Date.now() / 86_400_000);

test.each(TARGETS)('of $name, whatever it holds: $holds', async ({ name, needsChromium, run }) => {
  const { failure, accepted, refused } = await run({ seed: SEED, cases: cases(needsChromium) });
  if (failure !== null)
    expect.fail(`npm run fuzz -- --only ${name} --seed ${failure.seed} --path ${failure.path}\n${failure.error}`);
  expect(accepted + refused).toBe(cases(needsChromium));
  // a generator of which everything is refused would try nothing
  expect(accepted).toBeGreaterThan(cases(needsChromium) / 50);
});
