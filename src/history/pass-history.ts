import type { ScanTally, Stretch, Tally } from '../report/period.ts';
import { type RequirementState, worst, worstOf } from '../report/state.ts';
import type { Turn } from './life.ts';
import type { JudgedScan, LivedVerdict } from './period-rows.ts';

/** What one rule's verdicts were at one scan, and the worst of them. */
export type AtScan = { tally: Tally; status: RequirementState };

const NO_STATES = { fail: 0, error: 0, unknown: 0, waived: 0, pass: 0, not_applicable: 0 };
export const NONE: Tally = { ...NO_STATES, attested: 0 };

/** @param missed whether a scan that did not judge it missed something: other scans of the period did */
function countedAs({ status, waived }: Turn, missed: boolean): keyof Tally | null {
  if (status === 'gone') return null;
  if (status === 'not_judged') return missed ? 'unknown' : null;
  return status === 'fail' && waived ? 'waived' : status;
}

/** Whether any scan since a time judged it. */
const isJudgedSince = ({ turns }: LivedVerdict, since: string): boolean =>
  turns.some(({ status }, index) => {
    const until = turns[index + 1]?.since;
    return status !== 'not_judged' && status !== 'gone' && (until === undefined || until > since);
  });

/**
 * What each rule's verdicts were at each scan, in one pass over all turns. The store keeps changes: where a scan is not
 * known to have seen all subjects of a kind, it cannot be told which of the good verdicts from before it saw again, so
 * these are not determined at it. A failure stays one: being blind mends nothing.
 * @param scans by time
 * @param kinds the type of subjects of each rule
 * @returns by rule, one for each scan
 */
export function passHistory(
  scans: readonly JudgedScan[],
  verdicts: readonly LivedVerdict[],
  kinds: ReadonlyMap<string, string>,
): Map<string, AtScan[]> {
  const turns = verdicts
    .flatMap(({ rule, turns }, verdict) => turns.map((turn) => ({ rule, verdict, turn })))
    .sort((a, b) => (a.turn.since < b.turn.since ? -1 : a.turn.since > b.turn.since ? 1 : 0));
  const standing = new Map([...kinds.keys()].map((rule) => [rule, { ...NONE }]));
  const states: (keyof Tally | null)[] = verdicts.map(() => null);
  const missed = verdicts.map((verdict) => isJudgedSince(verdict, scans[0]?.taken_at ?? ''));
  let fresh = new Map<string, Tally>();
  let next = 0;
  const history = new Map<string, AtScan[]>([...kinds.keys()].map((rule) => [rule, []]));
  scans.forEach((scan, index) => {
    // a second snapshot of the same moment shares its turns
    if (scans[index - 1]?.taken_at !== scan.taken_at) fresh = new Map();
    for (; next < turns.length; next += 1) {
      const due = turns[next];
      if (due === undefined || due.turn.since > scan.taken_at) break;
      const held = standing.get(due.rule);
      if (held === undefined) continue;
      const [before, now] = [states[due.verdict] ?? null, countedAs(due.turn, missed[due.verdict] === true)];
      if (before !== null) held[before] -= 1;
      if (now !== null) held[now] += 1;
      states[due.verdict] = now;
      if (due.turn.since !== scan.taken_at || now === null) continue;
      const told = fresh.get(due.rule) ?? { ...NONE };
      told[now] += 1;
      fresh.set(due.rule, told);
    }
    for (const [rule, kind] of kinds)
      history.get(rule)?.push(atScan(standing.get(rule) ?? NONE, fresh.get(rule) ?? NONE, scan.populations[kind] ?? null));
  });
  return history;
}

function atScan(held: Tally, fresh: Tally, whole: boolean | null): AtScan {
  if (whole === true) return { tally: { ...held }, status: worstOf(held) };
  const { pass, attested, not_applicable } = fresh;
  const untold = held.pass - pass + held.attested - attested + held.not_applicable - not_applicable;
  const tally = { ...held, pass, attested, not_applicable, unknown: held.unknown + untold };
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
