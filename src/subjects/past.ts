import { parseName, type Written } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { isDay } from '../input/time.ts';
import { identity } from '../inventory/identity.ts';
import { type EarlierUse, type KeyPast, type KeyPasts, namesakesAmong } from '../inventory/key-past.ts';

/** A deleted cluster that the snapshot itself or the configuration names, and the key that it was on. */
export type DeletedUse = Omit<EarlierUse, 'known_deleted'> & { key: Written };

/** The past of keys from earlier scans, and what else is known of deleted clusters. */
export function withDeleted(past: KeyPasts, deleted: readonly DeletedUse[]): KeyPasts {
  const byIdentity = Map.groupBy(deleted, ({ key }) => identity(key));
  const namesakes = namesakesAmong(deleted.map(({ key }) => key.name));
  const long = new Map<string, KeyPast>();
  // a key with a long past is asked about by each cluster on it
  return (name) => {
    const known = long.get(name);
    if (known !== undefined) return known;
    const made = pastOf(name);
    if (made.uses.length + made.registrations.length > SHORT) long.set(name, made);
    return made;
  };

  function pastOf(name: string): KeyPast {
    const recorded = past(name);
    const more = byIdentity.get(name) ?? [];
    const others = namesakes(name);
    if (more.length === 0 && others.length === 0) return recorded;
    const known = new Set(recorded.uses.map(({ cluster }) => cluster));
    const deletions = new Map(more.map(({ cluster, until }) => [cluster, until]));
    const last = [recorded.last_used_at, ...more.map(({ until }) => until)].filter((time) => time !== null).sort();
    return {
      ...recorded,
      uses: [
        ...recorded.uses.map((use) => ({ ...use, known_deleted: use.known_deleted || isOver(use, deletions.get(use.cluster)) })),
        ...more.filter(({ cluster }) => !known.has(cluster)).map(({ key, ...use }) => ({ ...use, known_deleted: true })),
      ],
      last_used_at: last.at(-1) ?? null,
      namesakes: [...recorded.namesakes, ...others],
    };
  }
}

const SHORT = 10;

/** Whether the deletion came after the cluster was last seen: one that is given as a day may have been at its end. */
const isOver = ({ until }: Pick<EarlierUse, 'until'>, deleted: string | undefined): boolean =>
  deleted !== undefined && (isDay(deleted) ? deleted >= until.slice(0, 10) : Date.parse(deleted) >= Date.parse(until));

/** The clusters that the configuration calls retired by the time of evaluation. */
export function retiredClusters(retired: Config['retired_clusters'], as_of: string): DeletedUse[] {
  return retired.flatMap(({ id, key, deleted_at }) => {
    const name = parseName(key);
    return name === undefined || Date.parse(deleted_at) > Date.parse(as_of)
      ? []
      : [{ cluster: id, from: null, until: deleted_at, source: 'configuration', key: name }];
  });
}
