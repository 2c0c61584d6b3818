import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { countByState, type StateCounts } from '../../report/state.ts';
import { HOLDERS, subjectsOf } from '../../report/subject-lookup.ts';
import { type BodyCount, VerdictColumns } from '../../report/verdict-columns.ts';

/** How many verdicts are in each state. */
export type Tally = {
  all: StateCounts;
  bySeverity: ReadonlyMap<string, StateCounts>;
  /** Of a rule: in all, and on what is in a cloud. */
  byRule: ReadonlyMap<string, { all: StateCounts; inCloud: ReadonlyMap<string, StateCounts> }>;
  /** How many rest on an attestation. */
  onAttestation: number;
  /** How many pass by who holds a key: of whoever holds it by what was not read, they say nothing. */
  onHolders: number;
};

type Counted = Pick<BodyCount, 'rule' | 'cloud' | 'count'> & {
  body: Pick<ReportedVerdict, 'state' | 'severity' | 'attestation' | 'evidence'>;
};

function countedIn({ verdicts, subjects }: Report): readonly Counted[] {
  if (verdicts instanceof VerdictColumns) return verdicts.counted();
  const subjectOf = subjectsOf({ subjects });
  return verdicts.map((body) => ({ rule: body.rule, body, cloud: subjectOf(body.subject).cloud, count: 1 }));
}

/** Counts the verdicts of a report. */
export function tallied(report: Report): Tally {
  const all = countByState([]);
  const bySeverity = new Map<string, StateCounts>();
  const byRule = new Map<string, { all: StateCounts; inCloud: Map<string, StateCounts> }>();
  let [onAttestation, onHolders] = [0, 0];
  for (const { rule, body, cloud, count } of countedIn(report)) {
    const { severity, state, attestation, evidence } = body;
    const ofRule = byRule.get(rule) ?? { all: countByState([]), inCloud: new Map<string, StateCounts>() };
    byRule.set(rule, ofRule);
    all[state] += count;
    ofRule.all[state] += count;
    countsIn(bySeverity, severity)[state] += count;
    if (cloud !== null) countsIn(ofRule.inCloud, cloud)[state] += count;
    if (attestation !== null) onAttestation += count;
    if (state === 'pass' && evidence.includes(HOLDERS)) onHolders += count;
  }
  return { all, bySeverity, byRule, onAttestation, onHolders };
}

function countsIn(counts: Map<string, StateCounts>, name: string): StateCounts {
  const own = counts.get(name) ?? countByState([]);
  counts.set(name, own);
  return own;
}

export const sumOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
