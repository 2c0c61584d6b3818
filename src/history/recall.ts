import type { KeyPasts } from '../inventory/key-past.ts';
import type { KnownVerdict } from '../report/unseen.ts';
import type { Database, Row, Value } from './database.ts';
import { failedAt, type Life, lifeOf, type Turn } from './life.ts';
import { onKmsKeys } from './on-kms-keys.ts';
import { type Before, keyPasts } from './past.ts';
import type { SeenCluster, Sighting } from './sighting.ts';

/** What is known from before one snapshot. */
export type Remembered = {
  keys: KeyPasts;
  /** By fingerprint. */
  lives: ReadonlyMap<string, Life>;
  /** When each verdict that may still fail was last seen to, by fingerprint. */
  failed: ReadonlyMap<string, string>;
  before: Before;
  /** The verdicts that were given before, whatever became of them. */
  known: readonly KnownVerdict[];
  /** How many scans were judged before. */
  scans: number;
  /** Types of subjects of which one of them saw all. */
  whole: readonly string[];
};

export const text = (value: Value | undefined): string => String(value);
export const textOrNull = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** @param days for which Confluent holds a key after its cluster's deletion */
export async function remembered(database: Database, sighting: Sighting, days: number): Promise<Remembered> {
  const registered = sighting.registrations.map(({ id, identity }) => ({ registration: id, identity }));
  const all = await reuseBefore(database, sighting.organization, sighting.taken_at, registered);
  // a cluster that is there is no earlier one, however often it was seen since
  const there = new Set(
    sighting.bindings.filter(({ deleted_at }) => deleted_at === null).map(({ identity, cluster }) => `${identity} ${cluster}`),
  );
  const before = { ...all, bindings: all.bindings.filter(({ identity, cluster }) => !there.has(`${identity} ${cluster}`)) };
  const turns = await turnsBefore(database, sighting.organization, sighting.taken_at);
  const lives = new Map([...turns].map(([fingerprint, list]) => [fingerprint, lifeOf(list)]));
  const known = (await verdictsOf(database, sighting.organization)).filter(({ fingerprint }) => lives.has(fingerprint));
  const judged = await judgedBefore(database, sighting.organization, sighting.taken_at);
  const earlier = (await judgedTimes(database, sighting.organization)).filter((time) => time < sighting.taken_at);
  const failed = new Map(
    [...turns].flatMap(([fingerprint, list]) => {
      const at = failedAt(list, earlier);
      return at === null ? [] : [[fingerprint, at] as const];
    }),
  );
  return { keys: keyPasts(before, sighting, days), lives, failed, before, known, ...judged };
}

async function verdictsOf(database: Database, organization: string): Promise<KnownVerdict[]> {
  const rows = await database.all(
    'SELECT fingerprint, rule, subject_type, subject_id, subject_name, environment FROM verdicts WHERE organization = ? ORDER BY fingerprint',
    [organization],
  );
  return rows.map(knownVerdict);
}

/** A row of `statuses`. */
export const turnOf = ({ since, status, waived }: Row): Turn => ({
  since: text(since),
  status: text(status) as Turn['status'],
  waived: waived === 1,
});

/** A row of `verdicts`. */
export const knownVerdict = (row: Row): KnownVerdict => ({
  fingerprint: text(row.fingerprint),
  rule: text(row.rule),
  subject: {
    type: text(row.subject_type),
    id: text(row.subject_id),
    name: textOrNull(row.subject_name),
    environment: textOrNull(row.environment),
  },
});

/** When the organization was judged, oldest first. */
export async function judgedTimes(database: Database, organization: string): Promise<string[]> {
  const rows = await database.all(
    'SELECT DISTINCT s.taken_at FROM snapshots s JOIN runs r ON r.snapshot = s.id WHERE s.organization = ? ORDER BY s.taken_at',
    [organization],
  );
  return rows.map(({ taken_at }) => text(taken_at));
}

