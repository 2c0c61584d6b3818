import type { UnsettledVerdict } from './schema.ts';
import type { KnownVerdict } from './unseen.ts';

/** What earlier scans tell a report of its verdicts. */
export type ReportMemory = {
  /** `sha256:` of all that was told. */
  digest: string;
  /** Verdicts on subjects that were there at the last scan that could tell. */
  known: readonly KnownVerdict[];
  /** How many earlier scans were judged. */
  scans: number;
  /** Types of subjects of which one of them saw all. */
  whole: readonly string[];
  /** Whether the history could not be read. */
  unread: boolean;
  firstSeen: (verdict: UnsettledVerdict) => string | null;
  failedAt: FailedAt;
};

/**
 * When a verdict was last seen to fail, RFC 3339; null where it was not, or was seen to hold or to be gone since; `untold`
 * where nobody can say.
 */
export type FailedAt = (verdict: Pick<UnsettledVerdict, 'fingerprint'>) => string | 'untold' | null;
