import type { Database } from './database.ts';
import type { Turn } from './life.ts';
import { text, textOrNull, turnOf } from './recall.ts';

/** A snapshot that was judged, and which kinds of subjects it saw whole; null where nothing proves it. */
export type JudgedScan = {
  taken_at: string;
  snapshot: string;
  whole: boolean;
  populations: Readonly<Record<string, boolean | null>>;
  runs: { id: string; as_of: string; policy: string; configuration: string }[];
};

/** One rule on one subject, with the turns of its status, oldest first. */
export type LivedVerdict = {
  fingerprint: string;
  rule: string;
  severity: string;
  subject: { type: string; id: string; name: string | null; environment: string | null };
  turns: Turn[];
};

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
    `SELECT s.digest, s.taken_at, s.whole, s.environments_whole, s.clusters_whole, s.keys_whole,
      r.id AS run, r.as_of, r.policy, r.configuration
      FROM snapshots s JOIN runs r ON r.snapshot = s.id
      WHERE s.organization = ? AND s.taken_at >= ? AND s.taken_at < ? ORDER BY s.taken_at, s.digest, r.as_of, r.id`,
    [organization, from, to],
  );
  const flag = (value: unknown): boolean | null => (value === null ? null : value === 1);
  const byDigest = new Map<string, JudgedScan>();
  for (const row of scans) {
    const scan = byDigest.get(text(row.digest)) ?? {
      taken_at: text(row.taken_at),
      snapshot: text(row.digest),
      whole: row.whole === 1,
      populations: {
        organization: true,
        environment: flag(row.environments_whole),
        cluster: flag(row.clusters_whole),
        key: flag(row.keys_whole),
      },
      runs: [],
    };
    const { run, as_of, policy, configuration } = row;
    scan.runs.push({ id: text(run), as_of: text(as_of), policy: text(policy), configuration: text(configuration) });
    byDigest.set(scan.snapshot, scan);
  }
  return { scans: [...byDigest.values()], verdicts: await livedVerdicts(database, organization, to) };
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
    const verdict = lived.get(text(row.fingerprint)) ?? {
      fingerprint: text(row.fingerprint),
      rule: text(row.rule),
      severity: text(row.severity),
      subject: {
        type: text(row.subject_type),
        id: text(row.subject_id),
        name: textOrNull(row.subject_name),
        environment: textOrNull(row.environment),
      },
      turns: [],
    };
    verdict.turns.push(turnOf(row));
    lived.set(verdict.fingerprint, verdict);
  }
  return [...lived.values()];
}
