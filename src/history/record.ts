import type { AlertPlace } from '../report/schema.ts';
import type { KnownVerdict } from '../report/unseen.ts';
import { addRows } from './add-rows.ts';
import { recordAlerts } from './alert-rows.ts';
import type { Observation } from './observation.ts';
import { type ChangeStatus, statusAt } from './status-changes.ts';
import type { Store } from './store.ts';
import { type Schema, type Tables, write } from './tables.ts';
import { evaluationTimes, mergeVerdicts, verdictRows } from './verdict-rows.ts';

/** One evaluation of a snapshot, and which populations it considered complete: an attestation may say what the snapshot does not show. */
export type Run = Omit<Schema['runs'], 'snapshot'>;

/** A verdict as the history keeps it. */
export type RecordedVerdict = KnownVerdict & {
  severity: string;
  status: ChangeStatus;
  waived: boolean;
  /** Where its alert is reported; absent where it has none. */
  alert?: AlertPlace | undefined;
};

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
    const known = await tables.selectFrom('runs').select('id').where('id', '=', run.id).executeTakeFirst();
    if (known !== undefined) return;
    await recordVerdicts(tables, observation, verdicts, isDeleted);
    const { organization, digest } = observation;
    await addRows(tables, { ...rowsOf(observation), run: [{ ...run, organization, snapshot: digest }] });
  });
}

/** Writes what a snapshot shows, without verdicts on it. @returns false where it was known */
export const recordSnapshot = (store: Store, observation: Observation): Promise<boolean> =>
  store.writing(async (tables) => {
    const { organization, digest } = observation;
    const same = tables.selectFrom('snapshots').select('id').where('organization', '=', organization);
    const known = await same.where('digest', '=', digest).executeTakeFirst();
    await addRows(tables, rowsOf(observation));
    return known === undefined;
  });

const rowsOf = ({ uses, ...snapshot }: Observation) => ({
  snapshot: [snapshot],
  binding: uses.map((use) => ({ ...use, organization: snapshot.organization })),
});

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
  // where an older scan would have reported an alert does not say where it is
  if (isLatest) await recordAlerts(tables, organization, taken_at, known, (row) => given.get(row.fingerprint)?.alert);
}
