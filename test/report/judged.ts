import type { Cause } from '../../src/facts/fact.ts';
import type { Judged } from '../../src/report/exceptions.ts';
import type { UnsettledVerdict } from '../../src/report/schema.ts';
import { reportedVerdict } from '../../src/report/verdict.ts';
import { rule } from '../evaluate/stub-policy.ts';
import { clusterOf, known, listed, missing, NOW, onKey, orchard, registration } from '../subjects/build.ts';

const apple = clusterOf(orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) }), 'lkc-apple');
const evidence = { color: known('red') };

type Outcome = 'pass' | 'fail' | 'error' | 'not_applicable' | Cause[];

/** The verdict of a rule on a cluster; causes make an unknown of it, one fact each. */
export function judgedAs(id: string, outcome: Outcome, { of = 'cluster.ripe', actual }: { of?: string; actual?: unknown } = {}) {
  const given =
    outcome === 'error'
      ? { status: outcome, detail: 'a stone' }
      : outcome === 'not_applicable'
        ? { status: outcome, reason: 'it is a stone', evidence: {} }
        : typeof outcome === 'string'
          ? { status: outcome, evidence, ...(actual === undefined ? {} : { actual }) }
          : {
              status: 'unknown' as const,
              evidence: Object.fromEntries(outcome.map((cause, at) => [`fact_${at}`, missing(cause)])),
            };
  const subject = { ...apple, id, name: `${id}-name` };
  return reportedVerdict({ rule: of, subject, outcome: given }, rule(of), subject, 'org-orchard');
}

export const judged = (verdicts: readonly UnsettledVerdict[], over: Partial<Judged> = {}): Judged => ({
  verdicts,
  population: [{ subject_type: 'cluster', seen: 2, complete: true, gaps: [], unproven: null, attested: null }],
  rules: [{ id: 'cluster.ripe', subject_type: 'cluster' }],
  as_of: NOW,
  ...over,
});
