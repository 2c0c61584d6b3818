import { byCodePoint } from '../input/code-point.ts';
import type { Period } from '../report/period.ts';
import type { Bit } from './export-line.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';
import { type VerdictRow, verdictRows } from './verdict-rows.ts';

/** A snapshot that was evaluated, and which kinds of subjects it saw whole; null where nothing proves it. */
export type EvaluatedScan = Omit<Period['scans']['list'][number], 'verdicts'> & {
  populations: Readonly<Record<string, boolean | null>>;
};

/** One rule on one subject, with the changes of its status, oldest first. */
export type VerdictChanges = Omit<VerdictRow, 'id'>;

export type PeriodRows = { scans: EvaluatedScan[]; verdicts: VerdictChanges[] };

/**
 * What bears on a period: its scans, and what every verdict was until its end. What was seen later is not read: the same
 * period gives the same whenever it is asked for.
 * @param from and `to` in UTC with milliseconds, as the store has its times
 */
export const periodRows = (store: Store, organization: string, from: string, to: string): Promise<PeriodRows> =>
  store.reading(async (tables) => ({
    scans: await evaluatedScans(tables, organization, from, to),
    verdicts: await verdictChanges(tables, organization, to),
  }));

async function evaluatedScans(tables: Tables, organization: string, from: string, to: string): Promise<EvaluatedScan[]> {
  const rows = await tables
    .selectFrom('snapshots as s')
    .innerJoin('runs as r', 'r.snapshot', 's.id')
    .select(['s.digest', 's.taken_at', 's.whole', 'r.environments_whole', 'r.clusters_whole', 'r.keys_whole'])
    .select(['r.id', 'r.as_of', 'r.policy', 'r.configuration'])
    .where('s.organization', '=', organization)
    .where('s.taken_at', '>=', from)
    .where('s.taken_at', '<', to)
    .orderBy('s.taken_at')
    .orderBy('s.digest')
    .orderBy('r.as_of')
    .orderBy('r.id')
    .execute();
  return [...Map.groupBy(rows, ({ digest }) => digest)].flatMap(([snapshot, runs]): EvaluatedScan[] =>
    runs.slice(0, 1).map(({ taken_at, whole }) => ({
      taken_at,
      snapshot,
      whole: whole === 1,
      populations: {
        organization: true,
        environment: anyProof(runs.map(({ environments_whole }) => environments_whole)),
        cluster: anyProof(runs.map(({ clusters_whole }) => clusters_whole)),
        key: anyProof(runs.map(({ keys_whole }) => keys_whole)),
      },
      runs: runs.map(({ id, as_of, policy, configuration }) => ({ id, as_of, policy, configuration })),
    })),
  );
}

/** That everything was seen is proven where one of the runs had the proof. */
const anyProof = (flags: readonly (Bit | null)[]): boolean | null =>
  flags.includes(1) ? true : flags.includes(0) ? false : null;

/** By the time of their first change. */
async function verdictChanges(tables: Tables, organization: string, to: string): Promise<VerdictChanges[]> {
  const begun = ({ changes }: VerdictChanges): string => changes[0]?.since ?? '';
  return (await verdictRows(tables, organization, to))
    .filter(({ changes }) => changes.length > 0)
    .sort((a, b) => byCodePoint(begun(a), begun(b)) || byCodePoint(a.fingerprint, b.fingerprint));
}
