import { isDeepStrictEqual } from 'node:util';
import { EXPORT_FORMAT, type Line, type Lines, linesByKind } from './export-line.ts';
import { DanglingLine } from './history-error.ts';
import { mergedChanges } from './merge.ts';
import { recordRegistrations } from './record.ts';
import { recordUses } from './record-uses.ts';
import type { StatusChange } from './status-changes.ts';
import type { Store } from './store.ts';
import { flag, insertNew, type Tables } from './tables.ts';
import { evaluationTimes, statusChanges, verdictRows } from './verdict-rows.ts';

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
  const verdicts = await tables.selectFrom('verdicts').selectAll().orderBy('organization').orderBy('fingerprint').execute();
  return [
    ...snapshots.map(({ id, ...snapshot }) => ({
      snapshot: { ...snapshot, registrations: (statesOf.get(id) ?? []).map(({ snapshot: _, ...state }) => state) },
    })),
    ...registrations.map((registration) => ({ registration })),
    ...runs.map((run) => ({ run })),
    ...bindings.map((binding) => ({ binding })),
    ...verdicts.map(({ id, ...verdict }) => ({
      verdict: { ...verdict, changes: (changesOf.get(id) ?? []).map(({ verdict: _, ...change }) => change) },
    })),
  ];
}

/**
 * Adds what an export holds to a store, in one transaction; what is there already stays. Where both know a verdict, its
 * changes become those of all scans together.
 */
export const importLines = (store: Store, lines: readonly Line[]): Promise<void> =>
  store.writing(async (tables) => {
    const of = linesByKind(lines);
    const timesHere = new Map<string, string[]>();
    for (const { organization } of of.verdict)
      if (!timesHere.has(organization)) timesHere.set(organization, await evaluationTimes(tables, organization));
    await importSnapshots(tables, of);
    await importVerdicts(tables, of, timesHere);
    for (const [organization, rows] of Map.groupBy(of.binding, (binding) => binding.organization))
      await recordUses(tables, organization, rows);
  });

/** Snapshots with the registrations in them, and their runs. */
async function importSnapshots(tables: Tables, of: Lines): Promise<void> {
  await insertNew(
    tables,
    'snapshots',
    of.snapshot.map(({ registrations: _, ...snapshot }) => snapshot),
  );
  const snapshots = await tables.selectFrom('snapshots').select(['id', 'organization', 'digest']).execute();
  const snapshotIds = idsOf(snapshots, ({ organization, digest }) => [organization, digest]);
  const registered = of.snapshot.flatMap(({ organization, digest, taken_at, registrations }) =>
    registrations.map((row) => ({ ...row, organization, first_seen: taken_at, digest })),
  );
  await recordRegistrations(tables, [...of.registration, ...registered]);
  const registrations = await tables.selectFrom('registrations').selectAll().execute();
  const registrationIds = idsOf(registrations, (row) => [row.organization, row.registration, row.identity]);
  await insertNew(
    tables,
    'states',
    registered.map(({ organization, digest, registration, identity, state, held_unseen }) => ({
      snapshot: snapshotIds(organization, digest),
      registration: registrationIds(organization, registration, identity),
      ...{ state, held_unseen },
    })),
  );
  const byDigest = new Map(of.snapshot.map((snapshot) => [`${snapshot.organization} ${snapshot.digest}`, snapshot]));
  await insertNew(
    tables,
    'runs',
    of.run.map(({ organization, snapshot: digest, ...run }) => {
      const {
        environments_whole = null,
        clusters_whole = null,
        keys_whole = null,
      } = byDigest.get(`${organization} ${digest}`) ?? {};
      return { environments_whole, clusters_whole, keys_whole, ...run, snapshot: snapshotIds(organization, digest) };
    }),
  );
}

/** @returns the number of a row by what names it in an export, which throws where there is none */
function idsOf<Row extends { id: number }>(rows: readonly Row[], nameOf: (row: Row) => string[]) {
  const ids = new Map(rows.map((row) => [JSON.stringify(nameOf(row)), row.id]));
  return (...name: string[]): number => {
    const id = ids.get(JSON.stringify(name));
    if (id === undefined) throw new DanglingLine(`a line names ${name.join(' ').trim()}, which no line before it contains`);
    return id;
  };
}

/** @param timesHere when the store's organizations had been evaluated before the import */
async function importVerdicts(
  tables: Tables,
  { verdict, run, snapshot }: Lines,
  timesHere: ReadonlyMap<string, string[]>,
): Promise<void> {
  await insertNew(
    tables,
    'verdicts',
    verdict.map(({ changes: _, ...row }) => row),
  );
  const taken = new Map(snapshot.map(({ organization, digest, taken_at }) => [`${organization} ${digest}`, taken_at]));
  for (const [organization, verdicts] of Map.groupBy(verdict, (one) => one.organization)) {
    const ids = new Map((await verdictRows(tables, organization)).map(({ id, fingerprint }) => [fingerprint, id]));
    const before = await statusChanges(tables, organization, null);
    const times = timesHere.get(organization) ?? [];
    const timesThere = run.flatMap((one) =>
      one.organization === organization ? (taken.get(`${organization} ${one.snapshot}`) ?? []) : [],
    );
    const merged = verdicts.flatMap(({ fingerprint, changes }) => {
      const id = ids.get(fingerprint);
      const here = before.get(fingerprint) ?? [];
      const there = changes.map(({ since, status, waived }): StatusChange => ({ since, status, waived: waived === 1 }));
      // most often an export comes back to where it was made, and merging is slow
      if (id === undefined || isDeepStrictEqual(there, here)) return [];
      const all = mergedChanges({ changes: here, times }, { changes: there, times: timesThere });
      return isDeepStrictEqual(all, here) ? [] : [{ id, known: here.length > 0, changes: all }];
    });
    for (const { id, known } of merged) if (known) await tables.deleteFrom('statuses').where('verdict', '=', id).execute();
    await insertNew(
      tables,
      'statuses',
      merged.flatMap(({ id, changes }) =>
        changes.map(({ since, status, waived }) => ({ verdict: id, since, status, waived: flag(waived) })),
      ),
    );
  }
}