/** How many scans were judged before a time, and of which types of subjects one of them saw all. */
async function judgedBefore(database: Database, organization: string, before: string) {
  const [row] = await database.all(
    `SELECT COUNT(DISTINCT s.id) AS scans, MAX(r.environments_whole) AS environment, MAX(r.clusters_whole) AS cluster, MAX(r.keys_whole) AS key
      FROM snapshots s JOIN runs r ON r.snapshot = s.id WHERE s.organization = ? AND s.taken_at < ?`,
    [organization, before],
  );
  return { scans: Number(row?.scans), whole: ['cluster', 'environment', 'key'].filter((type) => row?.[type] === 1) };
}

/**
 * What bears on the reuse of keys, from before a time.
 * @param now registrations that are seen only now, and tell what earlier events named by Confluent's id
 */
export async function reuseBefore(
  database: Database,
  organization: string,
  before: string,
  now: Before['registrations'] = [],
): Promise<Before> {
  const at = [organization, before];
  const scans = await database.all(
    'SELECT taken_at, whole FROM snapshots WHERE organization = ? AND taken_at < ? ORDER BY taken_at',
    at,
  );
  const bindings = await database.all(
    'SELECT * FROM bindings WHERE organization = ? AND first_seen < ? ORDER BY identity, cluster',
    at,
  );
  // SQLite takes a CROSS JOIN in the order in which it stands: few states are such, and they have an index of their own
  const held = await database.all(
    `SELECT r.identity, s.taken_at, s.whole FROM states h CROSS JOIN registrations r CROSS JOIN snapshots s
      WHERE h.held_unseen = 1 AND r.id = h.registration AND s.id = h.snapshot AND s.organization = ? AND s.taken_at < ?
      ORDER BY s.taken_at, r.identity`,
    at,
  );
  const released = await database.all(
    `SELECT r.identity, MAX(s.taken_at) AS taken_at
      FROM (SELECT DISTINCT registration FROM states WHERE held_unseen = 1) k
      CROSS JOIN registrations r CROSS JOIN states h CROSS JOIN snapshots s
      WHERE r.id = k.registration AND h.registration = k.registration AND h.state = 'AVAILABLE'
        AND s.id = h.snapshot AND s.organization = ? AND s.taken_at < ?
      GROUP BY r.identity ORDER BY r.identity`,
    at,
  );
  const rows = await database.all(
    "SELECT identity, registration FROM registrations WHERE organization = ? AND first_seen < ? AND identity <> '' ORDER BY identity, registration",
    at,
  );
  const registrations = rows.map(({ identity, registration }) => ({
    identity: text(identity),
    registration: text(registration),
  }));
  return {
    registrations,
    scans: scans.map(({ taken_at, whole }) => ({ taken_at: text(taken_at), whole: whole === 1 })),
    bindings: onKmsKeys(bindings.map(seenCluster), [...registrations, ...now]),
    released: released.map(({ identity, taken_at }) => ({ identity: text(identity), taken_at: text(taken_at) })),
    held: held.map(({ identity, taken_at, whole }) => ({
      identity: text(identity),
      taken_at: text(taken_at),
      whole: whole === 1,
    })),
  };
}

/** The turns of each verdict by its fingerprint, oldest first. @param before RFC 3339, or null for all */
export async function turnsBefore(database: Database, organization: string, before: string | null): Promise<Map<string, Turn[]>> {
  const rows = await database.all(
    `SELECT v.fingerprint, t.since, t.status, t.waived FROM statuses t JOIN verdicts v ON v.id = t.verdict
      WHERE v.organization = ? ${before === null ? '' : 'AND t.since < ?'} ORDER BY t.verdict, t.since`,
    before === null ? [organization] : [organization, before],
  );
  const turns = new Map<string, Turn[]>();
  for (const row of rows) {
    const fingerprint = text(row.fingerprint);
    const list = turns.get(fingerprint);
    const turn = turnOf(row);
    if (list === undefined) turns.set(fingerprint, [turn]);
    else list.push(turn);
  }
  return turns;
}

const seenCluster = (row: Row): SeenCluster => ({
  identity: text(row.identity),
  cluster: text(row.cluster),
  first_seen: text(row.first_seen),
  last_seen: text(row.last_seen),
  created_at: textOrNull(row.created_at),
  deleted_at: textOrNull(row.deleted_at),
  told_by: text(row.told_by),
});
