import type { VerdictPast } from '../report/past.ts';
import { STATUSES } from '../report/state.ts';

/**
 * What a scan said of a verdict. `attested`: an attestation stands where the status is unknown. `not_judged`: the scan gave
 * no such verdict, and its subject is not known to be deleted: the policy has no such rule, the configuration leaves the
 * subject out, or it was not seen. `gone`: the subject no longer existed, where all of its kind were seen.
 */
export const CHANGE_STATUSES = [...STATUSES, 'attested', 'not_judged', 'gone'] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** From when on a verdict had a status. Only changes are kept. */
export type StatusChange = { since: string; status: ChangeStatus; waived: boolean };

const OPEN: ReadonlySet<ChangeStatus> = new Set(['unknown', 'error']);
export const ENDS = ['pass', 'not_applicable', 'gone'] as const;

/** Whether a failure ends with it: neither an attestation nor a scan that did not look ends one. */
export const ends = (status: ChangeStatus): status is (typeof ENDS)[number] => ENDS.some((end) => end === status);

/** Whether a scan gave the verdict at all. */
export const isGiven = (status: ChangeStatus): boolean => status !== 'not_judged' && status !== 'gone';

/**
 * Since when a verdict fails and since when it is unknown. A failure that can no longer be seen was not resolved: its age
 * runs on.
 * @param changes oldest first
 */
export function openSince(changes: readonly StatusChange[]): Pick<VerdictPast, 'failing_since' | 'unknown_since'> {
  let failing_since: string | null = null;
  let unknown_since: string | null = null;
  for (const { since, status } of changes) {
    if (status === 'fail') failing_since ??= since;
    else if (ends(status)) failing_since = null;
    if (OPEN.has(status)) unknown_since ??= since;
    else if (status !== 'not_judged') unknown_since = null;
  }
  return { failing_since, unknown_since };
}

/**
 * When a verdict was last seen to fail; null where it was not, or the failure ended since.
 * @param times of the scans that could have seen it, oldest first
 */
export function lastFailedAt(changes: readonly StatusChange[], times: readonly string[]): string | null {
  const last = changes.findLastIndex(({ status }) => status === 'fail');
  const failing = changes[last];
  const after = changes.slice(last + 1);
  if (failing === undefined || after.some(({ status }) => ends(status))) return null;
  const [until] = after;
  return times.findLast((time) => time >= failing.since && (until === undefined || time < until.since)) ?? failing.since;
}

/** The status at a time; undefined before the verdict was first given. @param changes oldest first */
export const statusAt = (changes: readonly StatusChange[], at: string): StatusChange | undefined =>
  changes.findLast(({ since }) => since <= at);
