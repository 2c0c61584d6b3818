import { sql } from 'kysely';
import { UnusableStore } from './history-error.ts';
import type { Dialect } from './store.ts';
import type { Tables } from './tables.ts';

/** What makes a store of one format one of the next, in SQL that both databases take, or in that of each. */
type Step = readonly string[] | Readonly<Record<Dialect, readonly string[]>>;

/**
 * The steps from an empty database to today's format, each run once and never changed after it was released. `ID` stands
 * for a number that the database assigns.
 */
const STEPS: readonly Step[] = [
  [
    `CREATE TABLE snapshots (
      id ID, organization TEXT NOT NULL, digest TEXT NOT NULL, taken_at TEXT NOT NULL,
      environments_whole INTEGER, clusters_whole INTEGER, keys_whole INTEGER,
      whole INTEGER NOT NULL,
      UNIQUE (organization, digest)
    )`,
    'CREATE INDEX snapshots_by_time ON snapshots (organization, taken_at)',
    `CREATE TABLE runs (
      id TEXT PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES snapshots (id), as_of TEXT NOT NULL,
      policy TEXT NOT NULL, configuration TEXT NOT NULL
    )`,
    `CREATE TABLE registrations (
      id ID, organization TEXT NOT NULL, registration TEXT NOT NULL, identity TEXT NOT NULL,
      UNIQUE (organization, registration, identity)
    )`,
    `CREATE TABLE states (
      snapshot INTEGER NOT NULL REFERENCES snapshots (id), registration INTEGER NOT NULL REFERENCES registrations (id),
      state TEXT, held_unseen INTEGER NOT NULL,
      PRIMARY KEY (snapshot, registration)
    )`,
    'CREATE INDEX states_held_unseen ON states (registration, snapshot) WHERE held_unseen = 1',
    `CREATE TABLE bindings (
      organization TEXT NOT NULL, identity TEXT NOT NULL, cluster TEXT NOT NULL,
      first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, created_at TEXT, deleted_at TEXT, told_by TEXT NOT NULL,
      PRIMARY KEY (organization, identity, cluster)
    )`,
    `CREATE TABLE verdicts (
      id ID, organization TEXT NOT NULL, fingerprint TEXT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL,
      subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, subject_name TEXT, environment TEXT,
      UNIQUE (organization, fingerprint)
    )`,
    `CREATE TABLE statuses (
      verdict INTEGER NOT NULL REFERENCES verdicts (id), since TEXT NOT NULL, status TEXT NOT NULL, waived INTEGER NOT NULL,
      PRIMARY KEY (verdict, since)
    )`,
  ],
  // what an earlier run considered complete, attested or not; and which registrations there were, whichever scans are pruned
  [
    "ALTER TABLE registrations ADD COLUMN first_seen TEXT NOT NULL DEFAULT ''",
    `UPDATE registrations SET first_seen = COALESCE((
      SELECT MIN(s.taken_at) FROM states h JOIN snapshots s ON s.id = h.snapshot WHERE h.registration = registrations.id), '')`,
    'ALTER TABLE runs ADD COLUMN environments_whole INTEGER',
    'ALTER TABLE runs ADD COLUMN clusters_whole INTEGER',
    'ALTER TABLE runs ADD COLUMN keys_whole INTEGER',
    `UPDATE runs SET
      environments_whole = (SELECT environments_whole FROM snapshots WHERE id = runs.snapshot),
      clusters_whole = (SELECT clusters_whole FROM snapshots WHERE id = runs.snapshot),
      keys_whole = (SELECT keys_whole FROM snapshots WHERE id = runs.snapshot)`,
  ],
  // SQLite orders text by its bytes; PostgreSQL by the language of the database, unless a column says otherwise
  {
    sqlite: [],
    postgres: Object.entries({
      snapshots: ['organization', 'digest', 'taken_at'],
      runs: ['id', 'as_of'],
      registrations: ['organization', 'registration', 'identity', 'first_seen'],
      bindings: ['organization', 'identity', 'cluster', 'first_seen', 'last_seen'],
      verdicts: ['organization', 'fingerprint', 'rule', 'subject_type', 'subject_id'],
      statuses: ['since'],
    }).map(
      ([table, columns]) => `ALTER TABLE ${table} ${columns.map((name) => `ALTER ${name} TYPE TEXT COLLATE "C"`).join(', ')}`,
    ),
  },
  // a status may say that a scan gave no verdict, or that it is attested: an older version would take that for an answer
  ["CREATE INDEX states_available ON states (registration, snapshot) WHERE state = 'AVAILABLE'"],
  // where it is known from that a cluster was on a key is an enumeration; the audit log was the only other sentence
  [
    'ALTER TABLE bindings RENAME COLUMN told_by TO source',
    "UPDATE bindings SET source = CASE source WHEN 'an earlier scan' THEN 'scan' ELSE 'audit_log' END",
  ],
  // under which path an alert was reported: with another one GitHub would take it for another alert
  { sqlite: [alertPlaces('TEXT')], postgres: [alertPlaces('TEXT COLLATE "C"')] },
];

