import { SCENARIOS } from './scenario.ts';
import { testThreads } from './thread-suite.ts';

testThreads(SCENARIOS, [3, 4]);
