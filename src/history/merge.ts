import type { Turn } from './life.ts';

/** One verdict as one history tells of it: its turns, and the times of all scans that could have brought one. */
export type Telling = { turns: readonly Turn[]; times: readonly string[] };

/**
 * The turns of one verdict by two histories together. Each tells what it was at its own scans; of a scan that both know,
 * the first one that gave the verdict tells.
 */
export function mergedTurns(first: Telling, second: Telling): readonly Turn[] {
  if (first.turns.length === 0 && first.times.length === 0) return second.turns;
  const [here, there] = [statusesAt(first), statusesAt(second)];
  const merged: Turn[] = [];
  for (const since of [...new Set([...here.keys(), ...there.keys()])].sort()) {
    const told = [here.get(since), there.get(since)].filter((turn) => turn !== undefined);
    const turn = told.find(({ status }) => status !== 'not_judged') ?? NOT_JUDGED;
    const last = merged.at(-1) ?? NOT_JUDGED;
    if (last.status === 'gone' && turn.status === 'not_judged') continue;
    if (last.status !== turn.status || last.waived !== turn.waived) merged.push({ ...turn, since });
  }
  return merged;
}

const NOT_JUDGED: Turn = { since: '', status: 'not_judged', waived: false };

/** What a verdict was at each scan. One that was forgotten shows in its turn alone. */
function statusesAt({ turns, times }: Telling): Map<string, Turn> {
  const at = new Map<string, Turn>();
  let [held, next] = [NOT_JUDGED, 0];
  for (const time of [...new Set([...times, ...turns.map(({ since }) => since)])].sort()) {
    for (let turn = turns[next]; turn !== undefined && turn.since <= time; turn = turns[next]) {
      held = turn;
      next += 1;
    }
    at.set(time, held);
  }
  return at;
}
