import { testDiffProperties } from './diff-properties.ts';

testDiffProperties(2000);
