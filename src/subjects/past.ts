import { type Comparable, comparableName } from '../clouds/kms-name.ts';
import type { Config } from '../config/schema.ts';
import type { Unknown } from '../facts/fact.ts';
import { isDay } from '../input/days.ts';
import { googleKey } from '../inventory/bindings.ts';
import { identity } from '../inventory/identity.ts';
import { mayBeOneProject } from '../inventory/users.ts';
import type { Subject } from './schema.ts';

/** A cluster that was on a KMS key. */
export type EarlierCluster = {
  cluster: string;
  /** Null where only its end is known. */
  from: string | null;
  until: string;
  /** Who knows of it: the configuration, an earlier scan, an audit log. */
  told_by: string;
  /** Its deletion was told, or a scan that saw every cluster saw it no more. Otherwise it may be there, in a part that cannot be seen. */
  known_gone: boolean;
};

/** What is known of one KMS key from before the snapshot. Times are RFC 3339 or dates. */
export type KeyPast = {
  earlier: readonly EarlierCluster[];
  /** Since when scans of the whole population follow each other without too long a gap, up to the snapshot; null: no such scan. */
  reaches_back_to: string | null;
  /** When the key was seen in use by a cluster that nobody saw; null: never. */
  unidentified_at: string | null;
  /** The last sight of a cluster on the key, and the first whole scan after it that saw none. */
  last_used_at: string | null;
  first_free_at: string | null;
  /** Ids under which Confluent had the key registered, as far as earlier scans saw. */
  registrations: readonly string[];
  /** Names of keys of before that may be this one: they differ in the project alone, which one of the two gives by number. */
  namesakes: readonly string[];
  /** Why nothing more is known; null where all that was ever recorded was read. */
  unread: Unknown | null;
};

/** Told of KMS keys by their identity (`identity.ts`). */
export type Past = (identity: string) => KeyPast;

const NOTHING: KeyPast = {
  earlier: [],
  reaches_back_to: null,
  unidentified_at: null,
  last_used_at: null,
  first_free_at: null,
  registrations: [],
  namesakes: [],
  unread: null,
};

/** Days for which Confluent holds a key after its cluster's deletion; as documented, where the policy names no other. */
export const holdDays = ({ release_days }: Subject['parameters']): number =>
  typeof release_days === 'number' ? release_days : 5;

/** Without a history nothing is known but what the configuration declares. */
export const noPast: Past = () => NOTHING;

/** A history that could not be read: nothing is known, and that is not for want of scans. */
export const unreadPast =
  (unread: Unknown): Past =>
  () => ({ ...NOTHING, unread });

/** Clusters that are gone, as the snapshot itself or the configuration tells of them. */
export type Gone = Omit<EarlierCluster, 'known_gone'> & { key: Comparable };

/** The past as `told`, and what else is known of clusters that are gone. */
export function withGone(told: Past, gone: readonly Gone[]): Past {
  const byIdentity = Map.groupBy(gone, ({ key }) => identity(key));
  const namesakes = namesakesAmong(gone.map(({ key }) => key.name));
  return (name) => {
    const past = told(name);
    const more = byIdentity.get(name) ?? [];
    const known = new Set(past.earlier.map(({ cluster }) => cluster));
    const deleted = new Map(more.map(({ cluster, until }) => [cluster, until]));
    const last = [past.last_used_at, ...more.map(({ until }) => until)].filter((time) => time !== null).sort();
    return {
      ...past,
      earlier: [
        ...past.earlier.map((one) => ({ ...one, known_gone: one.known_gone || isOver(one, deleted.get(one.cluster)) })),
        ...more.filter(({ cluster }) => !known.has(cluster)).map(({ key, ...one }) => ({ ...one, known_gone: true })),
      ],
      last_used_at: last.at(-1) ?? null,
      namesakes: [...past.namesakes, ...namesakes(name)],
    };
  };
}

/** Whether the deletion stands against the last sight: one that is told to the day may have been at its end. */
const isOver = ({ until }: Pick<EarlierCluster, 'until'>, deleted: string | undefined): boolean =>
  deleted !== undefined && (isDay(deleted) ? deleted >= until.slice(0, 10) : Date.parse(deleted) >= Date.parse(until));

/** Tells which of some names of KMS keys may mean the key of another name: Google takes a project's number for its id. */
export function namesakesAmong(names: readonly string[]): (name: string) => string[] {
  const google = [...new Set(names)].flatMap((name) => {
    const key = googleName(name);
    return key === undefined ? [] : [{ name, key }];
  });
  const byKey = Map.groupBy(google, ({ key }) => googleKey(key));
  return (name) => {
    const own = google.length === 0 ? undefined : googleName(name);
    return own === undefined
      ? []
      : (byKey.get(googleKey(own)) ?? []).filter(({ key }) => mayBeOneProject(own, key)).map((other) => other.name);
  };
}

function googleName(name: string) {
  const key = comparableName(name);
  return key?.provider === 'gcp' ? bare(key) : undefined;
}

const bare = <T>(value: T) => ({ value, source: '', observed_at: '' });

/** The clusters that the configuration calls retired by the day that is judged. */
export function retiredClusters(retired: Config['retired_clusters'], as_of: string): Gone[] {
  return retired.flatMap(({ id, key, deleted_at }) => {
    const name = comparableName(key);
    return name === undefined || Date.parse(deleted_at) > Date.parse(as_of)
      ? []
      : [{ cluster: id, from: null, until: deleted_at, told_by: 'the configuration', key: name }];
  });
}
