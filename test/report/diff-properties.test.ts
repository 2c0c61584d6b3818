import { testDiffProperties } from './diff-properties.ts';

// more of them: diff-properties.ci.ts
testDiffProperties(300);
