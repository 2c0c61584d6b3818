import { ALL_CALLS, testDenials } from './denial-suite.ts';

// some hundreds of scans; npm test makes those of a sample
testDenials(ALL_CALLS);
