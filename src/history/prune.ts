import { ENDS } from './status-changes.ts';
import type { Store } from './store.ts';

/**
 * Deletes scans from before a time, in one transaction. What they saw of clusters on keys stays, and so does each verdict's
 * status at that time; what ends is how far back the history reaches.
 * @returns how many scans were deleted
 */
export function prune(store: Store, before: string): Promise<number> {
  return store.writing(async (tables) => {
    const old = tables.selectFrom('snapshots').select('id').where('taken_at', '<', before);
    const { length } = await old.execute();
    await tables.deleteFrom('states').where('snapshot', 'in', old).execute();
    await tables.deleteFrom('runs').where('snapshot', 'in', old).execute();
    await tables.deleteFrom('snapshots').where('taken_at', '<', before).execute();
    // changes before the last end of a failure bear on nothing any more; those after it say since when a verdict is open
    await tables
      .deleteFrom('statuses')
      .where('since', '<', before)
      .where(({ exists, selectFrom, lit }) =>
        exists(
          selectFrom('statuses as later')
            .select(lit(1).as('one'))
            .whereRef('later.verdict', '=', 'statuses.verdict')
            .whereRef('later.since', '>', 'statuses.since')
            .where('later.since', '<', before)
            .where('later.status', 'in', [...ENDS]),
        ),
      )
      .execute();
    // a place that another followed
    await tables
      .deleteFrom('alert_places')
      .where('since', '<', before)
      .where(({ exists, selectFrom, lit }) =>
        exists(
          selectFrom('alert_places as later')
            .select(lit(1).as('one'))
            .whereRef('later.verdict', '=', 'alert_places.verdict')
            .whereRef('later.since', '>', 'alert_places.since')
            .where('later.since', '<', before),
        ),
      )
      .execute();
    return length;
  });
}
