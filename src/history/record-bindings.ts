import { type Database, insert } from './database.ts';
import type { SeenCluster } from './sighting.ts';

/**
 * Writes which clusters were on which keys, within a transaction. First and last sight grow apart; what is known of
 * creation and deletion stays known.
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
      first_seen = CASE WHEN excluded.first_seen < bindings.first_seen THEN excluded.first_seen ELSE bindings.first_seen END,
      last_seen = CASE WHEN excluded.last_seen > bindings.last_seen THEN excluded.last_seen ELSE bindings.last_seen END,
      created_at = COALESCE(bindings.created_at, excluded.created_at),
      deleted_at = COALESCE(bindings.deleted_at, excluded.deleted_at)`,
  );

/** One row for each cluster on a key: a statement may touch a row once. */
function merged(bindings: readonly SeenCluster[]): SeenCluster[] {
  const rows = new Map<string, SeenCluster>();
  for (const binding of bindings) {
    const key = `${binding.identity} ${binding.cluster}`;
    const before = rows.get(key) ?? binding;
    const [first_seen = before.first_seen] = [before.first_seen, binding.first_seen].sort();
    const [, last_seen = before.last_seen] = [before.last_seen, binding.last_seen].sort();
    rows.set(key, {
      ...before,
      first_seen,
      last_seen,
      created_at: before.created_at ?? binding.created_at,
      deleted_at: before.deleted_at ?? binding.deleted_at,
    });
  }
  return [...rows.values()];
}
