import { isDeepStrictEqual } from 'node:util';
import { addRows } from './add-rows.ts';
import { EXPORT_FORMAT, type Line, rowsByKind } from './export-line.ts';
import type { Store } from './store.ts';
import { type Schema, type Tables, write } from './tables.ts';
import { evaluationTimes, mergeVerdicts, statusChange, verdictRows } from './verdict-rows.ts';

/**
 * Everything that the store holds at one moment, line by line, in an order that does not depend on how it was filled; the
 * last line says how many there are, so that a file that was cut off is known for one.
 */
export async function exported(store: Store): Promise<Line[]> {
  const lines = [{ byok_audit_history: EXPORT_FORMAT }, ...(await store.reading(linesOf))];
  return [...lines, { end: lines.length }];
}

async function linesOf(tables: Tables): Promise<Line[]> {
  const states = await tables
    .selectFrom('states as h')
    .innerJoin('registrations as r', 'r.id', 'h.registration')
    .select(['h.snapshot', 'r.registration', 'r.identity', 'h.state', 'h.held_unseen'])
    .orderBy('r.registration')
    .orderBy('r.identity')
    .execute();
  const statesOf = Map.groupBy(states, ({ snapshot }) => snapshot);
  const snapshots = await tables
    .selectFrom('snapshots')
    .selectAll()
    .orderBy('organization')
    .orderBy('taken_at')
    .orderBy('digest')
    .execute();
  const registrations = await tables
    .selectFrom('registrations')
    .select(['organization', 'registration', 'identity', 'first_seen'])
    .orderBy('organization')
    .orderBy('registration')
    .orderBy('identity')
    .execute();
  const runs = await tables
    .selectFrom('runs as r')
    .innerJoin('snapshots as s', 's.id', 'r.snapshot')
    .select(['s.organization', 's.digest as snapshot', 'r.id', 'r.as_of', 'r.policy', 'r.configuration'])
    .select(['r.environments_whole', 'r.clusters_whole', 'r.keys_whole'])
    .orderBy('s.organization')
    .orderBy('s.taken_at')
    .orderBy('r.id')
    .execute();
  const bindings = await tables
    .selectFrom('bindings')
    .selectAll()
    .orderBy('organization')
    .orderBy('identity')
    .orderBy('cluster')
    .execute();
  const statuses = await tables.selectFrom('statuses').selectAll().orderBy('since').execute();
  const changesOf = Map.groupBy(statuses, ({ verdict }) => verdict);
  const places = await tables.selectFrom('alert_places').selectAll().orderBy('since').execute();
  const alertsOf = Map.groupBy(places, ({ verdict }) => verdict);
  const verdicts = await tables.selectFrom('verdicts').selectAll().orderBy('organization').orderBy('fingerprint').execute();
  return [
    ...snapshots.map(({ id, ...snapshot }) => ({
      snapshot: { ...snapshot, registrations: (statesOf.get(id) ?? []).map(({ snapshot: _, ...state }) => state) },
    })),
    ...registrations.map((registration) => ({ registration })),
    ...runs.map((run) => ({ run })),
    ...bindings.map((binding) => ({ binding })),
    ...verdicts.map(({ id, ...verdict }) => ({
      verdict: {
        ...verdict,
        changes: (changesOf.get(id) ?? []).map(({ verdict: _, ...change }) => change),
        ...alertsIn(alertsOf.get(id) ?? []),
      },
    })),
  ];
}

/** A verdict that never had an alert has no such list: most have none. */
const alertsIn = (rows: readonly Schema['alert_places'][]) =>
  rows.length === 0 ? {} : { alerts: rows.map(({ verdict: _, ...place }) => place) };

/**
 * Adds what an export holds to a store, in one transaction; what is there already stays. Where both know a verdict, its
 * changes become those of all scans together.
 */
export const importLines = (store: Store, lines: readonly Line[]): Promise<void> =>
  store.writing(async (tables) => {
    const of = rowsByKind(lines);
    const verdictsOf = Map.groupBy(of.verdict, ({ organization }) => organization);
    const timesHere = new Map<string, string[]>();
    for (const organization of verdictsOf.keys()) timesHere.set(organization, await evaluationTimes(tables, organization));
    await addRows(tables, of);
    const verdicts = of.verdict.map(({ changes: _, alerts: __, ...verdict }) => verdict);
    await write(tables, 'verdicts', verdicts);
    const evaluated = new Set(of.run.map(({ organization, snapshot }) => `${organization} ${snapshot}`));
    const scans = of.snapshot.filter(({ organization, digest }) => evaluated.has(`${organization} ${digest}`));
    for (const [organization, verdicts] of verdictsOf) {
      const there = new Map(verdicts.map(({ fingerprint, changes }) => [fingerprint, changes.map(statusChange)]));
      const times = scans.filter((scan) => scan.organization === organization).map(({ taken_at }) => taken_at);
      const known = await verdictRows(tables, organization);
      await mergeVerdicts(tables, known, timesHere.get(organization) ?? [], ({ fingerprint, changes: here }) => {
        const changes = there.get(fingerprint);
        // most often an export comes back to where it was made, and merging is slow
        return changes === undefined || isDeepStrictEqual(changes, here) ? undefined : { changes, times };
      });
      const idOf = new Map(known.map(({ fingerprint, id }) => [fingerprint, id]));
      const places = verdicts.flatMap(({ fingerprint, alerts = [] }) =>
        alerts.map((place) => ({ verdict: idOf.get(fingerprint) ?? -1, ...place })),
      );
      await write(tables, 'alert_places', places);
    }
  });
