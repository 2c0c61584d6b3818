import { testLargeSnapshots } from './large-suite.ts';

testLargeSnapshots(150);
