import type { Rows, RowsByKind } from './export-line.ts';
import { DanglingLine } from './history-error.ts';
import { recordUses } from './record-uses.ts';
import { type Tables, write } from './tables.ts';

/**
 * Writes rows as an export has them, but for verdicts. What is there already stays, and what is known of registrations and
 * of clusters on keys becomes what all sources say together.
 * @throws DanglingLine for a run on a snapshot that is not known
 */
export async function addRows(
  tables: Tables,
  { snapshot = [], registration = [], run = [], binding = [] }: Partial<Omit<RowsByKind, 'verdict'>>,
): Promise<void> {
  const shown = snapshot.map(({ registrations: _, ...row }) => row);
  await write(tables, 'snapshots', shown);
  const snapshots = await tables.selectFrom('snapshots').selectAll().execute();
  const snapshotOf = named(snapshots, ({ organization, digest }) => [organization, digest]);
  const registered = snapshot.flatMap(({ organization, digest, taken_at, registrations }) =>
    registrations.map((row) => ({ ...row, organization, first_seen: taken_at, digest })),
  );
  await addRegistrations(tables, [...registration, ...registered]);
  const registrations = await tables.selectFrom('registrations').selectAll().execute();
  const registrationOf = named(registrations, (row) => [row.organization, row.registration, row.identity]);
  const states = registered.map(({ organization, digest, registration, identity, state, held_unseen }) => ({
    snapshot: snapshotOf(organization, digest).id,
    registration: registrationOf(organization, registration, identity).id,
    ...{ state, held_unseen },
  }));
  await write(tables, 'states', states);
  const runs = run.map(({ organization, snapshot, ...row }) => {
    const { id, environments_whole, clusters_whole, keys_whole } = snapshotOf(organization, snapshot);
    return { environments_whole, clusters_whole, keys_whole, ...row, snapshot: id };
  });
  await write(tables, 'runs', runs);
  for (const [organization, uses] of Map.groupBy(binding, (row) => row.organization))
    await recordUses(tables, organization, uses);
}

/** @returns a row by what names it in an export, which throws where there is none */
function named<Row>(rows: readonly Row[], nameOf: (row: Row) => string[]) {
  const known = new Map(rows.map((row) => [JSON.stringify(nameOf(row)), row]));
  return (...name: string[]): Row => {
    const row = known.get(JSON.stringify(name));
    if (row === undefined) throw new DanglingLine(`a line names ${name.join(' ').trim()}, which no line before it contains`);
    return row;
  };
}

/** Writes which registrations there were: when they were first seen moves back, never on. */
async function addRegistrations(tables: Tables, registrations: readonly Rows['registration'][]): Promise<void> {
  const rows = new Map<string, Rows['registration']>();
  for (const { organization, registration, identity, first_seen } of registrations) {
    const name = JSON.stringify([organization, registration, identity]);
    if (first_seen < (rows.get(name)?.first_seen ?? '~')) rows.set(name, { organization, registration, identity, first_seen });
  }
  await write(tables, 'registrations', [...rows.values()], (conflict) =>
    conflict
      .columns(['organization', 'registration', 'identity'])
      .doUpdateSet(({ ref }) => ({ first_seen: ref('excluded.first_seen') }))
      .whereRef('excluded.first_seen', '<', 'registrations.first_seen'),
  );
}
