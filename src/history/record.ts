import type { KnownVerdict } from '../report/unseen.ts';
import type { Rows } from './export-line.ts';
import { DanglingLine } from './history-error.ts';
import type { Observation } from './observation.ts';
import { recordUses } from './record-uses.ts';
import { type ChangeStatus, statusAt } from './status-changes.ts';
import type { Store } from './store.ts';
import { type Schema, type Tables, write } from './tables.ts';
import { evaluationTimes, mergeVerdicts, verdictRows } from './verdict-rows.ts';

/** One evaluation of a snapshot, and which populations it considered complete: an attestation may say what the snapshot does not show. */
export type Run = Omit<Schema['runs'], 'snapshot'>;

/** A verdict as the history keeps it. */
export type RecordedVerdict = KnownVerdict & { severity: string; status: ChangeStatus; waived: boolean };

/**
 * Writes a scan, in one transaction; the same scan again changes nothing. Of several runs on a snapshot the first that
 * gives a verdict counts: another policy, configuration or day that is tried out later does not rewrite what was.
 * @param isDeleted whether a verdict that was given before, and not now, is on a subject that is known to exist no more
 */
export function recordScan(
  store: Store,
  observation: Observation,
  run: Run,
  verdicts: readonly RecordedVerdict[],
  isDeleted: (verdict: KnownVerdict) => boolean,
): Promise<void> {
  return store.writing(async (tables) => {
    const { id: snapshot } = await recordObservation(tables, observation);
    const runs = tables.selectFrom('runs').select('id').where('snapshot', '=', snapshot);
    const known = await runs.where('id', '=', run.id).executeTakeFirst();
    if (known !== undefined) return;
    await recordVerdicts(tables, observation, verdicts, isDeleted);
    await write(tables, 'runs', [{ ...run, snapshot }]);
  });
}

/** Writes what a snapshot shows, without verdicts on it. @returns false where it was known */
export const recordSnapshot = (store: Store, observation: Observation): Promise<boolean> =>
  store.writing(async (tables) => (await recordObservation(tables, observation)).isNew);

async function recordObservation(tables: Tables, { uses, ...snapshot }: Observation): Promise<{ id: number; isNew: boolean }> {
  const { organization, digest } = snapshot;
  const known = await tables
    .selectFrom('snapshots')
    .select('id')
    .where('organization', '=', organization)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id, isNew: false };
  const idOf = await recordSnapshots(tables, [snapshot]);
  await recordUses(tables, organization, uses);
  return { id: idOf(organization, digest), isNew: true };
}

/**
 * Writes snapshots with the registrations in them; those that are there stay.
 * @param further registrations that no snapshot has any more
 * @returns the number of a snapshot by its organization and digest
 * @throws DanglingLine by what it returns, where no snapshot is known by these
 */
export async function recordSnapshots(
  tables: Tables,
  snapshots: readonly Rows['snapshot'][],
  further: readonly Registered[] = [],
): Promise<(organization: string, digest: string) => number> {
  const rows = snapshots.map(({ registrations: _, ...snapshot }) => snapshot);
  await write(tables, 'snapshots', rows);
  const known = await tables.selectFrom('snapshots').select(['id', 'organization', 'digest']).execute();
  const snapshotOf = idsOf(known, ({ organization, digest }) => [organization, digest]);
  const registered = snapshots.flatMap(({ organization, digest, taken_at, registrations }) =>
    registrations.map((row) => ({ ...row, organization, first_seen: taken_at, digest })),
  );
  await recordRegistrations(tables, [...further, ...registered]);
  const registrations = await tables.selectFrom('registrations').selectAll().execute();
  const registrationOf = idsOf(registrations, (row) => [row.organization, row.registration, row.identity]);
  const states = registered.map(({ organization, digest, registration, identity, state, held_unseen }) => ({
    snapshot: snapshotOf(organization, digest),
    registration: registrationOf(organization, registration, identity),
    ...{ state, held_unseen },
  }));
  await write(tables, 'states', states);
  return snapshotOf;
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

/** A registration of a KMS key, and when it was first seen. */
export type Registered = Rows['registration'];

/** Writes which registrations there were: when they were first seen moves back, never on. */
export async function recordRegistrations(tables: Tables, registrations: readonly Registered[]): Promise<void> {
  const rows = new Map<string, Registered>();
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

async function recordVerdicts(
  tables: Tables,
  { organization, taken_at }: Observation,
  verdicts: readonly RecordedVerdict[],
  isDeleted: (verdict: KnownVerdict) => boolean,
): Promise<void> {
  const old = await verdictRows(tables, organization);
  const times = await evaluationTimes(tables, organization);
  const isLatest = !times.some((time) => time > taken_at);
  const names = new Map(old.map(({ fingerprint, subject }) => [fingerprint, subject.name]));
  const isRenamed = ({ fingerprint, subject: { name } }: RecordedVerdict) =>
    isLatest && name !== null && name !== names.get(fingerprint);
  const fresh = verdicts.filter((verdict) => !names.has(verdict.fingerprint) || isRenamed(verdict));
  const rows = fresh.map(({ fingerprint, rule, severity, subject }) => ({
    ...{ organization, fingerprint, rule, severity },
    ...{ subject_type: subject.type, subject_id: subject.id, subject_name: subject.name, environment: subject.environment },
  }));
  await write(tables, 'verdicts', rows, (conflict) =>
    conflict.columns(['organization', 'fingerprint']).doUpdateSet(({ ref }) => ({ subject_name: ref('excluded.subject_name') })),
  );
  const known = fresh.length === 0 ? old : await verdictRows(tables, organization);
  const given = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  const absent = (row: KnownVerdict): ChangeStatus => (isDeleted(row) ? 'gone' : 'not_judged');
  await mergeVerdicts(tables, known, times, (row) => {
    const verdict = given.get(row.fingerprint);
    const held = statusAt(row.changes, taken_at);
    // not known of yet, or deleted already
    if (verdict === undefined && (held === undefined || held.status === 'gone')) return undefined;
    const { status, waived } = verdict ?? { status: absent(row), waived: false };
    if (held?.status === status && held.waived === waived) return undefined;
    return { changes: [{ since: taken_at, status, waived }], times: [taken_at] };
  });
}
