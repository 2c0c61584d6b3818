import { ALL_CALLS, testDenials } from './denial-suite.ts';

// several hundred scans; npm test runs a sample of them
testDenials(ALL_CALLS);
