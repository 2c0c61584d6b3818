import { DAY } from '../input/days.ts';
import { type KeyPast, type KeyPasts, namesakesAmong } from '../inventory/key-past.ts';
import { AN_EARLIER_SCAN, type SeenCluster, type Sighting } from './sighting.ts';

/** What the store holds from before a snapshot, sorted by time. */
export type Before = {
  scans: readonly { taken_at: string; whole: boolean }[];
  bindings: readonly SeenCluster[];
  /** Sightings of a key that Confluent held in use for a cluster that was not seen, oldest first. */
  held: readonly { identity: string; taken_at: string; whole: boolean }[];
  /** When Confluent was last seen to have let go a key that it held so. */
  released: readonly { identity: string; taken_at: string }[];
  /** Which registrations of which KMS keys were seen. */
  registrations: readonly { identity: string; registration: string }[];
};

/**
 * What is known of each KMS key from before the snapshot that `now` describes.
 * @param days for which Confluent holds a key after its cluster's deletion: a longer gap between scans could hide a cluster
 */
export function keyPasts(before: Before, now: Sighting, days: number): KeyPasts {
  const byIdentity = Map.groupBy(before.bindings, ({ identity }) => identity);
  const held = Map.groupBy([...before.held, ...heldNow(now)], ({ identity }) => identity);
  const registered = Map.groupBy(before.registrations, ({ identity }) => identity);
  const namesakes = namesakesAmong([...byIdentity.keys(), ...registered.keys()]);
  const whole = [...before.scans, now].filter((scan) => scan.whole).map(({ taken_at }) => taken_at);
  const released = new Map(before.released.map(({ identity, taken_at }) => [identity, taken_at]));
  const lastWhole = before.scans.findLast((scan) => scan.whole)?.taken_at ?? '';
  const reaches_back_to = reach(before.scans, now.taken_at, days);
  return (identity): KeyPast => {
    const clusters = byIdentity.get(identity) ?? [];
    const sightings = held.get(identity) ?? [];
    const last_used_at =
      clusters
        .map((cluster) => lastSeen(cluster, now.taken_at))
        .sort()
        .at(-1) ?? null;
    return {
      uses: clusters.map((cluster) => ({
        cluster: cluster.cluster,
        from: cluster.created_at ?? cluster.first_seen,
        until: lastSeen(cluster, now.taken_at),
        source: cluster.told_by === AN_EARLIER_SCAN ? 'scan' : 'audit_log',
        known_deleted: isDeleted(cluster, now.taken_at) || cluster.last_seen < lastWhole,
      })),
      reaches_back_to,
      unidentified_at:
        sightings.find(({ taken_at }) => !clusters.some((cluster) => explains(cluster, taken_at, days)))?.taken_at ?? null,
      last_used_at,
      first_free_at: freeSince(sightings, whole, [last_used_at, released.get(identity) ?? null]),
      registrations: (registered.get(identity) ?? []).map(({ registration }) => registration),
      namesakes: namesakes(identity),
      unread: null,
    };
  };
}

const heldNow = ({ registrations, taken_at, whole }: Sighting) =>
  registrations.filter(({ held_unseen }) => held_unseen).map(({ identity }) => ({ identity, taken_at, whole }));

/**
 * The first of the last whole scans in a row that saw the key held and no cluster on it: a hold that ended before says
 * nothing of this one.
 * @param ended when a cluster was last on it, and when Confluent was last seen to have let it go
 */
function freeSince(sightings: Before['held'], whole: readonly string[], ended: readonly (string | null)[]): string | null {
  const held = new Set(sightings.map(({ taken_at }) => taken_at));
  const isHeld = (at: string) => held.has(at) && ended.every((time) => time === null || at > time);
  return whole.slice(whole.findLastIndex((at) => !isHeld(at)) + 1)[0] ?? null;
}

/** What tells of one deletion twice, the request and its end, lies as far apart as this at the most. */
const TWICE = 3_600_000;

/** A sight of the cluster after its deletion stands against it. */
const endOf = ({ deleted_at, last_seen }: SeenCluster): string =>
  deleted_at === null || Date.parse(last_seen) - Date.parse(deleted_at) > TWICE ? last_seen : deleted_at;

/** What was recorded later than the snapshot that is judged is not known to it. */
const lastSeen = (cluster: SeenCluster, now: string): string => {
  const last = endOf(cluster);
  return last < now ? last : now;
};

/** A deletion that is still to come is none. */
const isDeleted = (cluster: SeenCluster, now: string): boolean =>
  cluster.deleted_at !== null && cluster.deleted_at <= now && endOf(cluster) === cluster.deleted_at;

/** Confluent held the key for this cluster: it had come, and had not been gone for as long as a hold lasts. */
function explains(cluster: SeenCluster, at: string, days: number): boolean {
  const end = Date.parse(endOf(cluster)) + days * DAY;
  return (cluster.created_at ?? cluster.first_seen) <= at && Date.parse(at) < end;
}

/** The oldest of the whole scans that follow each other, up to `now`, each sooner than a hold lasts; null where there is none. */
function reach(scans: Before['scans'], now: string, days: number): string | null {
  let oldest: string | null = null;
  let next = now;
  for (const { taken_at } of scans.filter(({ whole }) => whole).toReversed()) {
    // written so that a time that is none ends the chain too
    if (!(Date.parse(next) - Date.parse(taken_at) < days * DAY)) break;
    oldest = taken_at;
    next = taken_at;
  }
  return oldest;
}
