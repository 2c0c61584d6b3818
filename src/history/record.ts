import type { KnownVerdict } from '../report/unseen.ts';
import type { Observation } from './observation.ts';
import { recordUses } from './record-uses.ts';
import { type ChangeStatus, changesFor, type StatusChange } from './status-changes.ts';
import type { Store } from './store.ts';
import { flag, inBatches, insertNew, type Tables } from './tables.ts';
import { statusChanges, verdictRows } from './verdict-rows.ts';

/** One evaluation of a snapshot, and which populations it took for whole: an attestation may say what the snapshot does not show. */
export type Run = {
  id: string;
  as_of: string;
  policy: string;
  configuration: string;
  whole: Pick<Observation, 'environments_whole' | 'clusters_whole' | 'keys_whole'>;
};

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
    const known = await tables.selectFrom('runs').select('id').where('snapshot', '=', snapshot).execute();
    if (known.some(({ id }) => id === run.id)) return;
    const { whole, ...of } = run;
    await insertNew(tables, 'runs', [{ ...of, snapshot, ...wholeness(whole) }]);
    await recordVerdicts(tables, observation, { verdicts, isDeleted, again: known.length > 0 });
  });
}

/** Writes what a snapshot shows, without verdicts on it. @returns false where it was known */
export const recordSnapshot = (store: Store, observation: Observation): Promise<boolean> =>
  store.writing(async (tables) => (await recordObservation(tables, observation)).isNew);

const wholeness = ({ environments_whole, clusters_whole, keys_whole }: Run['whole']) => ({
  environments_whole: flag(environments_whole),
  clusters_whole: flag(clusters_whole),
  keys_whole: flag(keys_whole),
});

async function recordObservation(tables: Tables, observation: Observation): Promise<{ id: number; isNew: boolean }> {
  const { organization, snapshot: digest, taken_at, whole, uses } = observation;
  const known = await tables
    .selectFrom('snapshots')
    .select('id')
    .where('organization', '=', organization)
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id, isNew: false };
  const { id } = await tables
    .insertInto('snapshots')
    .values({ organization, digest, taken_at, ...wholeness(observation), whole: flag(whole) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await recordStates(tables, id, observation);
  await recordUses(tables, organization, uses);
  return { id, isNew: true };
}

async function recordStates(
  tables: Tables,
  snapshot: number,
  { organization, taken_at, registrations }: Observation,
): Promise<void> {
  const key = (registration: string, identity: string) => `${registration}\n${identity}`;
  await recordRegistrations(
    tables,
    registrations.map(({ id, identity }) => ({ organization, registration: id, identity, first_seen: taken_at })),
  );
  const rows = await tables.selectFrom('registrations').selectAll().where('organization', '=', organization).execute();
  const ids = new Map(rows.map((row) => [key(row.registration, row.identity), row.id]));
  const states = registrations.map(({ id, identity, state, held_unseen }) => {
    const registration = ids.get(key(id, identity));
    if (registration === undefined) throw new Error(`registration ${id} was not written`);
    return { snapshot, registration, state, held_unseen: flag(held_unseen) };
  });
  await insertNew(tables, 'states', states);
}

/** A registration of a KMS key, and when it was first seen. */
export type Registered = { organization: string; registration: string; identity: string; first_seen: string };

/** Writes which registrations there were: when they were first seen moves back, never on. */
export async function recordRegistrations(tables: Tables, registrations: readonly Registered[]): Promise<void> {
  const rows = new Map<string, Registered>();
  for (const { organization, registration, identity, first_seen } of registrations) {
    const name = JSON.stringify([organization, registration, identity]);
    if (first_seen < (rows.get(name)?.first_seen ?? '~')) rows.set(name, { organization, registration, identity, first_seen });
  }
  await inBatches([...rows.values()], (batch) =>
    tables
      .insertInto('registrations')
      .values(batch)
      .onConflict((conflict) =>
        conflict
          .columns(['organization', 'registration', 'identity'])
          .doUpdateSet(({ ref }) => ({ first_seen: ref('excluded.first_seen') }))
          .whereRef('excluded.first_seen', '<', 'registrations.first_seen'),
      )
      .execute(),
  );
}

type Given = { verdicts: readonly RecordedVerdict[]; isDeleted: (verdict: KnownVerdict) => boolean; again: boolean };

async function recordVerdicts(
  tables: Tables,
  { organization, taken_at }: Observation,
  { verdicts, isDeleted, again }: Given,
): Promise<void> {
  const old = await verdictRows(tables, organization);
  const next = await nextEvaluated(tables, organization, taken_at);
  const names = new Map(old.map(({ fingerprint, subject }) => [fingerprint, subject.name]));
  const isRenamed = ({ fingerprint, subject: { name } }: RecordedVerdict) =>
    next === null && name !== null && name !== names.get(fingerprint);
  const fresh = verdicts.filter((verdict) => !names.has(verdict.fingerprint) || isRenamed(verdict));
  const rows = fresh.map(({ fingerprint, rule, severity, subject }) => ({
    ...{ organization, fingerprint, rule, severity },
    ...{ subject_type: subject.type, subject_id: subject.id, subject_name: subject.name, environment: subject.environment },
  }));
  await inBatches(rows, (batch) =>
    tables
      .insertInto('verdicts')
      .values(batch)
      .onConflict((conflict) =>
        conflict
          .columns(['organization', 'fingerprint'])
          .doUpdateSet(({ ref }) => ({ subject_name: ref('excluded.subject_name') })),
      )
      .execute(),
  );
  const known = fresh.length === 0 ? old : await verdictRows(tables, organization);
  const changes = await statusChanges(tables, organization, null);
  const given = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  const written = known.flatMap((row) => {
    const verdict = given.get(row.fingerprint);
    const absent = (): ChangeStatus => (isDeleted(row) ? 'gone' : 'not_judged');
    const now: StatusChange = { since: taken_at, status: verdict?.status ?? absent(), waived: verdict?.waived ?? false };
    return changesFor(changes.get(row.fingerprint) ?? [], now, next, again).map(({ since, status, waived }) => ({
      ...{ verdict: row.id, since, status },
      waived: flag(waived),
    }));
  });
  await inBatches(written, (batch) =>
    tables
      .insertInto('statuses')
      .values(batch)
      .onConflict((conflict) =>
        conflict
          .columns(['verdict', 'since'])
          .doUpdateSet(({ ref }) => ({ status: ref('excluded.status'), waived: ref('excluded.waived') })),
      )
      .execute(),
  );
}

/** When the organization was next evaluated after a time; null where it was not. */
async function nextEvaluated(tables: Tables, organization: string, after: string): Promise<string | null> {
  const { taken_at } = await tables
    .selectFrom('snapshots as s')
    .innerJoin('runs as r', 'r.snapshot', 's.id')
    .select(({ fn }) => fn.min('s.taken_at').as('taken_at'))
    .where('s.organization', '=', organization)
    .where('s.taken_at', '>', after)
    .executeTakeFirstOrThrow();
  return taken_at;
}
