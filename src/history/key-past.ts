import { DAY } from '../input/time.ts';
import { type KeyPast, type KeyPasts, namesakesAmong } from '../inventory/key-past.ts';
import type { KeyRows } from './key-rows.ts';
import type { KeyUse, Observation } from './observation.ts';

/**
 * What is known of each KMS key from before the snapshot that `now` describes.
 * @param days for which Confluent holds a key after its cluster's deletion: a longer gap between scans could hide a cluster
 */
export function keyPasts(rows: KeyRows, now: Observation, days: number): KeyPasts {
  const byIdentity = Map.groupBy(rows.uses, ({ identity }) => identity);
  const held = Map.groupBy([...rows.held, ...heldNow(now)], ({ identity }) => identity);
  const registered = Map.groupBy(rows.registrations, ({ identity }) => identity);
  const namesakes = namesakesAmong([...byIdentity.keys(), ...registered.keys()]);
  const whole = [...rows.scans, now].filter((scan) => scan.whole).map(({ taken_at }) => taken_at);
  const released = new Map(rows.released.map(({ identity, taken_at }) => [identity, taken_at]));
  const lastWhole = rows.scans.findLast((scan) => scan.whole)?.taken_at ?? '';
  const reaches_back_to = reach(rows.scans, now.taken_at, days);
  return (identity): KeyPast => {
    const uses = byIdentity.get(identity) ?? [];
    const observations = held.get(identity) ?? [];
    const last_used_at =
      uses
        .map((use) => lastSeen(use, now.taken_at))
        .sort()
        .at(-1) ?? null;
    return {
      uses: uses.map((use) => ({
        cluster: use.cluster,
        from: use.created_at ?? use.first_seen,
        until: lastSeen(use, now.taken_at),
        source: use.source,
        known_deleted: isDeleted(use, now.taken_at) || use.last_seen < lastWhole,
      })),
      reaches_back_to,
      first_scan_at: whole[0] ?? null,
      unidentified_at: observations.find(({ taken_at }) => !uses.some((use) => explains(use, taken_at, days)))?.taken_at ?? null,
      last_used_at,
      first_free_at: freeSince(observations, whole, [last_used_at, released.get(identity) ?? null]),
      registrations: (registered.get(identity) ?? []).map(({ registration }) => registration),
      namesakes: namesakes(identity),
      unread: null,
    };
  };
}

const heldNow = ({ registrations, taken_at, whole }: Observation) =>
  registrations
    .filter(({ held_unseen }) => held_unseen === 1)
    .map(({ identity }) => ({ identity, taken_at, whole: whole === 1 }));

/**
 * The first of the last whole scans in a row that saw the key held and no cluster on it: a hold that ended before says
 * nothing of this one.
 * @param ended when a cluster was last on it, and when Confluent was last seen to have released it
 */
function freeSince(observations: KeyRows['held'], whole: readonly string[], ended: readonly (string | null)[]): string | null {
  const held = new Set(observations.map(({ taken_at }) => taken_at));
  const isHeld = (at: string) => held.has(at) && ended.every((time) => time === null || at > time);
  return whole.slice(whole.findLastIndex((at) => !isHeld(at)) + 1)[0] ?? null;
}

/** The request of a deletion and its end are both recorded; they lie as far apart as this at the most. */
const TWICE = 3_600_000;

/** Where the cluster was seen after its recorded deletion, that deletion does not count. */
const endOf = ({ deleted_at, last_seen }: KeyUse): string =>
  deleted_at === null || Date.parse(last_seen) - Date.parse(deleted_at) > TWICE ? last_seen : deleted_at;

/** What was recorded later than the snapshot is not known to it. */
const lastSeen = (use: KeyUse, now: string): string => {
  const last = endOf(use);
  return last < now ? last : now;
};

/** Not where the deletion is in the future. */
const isDeleted = (cluster: KeyUse, now: string): boolean =>
  cluster.deleted_at !== null && cluster.deleted_at <= now && endOf(cluster) === cluster.deleted_at;

/** Confluent held the key for this cluster: it existed, or had been deleted for less time than a hold lasts. */
function explains(cluster: KeyUse, at: string, days: number): boolean {
  const end = Date.parse(endOf(cluster)) + days * DAY;
  return (cluster.created_at ?? cluster.first_seen) <= at && Date.parse(at) < end;
}

/** The oldest of the whole scans that follow each other, up to `now`, each sooner than a hold lasts; null where there is none. */
function reach(scans: KeyRows['scans'], now: string, days: number): string | null {
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
