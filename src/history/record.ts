import type { KnownVerdict } from '../report/unseen.ts';
import { type Database, insert, type Value } from './database.ts';
import { type Turn, turnsFor } from './life.ts';
import { knownVerdict, text, textOrNull, turnsBefore } from './recall.ts';
import { recordBindings } from './record-bindings.ts';
import type { Sighting } from './sighting.ts';

/** One judging of a snapshot, and which populations it took for whole: a person may have attested what the snapshot does not show. */
export type Run = {
  id: string;
  as_of: string;
  policy: string;
  configuration: string;
  whole: Pick<Sighting, 'environments_whole' | 'clusters_whole' | 'keys_whole'>;
};

/** A verdict as the history keeps it. */
export type SeenVerdict = KnownVerdict & { severity: string; status: Turn['status']; waived: boolean };

const flag = (value: boolean | null): Value => (value === null ? null : value ? 1 : 0);

/**
 * Writes a scan, in one transaction; the same scan again changes nothing. Of several judgings of a snapshot the first that
 * gives a verdict tells it: another policy, configuration or day that is tried out later does not rewrite what was.
 * @param isGone whether a verdict that was given before, and not now, is on a subject that was seen to be there no more
 */
export function recordScan(
  database: Database,
  sighting: Sighting,
  run: Run,
  verdicts: readonly SeenVerdict[],
  isGone: (verdict: KnownVerdict) => boolean,
): Promise<void> {
  return database.transaction(async () => {
    const { id: snapshot } = await snapshotRow(database, sighting);
    const known = await database.all('SELECT id FROM runs WHERE snapshot = ?', [snapshot]);
    if (known.some(({ id }) => id === run.id)) return;
    await insert(
      database,
      'INSERT INTO runs (id, snapshot, as_of, policy, configuration, environments_whole, clusters_whole, keys_whole)',
      [
        [
          ...[run.id, snapshot, run.as_of, run.policy, run.configuration],
          ...[run.whole.environments_whole, run.whole.clusters_whole, run.whole.keys_whole].map(flag),
        ],
      ],
    );
    await verdictRows(database, sighting, { verdicts, isGone, again: known.length > 0 });
  });
}

/** Writes what a snapshot shows, without a judgement of it. @returns false where it was known */
export const recordSnapshot = (database: Database, sighting: Sighting): Promise<boolean> =>
  database.transaction(async () => (await snapshotRow(database, sighting)).isNew);

