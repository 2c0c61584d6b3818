import { testGarbled, testKnownBreaks } from './garbled/suite.ts';

testGarbled({ seed: process.env.GARBLE_SEED ?? '1', sample: 400 });
testKnownBreaks();
