import type { KnownVerdict } from '../report/unseen.ts';
import type { Database } from './database.ts';
import type { Turn } from './life.ts';
import { knownVerdict, text, turnOf } from './recall.ts';

/** A snapshot that was judged, and which kinds of subjects it saw whole; null where nothing proves it. */
export type JudgedScan = {
  taken_at: string;
  snapshot: string;
  whole: boolean;
  populations: Readonly<Record<string, boolean | null>>;
  runs: { id: string; as_of: string; policy: string; configuration: string }[];
};

/** One rule on one subject, with the turns of its status, oldest first. */
export type LivedVerdict = KnownVerdict & { severity: string; turns: Turn[] };

export type PeriodRows = { scans: JudgedScan[]; verdicts: LivedVerdict[] };

/** The organizations that the store remembers scans of. */
export const organizationsIn = async (database: Database): Promise<string[]> =>
  (await database.all('SELECT DISTINCT organization FROM snapshots ORDER BY organization')).map(({ organization }) =>
    text(organization),
  );

/**
 * What bears on a period: its scans, and what every verdict was until its end. What was seen later is not read: the same
 * period tells the same whenever it is asked for.
 * @param from and `to` in UTC with milliseconds, as the store has its times
 */
export async function periodRows(database: Database, organization: string, from: string, to: string): Promise<PeriodRows> {
  const scans = await database.all(
    `SELECT s.digest, s.taken_at, s.whole, r.environments_whole, r.clusters_whole, r.keys_whole,
      r.id AS run, r.as_of, r.policy, r.configuration
      FROM snapshots s JOIN runs r ON r.snapshot = s.id
      WHERE s.organization = ? AND s.taken_at >= ? AND s.taken_at < ? ORDER BY s.taken_at, s.digest, r.as_of, r.id`,
    [organization, from, to],
  );
  const byDigest = Map.groupBy(scans, ({ digest }) => text(digest));
  const judged = [...byDigest].map(([snapshot, rows]): JudgedScan => {
    const [first] = rows;
    // that everything was seen is proven where one of its judgings had the proof
    const seenWhole = (column: string): boolean | null => {
      const flags = rows.map((row) => row[column]);
      return flags.includes(1) ? true : flags.includes(0) ? false : null;
    };
    return {
      taken_at: text(first?.taken_at),
      snapshot,
      whole: first?.whole === 1,
      populations: {
        organization: true,
        environment: seenWhole('environments_whole'),
        cluster: seenWhole('clusters_whole'),
        key: seenWhole('keys_whole'),
      },
      runs: rows.map(({ run, as_of, policy, configuration }) => ({
        id: text(run),
        as_of: text(as_of),
        policy: text(policy),
        configuration: text(configuration),
      })),
    };
  });
  return { scans: judged, verdicts: await livedVerdicts(database, organization, to) };
}

async function livedVerdicts(database: Database, organization: string, to: string): Promise<LivedVerdict[]> {
  const rows = await database.all(
    `SELECT v.fingerprint, v.rule, v.severity, v.subject_type, v.subject_id, v.subject_name, v.environment,
      t.since, t.status, t.waived FROM statuses t JOIN verdicts v ON v.id = t.verdict
      WHERE v.organization = ? AND t.since < ? ORDER BY t.since, v.fingerprint`,
    [organization, to],
  );
  const lived = new Map<string, LivedVerdict>();
  for (const row of rows) {
    const verdict = lived.get(text(row.fingerprint)) ?? { ...knownVerdict(row), severity: text(row.severity), turns: [] };
    verdict.turns.push(turnOf(row));
    lived.set(verdict.fingerprint, verdict);
  }
  return [...lived.values()];
}
