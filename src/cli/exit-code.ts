import type { Report } from '../report/schema.ts';
import { counts, isIncomplete, type Tolerance } from '../report/summary.ts';

/** 1 for a failure that counts, which wins over 2 for an incomplete audit; 0 for all clear. */
export function exitCode(report: Report, tolerance: Tolerance): 0 | 1 | 2 {
  const counting = report.verdicts.some(
    ({ status, severity, waiver }) => status === 'fail' && waiver === null && counts(severity, tolerance.failOn),
  );
  if (counting) return 1;
  return isIncomplete(report, tolerance) ? 2 : 0;
}
