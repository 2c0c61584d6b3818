import type { KeyUse } from './observation.ts';
import { type Tables, write } from './tables.ts';

/**
 * Writes which clusters were on which keys, whatever was known of them first: what was there and what is new are put
 * together as `joined` does.
 */
export async function recordUses(tables: Tables, organization: string, uses: readonly KeyUse[]): Promise<void> {
  const stored = await usesIn(tables, organization).execute();
  const known = Map.groupBy(stored, nameOf);
  const rows = [...Map.groupBy(uses, nameOf)].map(([name, same]) => [...(known.get(name) ?? []), ...same].reduce(joined));
  await write(
    tables,
    'bindings',
    rows.map((use) => ({ ...use, organization })),
    (conflict) =>
      conflict.columns(['organization', 'identity', 'cluster']).doUpdateSet(({ ref }) => ({
        first_seen: ref('excluded.first_seen'),
        last_seen: ref('excluded.last_seen'),
        created_at: ref('excluded.created_at'),
        deleted_at: ref('excluded.deleted_at'),
        source: ref('excluded.source'),
      })),
  );
}

/** What the store has of clusters on keys. */
export const usesIn = (tables: Tables, organization: string) =>
  tables
    .selectFrom('bindings')
    .select(['identity', 'cluster', 'first_seen', 'last_seen', 'created_at', 'deleted_at', 'source'])
    .where('organization', '=', organization);

const nameOf = ({ identity, cluster }: KeyUse): string => `${identity} ${cluster}`;

/**
 * What two sources say of one cluster, in whichever order: the time between first and last seen grows, what is known of
 * creation and deletion stays known, and the source is the one that knows more than what a scan happened to see.
 */
export function joined(one: KeyUse, other: KeyUse): KeyUse {
  const times = [one.first_seen, one.last_seen, other.first_seen, other.last_seen].sort();
  return {
    ...one,
    first_seen: times.at(0) ?? one.first_seen,
    last_seen: times.at(-1) ?? one.last_seen,
    created_at: first(one.created_at, other.created_at),
    deleted_at: first(one.deleted_at, other.deleted_at),
    source: one.source === 'scan' ? other.source : one.source,
  };
}

const first = (one: string | null, other: string | null): string | null =>
  one !== null && other !== null ? (one < other ? one : other) : (one ?? other);
