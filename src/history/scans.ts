import { byCodePoint } from '../input/code-point.ts';
import { ends } from './status-changes.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';
import { organizationsIn, verdictRows } from './verdict-rows.ts';

/** A scan as the list shows it. `failing`: failures that were open after it; null for an imported snapshot. */
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
export const scansListed = (store: Store): Promise<ListedScan[]> =>
  store.reading(async (tables) => {
    const rows = await tables
      .selectFrom('snapshots as s')
      .select(({ selectFrom, fn }) => [
        's.organization',
        's.digest',
        's.taken_at',
        's.whole',
        selectFrom('states as h').select(fn.countAll().as('count')).whereRef('h.snapshot', '=', 's.id').as('keys'),
        selectFrom('runs as r').select(fn.countAll().as('count')).whereRef('r.snapshot', '=', 's.id').as('runs'),
      ])
      .orderBy('s.taken_at')
      .orderBy('s.organization')
      .orderBy('s.digest')
      .execute();
    const failing = new Map<string, (at: string) => number>();
    for (const organization of await organizationsIn(tables)) failing.set(organization, await failingIn(tables, organization));
    return rows.map(({ organization, digest, taken_at, whole, ...counts }) => {
      const [keys, runs] = [Number(counts.keys), Number(counts.runs)];
      const failed = runs === 0 ? null : (failing.get(organization)?.(taken_at) ?? 0);
      return { organization, snapshot: digest, taken_at, whole: whole === 1, keys, runs, failing: failed };
    });
  });

/** How many failures of an organization were open at a time; times must be asked for in their order. */
async function failingIn(tables: Tables, organization: string): Promise<(at: string) => number> {
  const verdicts = await verdictRows(tables, organization);
  const steps = verdicts.flatMap(({ changes }) => {
    let wasOpen = false;
    return changes.flatMap(({ since, status, waived }) => {
      // whatever else a verdict was, a failure stayed as open as it had been
      if (status !== 'fail' && !ends(status)) return [];
      const step = { at: since, by: Number(status === 'fail' && !waived) - Number(wasOpen) };
      wasOpen = status === 'fail' && !waived;
      return [step];
    });
  });
  const pending = steps.sort((a, b) => byCodePoint(b.at, a.at));
  let failing = 0;
  return (at) => {
    for (let step = pending.at(-1); step !== undefined && step.at <= at; step = pending.at(-1)) {
      failing += step.by;
      pending.pop();
    }
    return failing;
  };
}

/** The scans whose snapshot's digest begins so, with their runs, registrations and the status changes that they brought. */
export const scansShown = (store: Store, start: string) =>
  store.reading(async (tables) => {
    const bare = (digest: string) => digest.replace(/^sha256:/, '');
    const rows = await tables.selectFrom('snapshots').selectAll().orderBy('taken_at').execute();
    const found = [];
    for (const { id, ...snapshot } of rows)
      if (bare(snapshot.digest).startsWith(bare(start)))
        found.push({
          ...snapshot,
          runs: await tables
            .selectFrom('runs')
            .select(['id', 'as_of', 'policy', 'configuration'])
            .where('snapshot', '=', id)
            .orderBy('id')
            .execute(),
          registrations: await tables
            .selectFrom('states as h')
            .innerJoin('registrations as r', 'r.id', 'h.registration')
            .select(['r.registration', 'r.identity', 'h.state', 'h.held_unseen'])
            .where('h.snapshot', '=', id)
            .orderBy('r.registration')
            .execute(),
          status_changes: await tables
            .selectFrom('statuses as t')
            .innerJoin('verdicts as v', 'v.id', 't.verdict')
            .select(['v.rule', 'v.subject_id', 't.status', 't.waived'])
            .where('v.organization', '=', snapshot.organization)
            .where('t.since', '=', snapshot.taken_at)
            .orderBy('v.rule')
            .orderBy('v.subject_id')
            .execute(),
        });
    return found;
  });
