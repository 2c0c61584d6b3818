import { hidingEach, testHiding } from './hidden-facts.ts';

// some thirty thousand documents; npm test hides a sample of the facts
testHiding(hidingEach);
