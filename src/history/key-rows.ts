import type { KeyUse } from './observation.ts';
import { onKmsKeys } from './on-kms-keys.ts';
import { usesIn } from './record-uses.ts';
import type { Tables } from './tables.ts';

/** What the store holds of keys from before a snapshot, sorted by time. */
export type KeyRows = {
  scans: readonly { taken_at: string; whole: boolean }[];
  uses: readonly KeyUse[];
  /** Scans at which Confluent held a key in use for a cluster that was not seen, oldest first. */
  held: readonly { identity: string; taken_at: string; whole: boolean }[];
  /** When a key that was ever held so was last seen released. */
  released: readonly { identity: string; taken_at: string }[];
  /** Which registrations of which KMS keys were seen. */
  registrations: readonly { identity: string; registration: string }[];
};

/**
 * What bears on the reuse of keys, from before a time.
 * @param now registrations that are seen only now, and explain what earlier events named by Confluent's id
 */
export async function keyRows(
  tables: Tables,
  organization: string,
  before: string,
  now: KeyRows['registrations'] = [],
): Promise<KeyRows> {
  const scans = await tables
    .selectFrom('snapshots')
    .select(['taken_at', 'whole'])
    .where('organization', '=', organization)
    .where('taken_at', '<', before)
    .orderBy('taken_at')
    .execute();
  const uses = await usesIn(tables, organization)
    .where('first_seen', '<', before)
    .orderBy('identity')
    .orderBy('cluster')
    .execute();
  const registrations = await tables
    .selectFrom('registrations')
    .select(['identity', 'registration'])
    .where('organization', '=', organization)
    .where('first_seen', '<', before)
    .where('identity', '<>', '')
    .orderBy('identity')
    .orderBy('registration')
    .execute();
  const held = await heldUnseen(tables, organization, before);
  return {
    registrations,
    scans: scans.map(({ taken_at, whole }) => ({ taken_at, whole: whole === 1 })),
    uses: onKmsKeys(uses, [...registrations, ...now]),
    held: held.map(({ identity, taken_at, whole }) => ({ identity, taken_at, whole: whole === 1 })),
    released: await lastReleased(tables, organization, before),
  };
}

/**
 * SQLite takes a CROSS JOIN in the order in which it stands: few states are such, and they have an index of their own. It
 * uses an index with a condition only where the statement has that condition with a literal, not with a parameter.
 */
const heldUnseen = (tables: Tables, organization: string, before: string) =>
  tables
    .selectFrom('states as h')
    .crossJoin('registrations as r')
    .crossJoin('snapshots as s')
    .select(['r.identity', 's.taken_at', 's.whole'])
    .where('h.held_unseen', '=', ({ lit }) => lit(1))
    .whereRef('r.id', '=', 'h.registration')
    .whereRef('s.id', '=', 'h.snapshot')
    .where('s.organization', '=', organization)
    .where('s.taken_at', '<', before)
    .orderBy('s.taken_at')
    .orderBy('r.identity')
    .execute();

async function lastReleased(tables: Tables, organization: string, before: string) {
  // whoever has an open store has loaded Kysely
  const { sql } = await import('kysely');
  return tables
    .selectFrom(({ selectFrom, lit }) =>
      selectFrom('states').select('registration').distinct().where('held_unseen', '=', lit(1)).as('k'),
    )
    .crossJoin('registrations as r')
    .crossJoin('states as h')
    .crossJoin('snapshots as s')
    .select(({ fn }) => ['r.identity', fn.max('s.taken_at').as('taken_at')])
    .whereRef('r.id', '=', 'k.registration')
    .whereRef('h.registration', '=', 'k.registration')
    .where('h.state', '=', sql.lit('AVAILABLE'))
    .whereRef('s.id', '=', 'h.snapshot')
    .where('s.organization', '=', organization)
    .where('s.taken_at', '<', before)
    .groupBy('r.identity')
    .orderBy('r.identity')
    .execute();
}
