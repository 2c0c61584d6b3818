import type { Database } from './database.ts';
import type { Turn } from './life.ts';
import { text } from './recall.ts';

/** When each organization was judged, oldest first. */
export async function judgedTimes(database: Database): Promise<Map<string, string[]>> {
  const rows = await database.all(
    'SELECT DISTINCT s.organization, s.taken_at FROM snapshots s JOIN runs r ON r.snapshot = s.id ORDER BY s.organization, s.taken_at',
  );
  return new Map(
    [...Map.groupBy(rows, ({ organization }) => text(organization))].map(([organization, scans]) => [
      organization,
      scans.map(({ taken_at }) => text(taken_at)),
    ]),
  );
}

/** One verdict as one history tells of it: its turns, and the times of all scans that could have brought one. */
export type Telling = { turns: readonly Turn[]; times: readonly string[] };

/**
 * The turns of one verdict by two histories together. Each tells what it was at its own scans; of a scan that both know,
 * the first one tells.
 */
export function mergedTurns(first: Telling, second: Telling): readonly Turn[] {
  if (first.turns.length === 0) return second.turns;
  const [here, there] = [statusesAt(first), statusesAt(second)];
  const merged: Turn[] = [];
  for (const since of [...new Set([...here.keys(), ...there.keys()])].sort()) {
    const told = here.get(since) ?? there.get(since);
    const last = merged.at(-1);
    if (told !== undefined && (last?.status !== told.status || last.waived !== told.waived)) merged.push({ ...told, since });
  }
  return merged;
}

/** What a verdict was at each scan since it was first given. A scan that was forgotten shows in its turn alone. */
function statusesAt({ turns, times }: Telling): Map<string, Turn> {
  const at = new Map<string, Turn>();
  let [held, next] = [undefined as Turn | undefined, 0];
  for (const time of [...new Set([...times, ...turns.map(({ since }) => since)])].sort()) {
    for (let turn = turns[next]; turn !== undefined && turn.since <= time; turn = turns[next]) {
      held = turn;
      next += 1;
    }
    if (held !== undefined) at.set(time, held);
  }
  return at;
}
