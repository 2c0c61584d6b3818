import type { Report, ReportedSubject, ReportedVerdict } from '../../report/schema.ts';
import { countByState, type StateCounts } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { type VerdictBody, VerdictColumns } from '../../report/verdict-columns.ts';

/** How many verdicts are in each state. */
export type Tally = {
  all: StateCounts;
  bySeverity: ReadonlyMap<string, StateCounts>;
  /** Of a rule: in all, and on what is in a cloud. */
  byRule: ReadonlyMap<string, { all: StateCounts; inCloud: ReadonlyMap<string, StateCounts> }>;
  /** How many rest on an attestation. */
  onAttestation: number;
};

/** A verdict with what it is about; `whole` makes what few are asked for. */
export type Judged = {
  verdict: Pick<ReportedVerdict, 'rule' | 'state' | 'severity' | 'message' | 'not_applicable' | 'attestation' | 'notes'>;
  subject: Pick<ReportedSubject, 'type' | 'id' | 'name' | 'cloud'>;
  whole: () => ReportedVerdict;
};

const said = (
  rule: string,
  { state, severity, not_applicable, attestation, notes }: VerdictBody,
  message: string,
): Judged['verdict'] => ({ rule, state, severity, message, not_applicable, attestation, notes });

/** Every verdict of a report, without making those whole that nobody asks for. */
function* judgedIn({ verdicts, subjects }: Report): Generator<Judged> {
  if (verdicts instanceof VerdictColumns) {
    for (const { rule, subject, body, message, verdict } of verdicts.entries())
      yield { verdict: said(rule, body, message), subject, whole: verdict };
    return;
  }
  const subjectOf = subjectsOf({ subjects });
  for (const verdict of verdicts) yield { verdict, subject: subjectOf(verdict.subject), whole: () => verdict };
}

/**
 * Reads the verdicts of a report once: there may be millions.
 * @param each is given every one of them
 */
export function tallied(report: Report, each: (judged: Judged) => void): Tally {
  const all = countByState([]);
  const bySeverity = new Map<string, StateCounts>();
  const byRule = new Map<string, { all: StateCounts; inCloud: Map<string, StateCounts> }>();
  let onAttestation = 0;
  for (const judged of judgedIn(report)) {
    const { rule, severity, state, attestation } = judged.verdict;
    const { subject } = judged;
    const ofRule = byRule.get(rule) ?? { all: countByState([]), inCloud: new Map<string, StateCounts>() };
    byRule.set(rule, ofRule);
    all[state] += 1;
    ofRule.all[state] += 1;
    countsIn(bySeverity, severity)[state] += 1;
    if (subject.cloud !== null) countsIn(ofRule.inCloud, subject.cloud)[state] += 1;
    if (attestation !== null) onAttestation += 1;
    each(judged);
  }
  return { all, bySeverity, byRule, onAttestation };
}

function countsIn(counts: Map<string, StateCounts>, name: string): StateCounts {
  const own = counts.get(name) ?? countByState([]);
  counts.set(name, own);
  return own;
}

export const sumOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
