import type { Report, ReportedSubject, ReportedVerdict } from '../../report/schema.ts';
import { countByState, type StateCounts } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';

/** How many verdicts are in each state. */
export type Tally = {
  all: StateCounts;
  bySeverity: ReadonlyMap<string, StateCounts>;
  /** Of a rule: in all, and on what is in a cloud. */
  byRule: ReadonlyMap<string, { all: StateCounts; inCloud: ReadonlyMap<string, StateCounts> }>;
  /** How many rest on an attestation. */
  onAttestation: number;
};

/** A verdict with what it is about. */
export type Judged = { verdict: ReportedVerdict; subject: ReportedSubject };

/**
 * Reads the verdicts of a report once: there may be millions.
 * @param each is given every one of them
 */
export function tallied(report: Report, each: (judged: Judged) => void): Tally {
  const subjectOf = subjectsOf(report);
  const all = countByState([]);
  const bySeverity = new Map<string, StateCounts>();
  const byRule = new Map<string, { all: StateCounts; inCloud: Map<string, StateCounts> }>();
  let onAttestation = 0;
  for (const verdict of report.verdicts) {
    const { rule, severity, state, attestation } = verdict;
    const subject = subjectOf(verdict.subject);
    const ofRule = byRule.get(rule) ?? { all: countByState([]), inCloud: new Map<string, StateCounts>() };
    byRule.set(rule, ofRule);
    all[state] += 1;
    ofRule.all[state] += 1;
    countsIn(bySeverity, severity)[state] += 1;
    if (subject.cloud !== null) countsIn(ofRule.inCloud, subject.cloud)[state] += 1;
    if (attestation !== null) onAttestation += 1;
    each({ verdict, subject });
  }
  return { all, bySeverity, byRule, onAttestation };
}

function countsIn(counts: Map<string, StateCounts>, name: string): StateCounts {
  const own = counts.get(name) ?? countByState([]);
  counts.set(name, own);
  return own;
}

export const sumOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
