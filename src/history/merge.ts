import { isGiven, type StatusChange } from './status-changes.ts';

/** One verdict in one history, or at one scan: its changes, and the times of all scans that could have brought one. */
export type VerdictRecord = { changes: readonly StatusChange[]; times: readonly string[] };

/**
 * The changes of one verdict in two histories together. Each knows what it was at its own scans; of a scan that is in
 * both, the first one that gave the verdict counts.
 */
export function mergedChanges(first: VerdictRecord, second: VerdictRecord): readonly StatusChange[] {
  if (first.changes.length === 0 && first.times.length === 0) return second.changes;
  const [here, there] = [statusesAt(first), statusesAt(second)];
  const merged: StatusChange[] = [];
  for (const since of [...new Set([...here.keys(), ...there.keys()])].sort()) {
    const both = [here.get(since), there.get(since)].filter((change) => change !== undefined);
    const change = both.find(({ status }) => isGiven(status)) ?? both.find(({ status }) => status === 'gone') ?? NOT_JUDGED;
    const last = merged.at(-1) ?? NOT_JUDGED;
    if (last.status === 'gone' && change.status === 'not_judged') continue;
    if (last.status !== change.status || last.waived !== change.waived) merged.push({ ...change, since });
  }
  return merged;
}

const NOT_JUDGED: StatusChange = { since: '', status: 'not_judged', waived: false };

/** What a verdict was at each scan. One that was pruned shows in its change alone. */
function statusesAt({ changes, times }: VerdictRecord): Map<string, StatusChange> {
  const at = new Map<string, StatusChange>();
  let [held, next] = [NOT_JUDGED, 0];
  for (const time of [...new Set([...times, ...changes.map(({ since }) => since)])].sort()) {
    for (let change = changes[next]; change !== undefined && change.since <= time; change = changes[next]) {
      held = change;
      next += 1;
    }
    at.set(time, held);
  }
  return at;
}
