import { SCENARIOS } from './scenario.ts';
import { testThreads } from './threads.ts';

testThreads(SCENARIOS);
