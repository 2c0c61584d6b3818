import { hidingSome, testFirstExamples, testHiding } from './hidden-facts.ts';

testFirstExamples();
/** Another sample: HIDDEN_SEED=anything npx vitest run test/policies/unknown.test.ts. Every fact in every combination: unknown.ci.ts. */
testHiding(hidingSome(process.env.HIDDEN_SEED ?? '1'));
