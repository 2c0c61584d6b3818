import type { Report } from '../report/schema.ts';
import { counts, type Tolerance } from '../report/summary.ts';

/** 1 for a failure that counts, which wins over 2 for an incomplete audit; 0 for all clear. */
export function exitCode({ verdicts, summary }: Report, { failOn }: Tolerance): 0 | 1 | 2 {
  if (verdicts.some(({ status, severity, waiver }) => status === 'fail' && waiver === null && counts(severity, failOn))) return 1;
  return summary.complete ? 0 : 2;
}
