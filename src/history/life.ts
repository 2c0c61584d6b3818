import type { Status } from '../report/schema.ts';

/** A change of one verdict's status. `gone`: its subject was no longer there, where all of its kind were seen. */
export type Turn = { since: string; status: Status | 'gone'; waived: boolean };

/** What is known of one verdict from before a scan. */
export type Life = {
  /** Since when it fails, or may fail unseen; null where it last passed, or was never judged. */
  failing_since: string | null;
  /** Since when it cannot be told; null where it could be. */
  unknown_since: string | null;
  last: Turn['status'];
};

const OPEN: ReadonlySet<Turn['status']> = new Set(['unknown', 'error']);

/** A failure that cannot be seen any more is no failure that was mended: its age runs on. @param turns oldest first, one at least */
export function lifeOf(turns: readonly Turn[]): Life {
  let failing_since: string | null = null;
  let unknown_since: string | null = null;
  let last: Turn['status'] = 'gone';
  for (const { since, status } of turns) {
    const open = OPEN.has(status);
    unknown_since = open ? (unknown_since ?? since) : null;
    if (status === 'fail') failing_since ??= since;
    else if (!open) failing_since = null;
    last = status;
  }
  return { failing_since, unknown_since, last };
}

/** Since when a verdict of this status stands open; null for one that asks for nothing. @param at when it was judged */
export function firstSeen(status: Status, life: Life | undefined, at: string): string | null {
  if (status === 'fail') return life?.failing_since ?? at;
  if (OPEN.has(status)) return life?.failing_since ?? life?.unknown_since ?? at;
  return null;
}

/**
 * What has to be written for a verdict that had this status at this time, so that its turns tell every scan's status and
 * no turn repeats the one before. A scan may be recorded after a later one.
 * @param turns as they are, oldest first
 * @param next when the verdict was judged next, after `at`; null where it was not
 */
export function turnsFor(turns: readonly Turn[], now: Turn, next: string | null): Turn[] {
  // what the scan at this time was said to have seen, else what held until then
  const held = turns.find(({ since }) => since === now.since) ?? turns.findLast(({ since }) => since < now.since);
  if (held !== undefined && held.status === now.status && held.waived === now.waived) return [];
  // the next scan saw what held, and wrote nothing because that was nothing new
  const restored = next !== null && held !== undefined && !turns.some(({ since }) => since > now.since && since <= next);
  return [now, ...(restored ? [{ ...held, since: next }] : [])];
}
