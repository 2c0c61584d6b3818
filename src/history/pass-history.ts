import type { ScanTally, Stretch, Tally } from '../report/period.ts';
import { type RuleState, worst, worstOf } from '../report/state.ts';
import type { EvaluatedScan, VerdictChanges } from './period-rows.ts';
import { isGiven, type StatusChange, statusAt } from './status-changes.ts';

/** What one rule's verdicts were at one scan, and the worst of them. */
export type AtScan = { tally: Tally; status: RuleState };

const NO_STATES = { fail: 0, error: 0, unknown: 0, waived: 0, pass: 0, not_applicable: 0 };
const NONE: Tally = { ...NO_STATES, attested: 0 };

/** @param missed whether a scan that gave no verdict missed one: other scans of the period gave it */
function countedAs({ status, waived }: StatusChange, missed: boolean): keyof Tally | null {
  if (status === 'gone') return null;
  if (status === 'not_judged') return missed ? 'unknown' : null;
  return status === 'fail' && waived ? 'waived' : status;
}

/** Whether any scan from a time on gave the verdict. */
const isGivenFrom = (start: string, { changes }: VerdictChanges): boolean =>
  changes.some((change) => isGiven(change.status) && (change.since > start || change === statusAt(changes, start)));

/**
 * What each rule's verdicts were at each scan. Where a scan is not known to have seen all subjects of a kind, nothing says
 * which of the good verdicts from before it saw again, so these are unknown at it. A failure stays one: not seeing it
 * resolves nothing.
 * @param scans by time
 * @param kinds the type of subjects of each rule
 * @returns by rule, one for each scan
 */
export function passHistory(
  scans: readonly EvaluatedScan[],
  verdicts: readonly VerdictChanges[],
  kinds: ReadonlyMap<string, string>,
): Map<string, AtScan[]> {
  const start = scans[0]?.taken_at ?? '';
  const ofRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const historyOf = (rule: string, kind: string): AtScan[] => {
    const own = (ofRule.get(rule) ?? []).map((verdict) => ({ ...verdict, missed: isGivenFrom(start, verdict) }));
    return scans.map(({ taken_at, populations }) => {
      const [held, fresh] = [{ ...NONE }, { ...NONE }];
      for (const { changes, missed } of own) {
        const change = statusAt(changes, taken_at);
        const state = change === undefined ? null : countedAs(change, missed);
        if (state === null) continue;
        held[state] += 1;
        if (change?.since === taken_at) fresh[state] += 1;
      }
      return atScan(held, fresh, populations[kind] ?? null);
    });
  };
  return new Map([...kinds].map(([rule, kind]) => [rule, historyOf(rule, kind)]));
}

function atScan(held: Tally, fresh: Tally, whole: boolean | null): AtScan {
  if (whole === true) return { tally: held, status: worstOf(held) };
  const { pass, attested, not_applicable } = fresh;
  const notSeenAgain = held.pass - pass + held.attested - attested + held.not_applicable - not_applicable;
  const tally = { ...held, pass, attested, not_applicable, unknown: held.unknown + notSeenAgain };
  const status = worstOf(tally);
  return { tally, status: whole === false ? worst([status, 'unknown']) : status };
}

export const sum = (tallies: readonly Tally[]): Tally => {
  const total = { ...NONE };
  for (const tally of tallies) for (const state of Object.keys(total) as (keyof Tally)[]) total[state] += tally[state];
  return total;
};

/** One status for each scan, counted and in stretches. */
export function statusHistory(
  scans: readonly { taken_at: string }[],
  statuses: readonly RuleState[],
): { scans: ScanTally; history: Stretch[] } {
  const counted: ScanTally = { ...NO_STATES, not_assessed: 0 };
  const history: Stretch[] = [];
  scans.forEach(({ taken_at }, index) => {
    const status = statuses[index] ?? 'not_assessed';
    counted[status] += 1;
    const last = history.at(-1);
    if (last?.status === status) Object.assign(last, { to: taken_at, scans: last.scans + 1 });
    else history.push({ from: taken_at, to: taken_at, scans: 1, status });
  });
  return { scans: counted, history };
}
