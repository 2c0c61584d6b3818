import type { Database, Row } from './database.ts';
import { ends } from './life.ts';
import { text, turnOf } from './recall.ts';

/** A scan as the list shows it. `failing`: failures that stood open after it; null for an imported snapshot. */
export type ListedScan = {
  organization: string;
  snapshot: string;
  taken_at: string;
  whole: boolean;
  keys: number;
  runs: number;
  failing: number | null;
};

/** All scans, oldest first. */
export async function scansListed(database: Database): Promise<ListedScan[]> {
  const rows = await database.all(
    `SELECT s.organization, s.digest, s.taken_at, s.whole,
      (SELECT COUNT(*) FROM states h WHERE h.snapshot = s.id) AS keys,
      (SELECT COUNT(*) FROM runs r WHERE r.snapshot = s.id) AS runs
      FROM snapshots s ORDER BY s.taken_at, s.organization, s.digest`,
  );
  const failing = await failingAt(database);
  return rows.map((row) => ({
    organization: text(row.organization),
    snapshot: text(row.digest),
    taken_at: text(row.taken_at),
    whole: row.whole === 1,
    keys: Number(row.keys),
    runs: Number(row.runs),
    failing: Number(row.runs) === 0 ? null : failing(text(row.organization), text(row.taken_at)),
  }));
}

/** How many failures stood open at a time that is asked for; times must be asked for in order. One pass over all turns. */
async function failingAt(database: Database): Promise<(organization: string, at: string) => number> {
  const turns = await database.all(
    `SELECT v.organization, t.verdict, t.since, t.status, t.waived FROM statuses t JOIN verdicts v ON v.id = t.verdict
      ORDER BY t.since, t.verdict`,
  );
  const open = new Map<string, Set<number>>();
  let next = 0;
  return (organization, at) => {
    for (; next < turns.length; next += 1) {
      const turn = turns[next];
      if (turn === undefined || text(turn.since) > at) break;
      const ofOne = open.get(text(turn.organization)) ?? new Set();
      open.set(text(turn.organization), ofOne);
      if (turn.status === 'fail' && turn.waived === 0) ofOne.add(Number(turn.verdict));
      else if (turn.status === 'fail' || ends(turnOf(turn).status)) ofOne.delete(Number(turn.verdict));
    }
    return open.get(organization)?.size ?? 0;
  };
}

/** The scans whose snapshot's digest begins so, with their runs, registrations and the turns of verdicts in them. */
export async function scanShown(database: Database, start: string): Promise<Record<string, unknown>[]> {
  const rows = await database.all('SELECT * FROM snapshots ORDER BY taken_at');
  const found = rows.filter(({ digest }) =>
    text(digest)
      .replace(/^sha256:/, '')
      .startsWith(start.replace(/^sha256:/, '')),
  );
  return Promise.all(
    found.map(async ({ id, ...snapshot }) => {
      const of = (sql: string, ...values: (string | number)[]): Promise<Row[]> => database.all(sql, values);
      return {
        ...snapshot,
        runs: await of('SELECT id, as_of, policy, configuration FROM runs WHERE snapshot = ? ORDER BY id', Number(id)),
        registrations: await of(
          'SELECT r.registration, r.identity, h.state, h.held_unseen FROM states h JOIN registrations r ON r.id = h.registration WHERE h.snapshot = ? ORDER BY r.registration',
          Number(id),
        ),
        turns: await of(
          'SELECT v.rule, v.subject_id, t.status, t.waived FROM statuses t JOIN verdicts v ON v.id = t.verdict WHERE v.organization = ? AND t.since = ? ORDER BY v.rule, v.subject_id',
          text(snapshot.organization),
          text(snapshot.taken_at),
        ),
      };
    }),
  );
}
