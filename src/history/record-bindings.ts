import { type Database, insert } from './database.ts';
import { AN_EARLIER_SCAN, type SeenCluster } from './sighting.ts';

const earliest = (column: string): string =>
  `${column} = CASE WHEN excluded.${column} < bindings.${column} THEN excluded.${column} ELSE COALESCE(bindings.${column}, excluded.${column}) END`;

/**
 * Writes which clusters were on which keys, within a transaction, whoever told of them first: what was there and what is
 * new are put together as `joined` does.
 */
export const recordBindings = (database: Database, organization: string, bindings: readonly SeenCluster[]): Promise<void> =>
  insert(
    database,
    'INSERT INTO bindings (organization, identity, cluster, first_seen, last_seen, created_at, deleted_at, told_by)',
    merged(bindings).map(({ identity, cluster, first_seen, last_seen, created_at, deleted_at, told_by }) => [
      organization,
      identity,
      cluster,
      first_seen,
      last_seen,
      created_at,
      deleted_at,
      told_by,
    ]),
    `ON CONFLICT (organization, identity, cluster) DO UPDATE SET
      ${earliest('first_seen')},
      last_seen = CASE WHEN excluded.last_seen > bindings.last_seen THEN excluded.last_seen ELSE bindings.last_seen END,
      ${earliest('created_at')},
      ${earliest('deleted_at')},
      told_by = CASE WHEN bindings.told_by = '${AN_EARLIER_SCAN}' THEN excluded.told_by ELSE bindings.told_by END`,
  );

/** One row for each cluster on a key: a statement may touch a row once. */
function merged(bindings: readonly SeenCluster[]): SeenCluster[] {
  const rows = new Map<string, SeenCluster>();
  for (const binding of bindings) {
    const key = `${binding.identity} ${binding.cluster}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? binding : joined(before, binding));
  }
  return [...rows.values()];
}

/**
 * What two tell of one cluster, in whichever order: first and last sight grow apart, what is known of creation and deletion
 * stays known, and the one who knows more than what a scan happened to see is named.
 */
export function joined(one: SeenCluster, other: SeenCluster): SeenCluster {
  const times = [one.first_seen, one.last_seen, other.first_seen, other.last_seen].sort();
  return {
    ...one,
    first_seen: times.at(0) ?? one.first_seen,
    last_seen: times.at(-1) ?? one.last_seen,
    created_at: first(one.created_at, other.created_at),
    deleted_at: first(one.deleted_at, other.deleted_at),
    told_by: one.told_by === AN_EARLIER_SCAN ? other.told_by : one.told_by,
  };
}

const first = (one: string | null, other: string | null): string | null =>
  one !== null && other !== null ? (one < other ? one : other) : (one ?? other);
