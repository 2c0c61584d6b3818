import { testGarbled } from './garbled/suite.ts';

/** Another sample: GARBLE_SEED=anything npx vitest run test/end-to-end/garbled.test.ts. A larger one: garbled.ci.ts; all: npm run garble. */
testGarbled({ seed: process.env.GARBLE_SEED ?? '1', sample: 3 });