async function snapshotRow(database: Database, sighting: Sighting): Promise<{ id: number; isNew: boolean }> {
  const { organization, snapshot, taken_at } = sighting;
  const find = async () =>
    (await database.all('SELECT id FROM snapshots WHERE organization = ? AND digest = ?', [organization, snapshot]))[0];
  const known = await find();
  if (known !== undefined) return { id: Number(known.id), isNew: false };
  await database.all(
    `INSERT INTO snapshots (organization, digest, taken_at, environments_whole, clusters_whole, keys_whole, whole)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      organization,
      snapshot,
      taken_at,
      flag(sighting.environments_whole),
      flag(sighting.clusters_whole),
      flag(sighting.keys_whole),
      flag(sighting.whole),
    ],
  );
  const id = Number((await find())?.id);
  await stateRows(database, id, sighting);
  await recordBindings(database, organization, sighting.bindings);
  return { id, isNew: true };
}

async function stateRows(
  database: Database,
  snapshot: number,
  { organization, taken_at, registrations }: Sighting,
): Promise<void> {
  const key = (id: string, identity: string) => `${id}\n${identity}`;
  await recordRegistrations(
    database,
    registrations.map(({ id, identity }) => ({ organization, registration: id, identity, first_seen: taken_at })),
  );
  const rows = await database.all('SELECT id, registration, identity FROM registrations WHERE organization = ?', [organization]);
  const ids = new Map(rows.map((row) => [key(text(row.registration), text(row.identity)), Number(row.id)]));
  await insert(
    database,
    'INSERT INTO states (snapshot, registration, state, held_unseen)',
    registrations.map(({ id, identity, state, held_unseen }) => [
      snapshot,
      ids.get(key(id, identity)) ?? null,
      state,
      flag(held_unseen),
    ]),
  );
}

/** A registration of a KMS key, and when it was first seen. */
export type Registered = { organization: string; registration: string; identity: string; first_seen: string };

/** Writes which registrations there were, within a transaction: their first sight moves back, never on. */
export async function recordRegistrations(database: Database, registrations: readonly Registered[]): Promise<void> {
  const rows = new Map<string, Registered>();
  for (const one of registrations) {
    const name = JSON.stringify([one.organization, one.registration, one.identity]);
    if (one.first_seen < (rows.get(name)?.first_seen ?? '~')) rows.set(name, one);
  }
  await insert(
    database,
    'INSERT INTO registrations (organization, registration, identity, first_seen)',
    [...rows.values()].map(({ organization, registration, identity, first_seen }) => [
      organization,
      registration,
      identity,
      first_seen,
    ]),
    `ON CONFLICT (organization, registration, identity) DO UPDATE SET first_seen = excluded.first_seen
      WHERE excluded.first_seen < registrations.first_seen`,
  );
}

type Judged = { verdicts: readonly SeenVerdict[]; isGone: (verdict: KnownVerdict) => boolean; again: boolean };

async function verdictRows(
  database: Database,
  { organization, taken_at }: Sighting,
  { verdicts, isGone, again }: Judged,
): Promise<void> {
  const read = () => database.all('SELECT * FROM verdicts WHERE organization = ?', [organization]);
  const old = await read();
  const next = await nextScan(database, organization, taken_at);
  const names = new Map(old.map((row) => [text(row.fingerprint), textOrNull(row.subject_name)]));
  const isRenamed = ({ fingerprint, subject: { name } }: SeenVerdict) =>
    next === null && name !== null && name !== names.get(fingerprint);
  const fresh = verdicts.filter((verdict) => !names.has(verdict.fingerprint) || isRenamed(verdict));
  await insert(
    database,
    'INSERT INTO verdicts (organization, fingerprint, rule, severity, subject_type, subject_id, subject_name, environment)',
    fresh.map(({ fingerprint, rule, severity, subject }) => [
      organization,
      fingerprint,
      rule,
      severity,
      subject.type,
      subject.id,
      subject.name,
      subject.environment,
    ]),
    'ON CONFLICT (organization, fingerprint) DO UPDATE SET subject_name = excluded.subject_name',
  );
  const known = fresh.length === 0 ? old : await read();
  const turns = await turnsBefore(database, organization, null);
  const seen = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  const rows = known.flatMap(({ id, ...row }) => {
    const fingerprint = text(row.fingerprint);
    const verdict = seen.get(fingerprint);
    const before = turns.get(fingerprint) ?? [];
    const absent = (): Turn['status'] => (isGone(knownVerdict(row)) ? 'gone' : 'not_judged');
    const now: Turn = { since: taken_at, status: verdict?.status ?? absent(), waived: verdict?.waived ?? false };
    return turnsFor(before, now, next, again).map(({ since, status, waived }) => [Number(id), since, status, flag(waived)]);
  });
  await insert(
    database,
    'INSERT INTO statuses (verdict, since, status, waived)',
    rows,
    'ON CONFLICT (verdict, since) DO UPDATE SET status = excluded.status, waived = excluded.waived',
  );
}

/** When the organization was judged next after a time; null where it was not. */
async function nextScan(database: Database, organization: string, after: string): Promise<string | null> {
  const [later] = await database.all(
    'SELECT MIN(s.taken_at) AS taken_at FROM snapshots s JOIN runs r ON r.snapshot = s.id WHERE s.organization = ? AND s.taken_at > ?',
    [organization, after],
  );
  return textOrNull(later?.taken_at);
}
