import type { Expression, ExpressionBuilder } from 'kysely';
import type { KeyUse } from './observation.ts';
import { type Tables, write } from './tables.ts';

/**
 * Writes which clusters were on which keys, whatever was known of them first: what was there and what is new are put
 * together as `joined` does.
 */
export const recordUses = (tables: Tables, organization: string, uses: readonly KeyUse[]): Promise<void> =>
  write(
    tables,
    'bindings',
    merged(uses).map((use) => ({ organization, ...use })),
    (conflict) =>
      conflict.columns(['organization', 'identity', 'cluster']).doUpdateSet({
        first_seen: (eb) => earliest(eb, eb.ref('excluded.first_seen'), eb.ref('bindings.first_seen')).$notNull(),
        last_seen: (eb) =>
          eb
            .case()
            .when('excluded.last_seen', '>', eb.ref('bindings.last_seen'))
            .then(eb.ref('excluded.last_seen'))
            .else(eb.ref('bindings.last_seen'))
            .end(),
        created_at: (eb) => earliest(eb, eb.ref('excluded.created_at'), eb.ref('bindings.created_at')),
        deleted_at: (eb) => earliest(eb, eb.ref('excluded.deleted_at'), eb.ref('bindings.deleted_at')),
        source: (eb) =>
          eb.case().when('bindings.source', '=', 'scan').then(eb.ref('excluded.source')).else(eb.ref('bindings.source')).end(),
      }),
  );

function earliest<DB, TB extends keyof DB>(
  eb: ExpressionBuilder<DB, TB>,
  now: Expression<string | null>,
  before: Expression<string | null>,
) {
  return eb.case().when(now, '<', before).then(now).else(eb.fn.coalesce(before, now)).end();
}

/** One row for each cluster on a key: a statement may write a row once. */
function merged(uses: readonly KeyUse[]): KeyUse[] {
  const rows = new Map<string, KeyUse>();
  for (const use of uses) {
    const key = `${use.identity} ${use.cluster}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? use : joined(before, use));
  }
  return [...rows.values()];
}

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