/** @param time the type of a time, whose order as text is its order */
function alertPlaces(time: string): string {
  return `CREATE TABLE alert_places (
    verdict INTEGER NOT NULL REFERENCES verdicts (id), since ${time} NOT NULL, uri TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (verdict, since)
  )`;
}

/** Today's format. */
export const HISTORY_VERSION = STEPS.length;

const ID = { sqlite: 'INTEGER PRIMARY KEY', postgres: 'INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY' };

/** The tables of the file, whoever made them; of a PostgreSQL database, which others may share, ours alone. */
const TABLE_NAMES = {
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table'",
  postgres: "SELECT found.name FROM (SELECT to_regclass('byok_audit_history')::text AS name) found WHERE found.name IS NOT NULL",
};

async function tableNames(tables: Tables, dialect: Dialect): Promise<string[]> {
  const { rows } = await sql.raw<{ name: string }>(TABLE_NAMES[dialect]).execute(tables);
  return rows.map(({ name }) => name);
}

/** Whether the place holds anything at all yet. */
export const hasTables = async (tables: Tables, dialect: Dialect): Promise<boolean> =>
  (await tableNames(tables, dialect)).length > 0;

/**
 * The format of a store; null where there is nothing yet.
 * @throws UnusableStore for a store of a later version, which could be misread or broken, and for a file of another program
 */
export async function formatOf(tables: Tables, dialect: Dialect): Promise<number | null> {
  const names = await tableNames(tables, dialect);
  if (names.length === 0) return null;
  if (!names.includes('byok_audit_history'))
    throw new UnusableStore('the file is a database of another program. Choose another with --history FILE.');
  const { rows } = await sql<{ version: number }>`SELECT version FROM byok_audit_history`.execute(tables);
  const version = rows[0]?.version ?? 0;
  if (version > HISTORY_VERSION)
    throw new UnusableStore(
      `its format is ${version}, and this version of byok-audit knows ${HISTORY_VERSION}. Use the newer version, or another store with --history FILE.`,
    );
  return version;
}

/** Whether a user of PostgreSQL may write is asked of the database; SQLite has refused its lock already where it is not so. */
export async function refuseUnwritable(tables: Tables, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') return;
  const { rows } = await sql<{ may: boolean }>`SELECT CASE WHEN to_regclass('snapshots') IS NULL
    THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE has_table_privilege('snapshots', 'INSERT') END AS may`.execute(tables);
  if (rows[0]?.may !== true)
    throw new UnusableStore(
      'the user may not write to it. Grant it INSERT, UPDATE and DELETE on the tables, or CREATE on the schema.',
    );
}

/**
 * Brings the store to today's format, within the transaction of a writer. The one row of `byok_audit_history` says how many
 * of the steps it has behind it, since the first version of this program. Kysely's own Migrator is not used: it creates
 * two tables of its own before its transaction begins, and so in another program's file and in a newer store too, and on
 * SQLite it uses no transaction at all.
 * @param to an older format to stop at, for those who test the way from it
 * @throws UnusableStore for a store of a later version, which could be misread or broken, and for a file of another program
 */
export async function migrate(tables: Tables, dialect: Dialect, to = HISTORY_VERSION): Promise<void> {
  const format = await formatOf(tables, dialect);
  if (format === null) await sql`CREATE TABLE byok_audit_history (version INTEGER NOT NULL)`.execute(tables);
  const version = format ?? 0;
  if (version === to) return;
  for (const step of STEPS.slice(version, to))
    for (const statement of 'sqlite' in step ? step[dialect] : step)
      await sql.raw(statement.replace(/\bID\b/g, ID[dialect])).execute(tables);
  await sql`DELETE FROM byok_audit_history`.execute(tables);
  await sql`INSERT INTO byok_audit_history (version) VALUES (${to})`.execute(tables);
}
