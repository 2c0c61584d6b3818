import type { AlertPlace, UnsettledVerdict } from './schema.ts';
import type { KnownVerdict } from './unseen.ts';

/** What earlier scans say of a verdict whose subject existed when that was last known. Times are RFC 3339. */
export type VerdictPast = KnownVerdict & {
  /** Since when it fails, or may still fail unseen; null where it last passed, or was never evaluated. */
  failing_since: string | null;
  /** Since when it is unknown; null where it is not. */
  unknown_since: string | null;
  /** The last scan that saw it fail; null where none did, or where the failure ended since. */
  last_failed_at: string | null;
  /** Where its alert was last reported; null where none was, or where the failure ended since. */
  alert: AlertPlace | null;
};

/** What earlier scans say of a report's verdicts. */
export type EarlierScans = {
  /** `sha256:` of everything that was read. */
  digest: string;
  /** How many of them were evaluated. */
  scans: number;
  /** Types of subjects of which one of them saw all. */
  whole: readonly string[];
  /** Whether the history could not be read. */
  unread: boolean;
  /** By fingerprint. */
  verdicts: ReadonlyMap<string, VerdictPast>;
};

/** Since when a verdict has been open; null for one that asks for nothing. @param at RFC 3339, when it was evaluated */
export function firstSeen(
  { status }: Pick<UnsettledVerdict, 'status'>,
  past: VerdictPast | undefined,
  at: string,
): string | null {
  if (status === 'fail') return past?.failing_since ?? at;
  if (status === 'unknown' || status === 'error') return past?.failing_since ?? past?.unknown_since ?? at;
  return null;
}

/**
 * When a verdict was last seen to fail, RFC 3339; null where it was not, or where the failure ended since; `unread` where
 * the history that would say so could not be read.
 */
export type FailedAt = (verdict: Pick<UnsettledVerdict, 'fingerprint'>) => string | 'unread' | null;
