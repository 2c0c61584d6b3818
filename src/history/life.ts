import { STATUSES, type Status } from '../report/schema.ts';

/**
 * What a scan said of a verdict. `attested`: a person's word stands where the status could not be told. `not_judged`: the
 * scan gave no such verdict, and it is not known to be gone: its policy has no such rule, its configuration leaves the
 * subject out, or it was not seen. `gone`: the subject was no longer there, where all of its kind were seen.
 */
export const TURN_STATUSES = [...STATUSES, 'attested', 'not_judged', 'gone'] as const;

/** A change of one verdict's status. */
export type Turn = { since: string; status: (typeof TURN_STATUSES)[number]; waived: boolean };

/** What is known of one verdict from before a scan. */
export type Life = {
  /** Since when it fails, or may fail unseen; null where it last passed, or was never judged. */
  failing_since: string | null;
  /** Since when it cannot be told; null where it could be. */
  unknown_since: string | null;
  last: Turn['status'];
};

const OPEN: ReadonlySet<Turn['status']> = new Set(['unknown', 'error']);
const ENDS: ReadonlySet<Turn['status']> = new Set(['pass', 'not_applicable', 'gone']);

/** Whether a failure ends with it: nobody's word, and nothing that was not looked at, mends one. */
export const ends = (status: Turn['status']): status is 'pass' | 'not_applicable' | 'gone' => ENDS.has(status);

/** A failure that cannot be seen any more is no failure that was mended: its age runs on. @param turns oldest first, one at least */
export function lifeOf(turns: readonly Turn[]): Life {
  let failing_since: string | null = null;
  let unknown_since: string | null = null;
  let last: Turn['status'] = 'gone';
  for (const { since, status } of turns) {
    if (status === 'fail') failing_since ??= since;
    else if (ends(status)) failing_since = null;
    if (OPEN.has(status)) unknown_since ??= since;
    else if (status !== 'not_judged') unknown_since = null;
    last = status;
  }
  return { failing_since, unknown_since, last };
}

/**
 * When a verdict was last seen to fail; null where it was not, or ended since.
 * @param times of the scans that could have seen it, oldest first
 */
export function failedAt(turns: readonly Turn[], times: readonly string[]): string | null {
  const last = turns.findLastIndex(({ status }) => status === 'fail');
  const failing = turns[last];
  const after = turns.slice(last + 1);
  if (failing === undefined || after.some(({ status }) => ends(status))) return null;
  const [until] = after;
  return times.findLast((time) => time >= failing.since && (until === undefined || time < until.since)) ?? failing.since;
}

/** Since when a verdict of this status stands open; null for one that asks for nothing. @param at when it was judged */
export function firstSeen(status: Status, life: Life | undefined, at: string): string | null {
  if (status === 'fail') return life?.failing_since ?? at;
  if (OPEN.has(status)) return life?.failing_since ?? life?.unknown_since ?? at;
  return null;
}

/** What a verdict was at a time; undefined before it was first given. @param turns oldest first */
export const turnAt = (turns: readonly Turn[], at: string): Turn | undefined => turns.findLast(({ since }) => since <= at);

/**
 * What has to be written for a verdict that a scan gave, or did not give. A scan may be recorded after a later one.
 * @param turns as they are, oldest first
 * @param now what it was at the scan
 * @param next when the organization was judged next, after the scan; null where it was not
 * @param again whether the snapshot was judged before: of its judgings the first that gives a verdict tells
 */
export function turnsFor(turns: readonly Turn[], now: Turn, next: string | null, again: boolean): Turn[] {
  const held = turnAt(turns, now.since);
  const isGiven = now.status !== 'not_judged' && now.status !== 'gone';
  // nobody knew of it yet, or another judging of the same moment told of it, or it is gone for good
  if (!isGiven && (held === undefined || held.since === now.since || held.status === 'gone')) return [];
  // a judging without it would have left a turn that says so
  if (again && held !== undefined && held.status !== 'not_judged' && held.status !== 'gone') return [];
  return written(turns, now, next, held);
}

/** So that the turns tell what it was at every scan, and none repeats the one before. */
function written(turns: readonly Turn[], now: Turn, next: string | null, held: Turn | undefined): Turn[] {
  if (held !== undefined && held.status === now.status && held.waived === now.waived) return [];
  // the next scan saw what held, and wrote nothing because that was nothing new; or it gave no such verdict
  const told = next === null || turns.some(({ since }) => since > now.since && since <= next);
  if (told) return [now];
  const then: Turn = held === undefined ? { since: next, status: 'not_judged', waived: false } : { ...held, since: next };
  return [now, then];
}
