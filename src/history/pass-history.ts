import { byCodePoint } from '../input/code-point.ts';
import type { ScanTally, Stretch, Tally } from '../report/period.ts';
import { type RequirementState, worst, worstOf } from '../report/state.ts';
import type { EvaluatedScan, VerdictChanges } from './period-rows.ts';
import type { StatusChange } from './status-changes.ts';

/** What one rule's verdicts were at one scan, and the worst of them. */
export type AtScan = { tally: Tally; status: RequirementState };

const NO_STATES = { fail: 0, error: 0, unknown: 0, waived: 0, pass: 0, not_applicable: 0 };
const NONE: Tally = { ...NO_STATES, attested: 0 };

/** @param missed whether a scan that gave no verdict missed one: other scans of the period gave it */
function countedAs({ status, waived }: StatusChange, missed: boolean): keyof Tally | null {
  if (status === 'gone') return null;
  if (status === 'not_judged') return missed ? 'unknown' : null;
  return status === 'fail' && waived ? 'waived' : status;
}

/** Whether any scan since a time gave the verdict. */
const isGivenSince = ({ changes }: VerdictChanges, since: string): boolean =>
  changes.some(({ status }, index) => {
    const until = changes[index + 1]?.since;
    return status !== 'not_judged' && status !== 'gone' && (until === undefined || until > since);
  });

/**
 * What each rule's verdicts were at each scan, in one pass over all changes. Where a scan is not known to have seen all
 * subjects of a kind, nothing says which of the good verdicts from before it saw again, so these are unknown at it. A
 * failure stays one: not seeing it resolves nothing.
 * @param scans by time
 * @param kinds the type of subjects of each rule
 * @returns by rule, one for each scan
 */
export function passHistory(
  scans: readonly EvaluatedScan[],
  verdicts: readonly VerdictChanges[],
  kinds: ReadonlyMap<string, string>,
): Map<string, AtScan[]> {
  const changes = verdicts
    .flatMap(({ rule, changes }, verdict) => changes.map((change) => ({ rule, verdict, change })))
    .sort((a, b) => byCodePoint(a.change.since, b.change.since));
  const standing = new Map([...kinds.keys()].map((rule) => [rule, { ...NONE }]));
  const states: (keyof Tally | null)[] = verdicts.map(() => null);
  const missed = verdicts.map((verdict) => isGivenSince(verdict, scans[0]?.taken_at ?? ''));
  let fresh = new Map<string, Tally>();
  let next = 0;
  const history = new Map<string, AtScan[]>([...kinds.keys()].map((rule) => [rule, []]));
  scans.forEach((scan, index) => {
    // a second snapshot of the same moment shares its changes
    if (scans[index - 1]?.taken_at !== scan.taken_at) fresh = new Map();
    for (; next < changes.length; next += 1) {
      const due = changes[next];
      if (due === undefined || due.change.since > scan.taken_at) break;
      const held = standing.get(due.rule);
      if (held === undefined) continue;
      const [before, now] = [states[due.verdict] ?? null, countedAs(due.change, missed[due.verdict] === true)];
      if (before !== null) held[before] -= 1;
      if (now !== null) held[now] += 1;
      states[due.verdict] = now;
      if (due.change.since !== scan.taken_at || now === null) continue;
      const counted = fresh.get(due.rule) ?? { ...NONE };
      counted[now] += 1;
      fresh.set(due.rule, counted);
    }
    for (const [rule, kind] of kinds)
      history.get(rule)?.push(atScan(standing.get(rule) ?? NONE, fresh.get(rule) ?? NONE, scan.populations[kind] ?? null));
  });
  return history;
}

function atScan(held: Tally, fresh: Tally, whole: boolean | null): AtScan {
  if (whole === true) return { tally: { ...held }, status: worstOf(held) };
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
  statuses: readonly RequirementState[],
): { scans: ScanTally; history: Stretch[] } {
  const counted: ScanTally = { ...NO_STATES, not_assessed: 0 };
  const history: Stretch[] = [];
  scans.forEach(({ taken_at }, index) => {
    const status = statuses[index] ?? 'not_assessed';
    if (status !== 'not_covered') counted[status] += 1;
    const last = history.at(-1);
    if (last?.status === status) Object.assign(last, { to: taken_at, scans: last.scans + 1 });
    else history.push({ from: taken_at, to: taken_at, scans: 1, status });
  });
  return { scans: counted, history };
}
