import { type Change, type Comparison, isNewFailure } from '../report/change.ts';
import type { Report, Severity } from '../report/schema.ts';
import type { State } from '../report/state.ts';
import { counts, isIncomplete, neglected, type Tolerance } from '../report/summary.ts';
import { bodiesIn } from '../report/verdict-columns.ts';

/** 1 for a failure that counts, which wins over 2 for an incomplete audit, which wins over 3 for neglected waivers; 0 for all clear. */
export function exitCode(report: Report, tolerance: Tolerance): 0 | 1 | 2 | 3 {
  const rest = tolerance.strictWaivers === true && neglected(report) > 0 ? 3 : 0;
  const { changes } = report;
  if (tolerance.failOnNew === true && changes !== null) {
    if (changes.list.some((change) => isCounted(change, tolerance.failOn))) return 1;
    // what is no longer seen has no verdict that could be unknown
    const lost = changes.list.some((change) => change.now === null && isNewlyBlind(change, tolerance.failOn));
    return lost || isIncomplete(report, tolerance) ? 2 : rest;
  }
  for (const { body } of bodiesIn(report.verdicts))
    if (body.state === 'fail' && counts(body.severity, tolerance.failOn)) return 1;
  return isIncomplete(report, tolerance) ? 2 : rest;
}

/** Of `diff --fail-on-new`: 1 for a failure that the older report does not have, 2 where less is known than then. */
export function diffExitCode({ list, population }: Comparison, failOn: Severity): 0 | 1 | 2 {
  if (list.some((change) => isCounted(change, failOn))) return 1;
  const gap = population.some(({ now, was }) => now === false && was !== false);
  return gap || list.some((change) => isNewlyBlind(change, failOn)) ? 2 : 0;
}

const isCounted = (change: Change, failOn: Severity): boolean => isNewFailure(change) && counts(change.severity, failOn);

/** No answer where there was one. What only a person can attest leaves nothing open, unless it hides a failure. */
function isNewlyBlind({ class: name, was, now, severity }: Change, failOn: Severity): boolean {
  if (now === 'error') return name === 'newly_unknown' || (name === 'incomparable' && was !== 'error');
  const lost = name === 'newly_unknown' || (name === 'incomparable' && isUndetermined(now) && !isUndetermined(was));
  return lost && counts(severity, failOn) && (now !== 'needs_attestation' || was === 'fail');
}

const isUndetermined = (state: State | null): boolean => state === 'unknown' || state === 'needs_attestation';
