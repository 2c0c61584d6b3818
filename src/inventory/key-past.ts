import { parseName } from '../clouds/index.ts';
import type { Unknown } from '../facts/fact.ts';
import { namesakesIn } from './identity.ts';

/** Where it is known from that a cluster was on a key. The store keeps the first two. */
export type UseSource = 'scan' | 'audit_log' | 'configuration' | 'cluster_list';

/** A cluster that was on a KMS key before the snapshot. */
export type EarlierUse = {
  cluster: string;
  /** Null where only its end is known. */
  from: string | null;
  until: string;
  source: UseSource;
  /**
   * Its deletion was recorded, or a scan that saw every cluster no longer saw it. Otherwise it may still exist, in a part
   * that could not be listed.
   */
  known_deleted: boolean;
};

/** What is known of one KMS key from before the snapshot. Times are RFC 3339 or dates. */
export type KeyPast = {
  uses: readonly EarlierUse[];
  /** Since when scans of the whole population follow each other without too long a gap, up to the snapshot; null: no such scan. */
  reaches_back_to: string | null;
  /** The first scan of the whole population on record, however long the gaps since; null: no such scan. */
  first_scan_at: string | null;
  /** When the key was seen in use by a cluster that no list showed; null: never. */
  unidentified_at: string | null;
  /** When a cluster was last seen on the key, and the first whole scan after that which saw none. */
  last_used_at: string | null;
  first_free_at: string | null;
  /** Ids under which Confluent had the key registered, as far as earlier scans saw. */
  registrations: readonly string[];
  /** Names of keys of earlier scans that may be this one: they differ in the project alone, which one of the two gives by number. */
  namesakes: readonly string[];
  /** Why nothing more is known; null where everything on record was read. */
  unread: Unknown | null;
};

/** The past of each KMS key, by its identity (`identity.ts`). */
export type KeyPasts = (identity: string) => KeyPast;

const NOTHING: KeyPast = {
  uses: [],
  reaches_back_to: null,
  first_scan_at: null,
  unidentified_at: null,
  last_used_at: null,
  first_free_at: null,
  registrations: [],
  namesakes: [],
  unread: null,
};

/** Without a history nothing is known but what the configuration declares. */
export const noKeyPast: KeyPasts = () => NOTHING;

/** The history could not be read: nothing is known, which is not for lack of scans. */
export const unreadKeyPast =
  (unread: Unknown): KeyPasts =>
  () => ({ ...NOTHING, unread });

/**
 * Days for which Confluent holds a key after its cluster's deletion; as documented, where the policy names no other.
 * @param parameters the policy's
 */
export const holdDays = ({ release_days }: Readonly<Record<string, unknown>>): number =>
  typeof release_days === 'number' ? release_days : 5;

/** Finds which of some names of KMS keys may mean the key of another name. */
export function namesakesAmong(names: readonly string[]): (name: string) => readonly string[] {
  const namesakes = namesakesIn(new Set(names), parseName);
  return (text) => {
    const own = parseName(text);
    return own === undefined ? [] : namesakes(own);
  };
}
