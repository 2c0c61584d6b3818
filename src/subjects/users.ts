import { derive, type Fact, firstUnknown, isKnown, shown, type Unknown, unknown } from '../facts/fact.ts';
import { MOST_NAMED } from '../facts/shortened.ts';
import { rememberedOfList } from '../input/remembered.ts';
import { type Binding, isLegacy } from '../inventory/bindings.ts';
import { clusterRegion } from './region.ts';

// What follows from the clusters on one key. All who ask about one key have one list of them (`inventory/bindings.ts`), so that
// a key with many clusters is looked through once, and not once for each document that speaks of it.

type Users = readonly Binding[];

export const idsOf = rememberedOfList((users: Users): string[] => users.map(({ cluster }) => cluster.id));

/** The first of them but the one, as many as are named, and how many they are. */
export function others(own: string, users: Users): { first: string[]; all: number } {
  const first: string[] = [];
  for (const id of idsOf(users)) {
    if (first.length === MOST_NAMED) break;
    if (id !== own) first.push(id);
  }
  return { first, all: users.length - (timesListed(users).get(own) ?? 0) };
}

/** A cluster may be listed more than once. */
const timesListed = rememberedOfList((users: Users): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const id of idsOf(users)) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
});

/** Those that Confluent could not bring up, sorted, and the first whose phase is not known. */
export const failedOf = rememberedOfList((users: Users) => ({
  ids: users
    .filter(({ cluster }) => shown(cluster.phase) === 'FAILED')
    .map(({ cluster }) => cluster.id)
    .sort(),
  unread: firstUnknown(users.map(({ cluster }) => cluster.phase)),
}));

export const kindsOf = rememberedOfList((users: Users) => valuesOf(users.map(({ cluster }) => cluster.kind)));
export const regionsOf = rememberedOfList((users: Users) => valuesOf(users.map(({ cluster }) => clusterRegion(cluster))));

/** What a fact says of each cluster: a value that was seen stays seen, whatever the others are. */
function valuesOf(facts: readonly Fact<string>[]) {
  const values = facts.flatMap((fact) => (isKnown(fact) ? [fact.value] : []));
  return { seen: [...new Set(values)].sort(), unread: firstUnknown(facts) };
}

/** Whether one of them names the key itself. */
export const someLegacy = rememberedOfList((users: Users): boolean => users.some(isLegacy));

/** When the first of them was created, null where that is known of none; and the first of which it is not known. */
export const creationOf = rememberedOfList((users: Users) => {
  const times = users.map(({ cluster }) => derive(cluster.created_at, timeOf));
  const earliest = times.reduce((first, time) => (isKnown(time) ? Math.min(first, time.value) : first), Number.POSITIVE_INFINITY);
  return { earliest: Number.isFinite(earliest) ? earliest : null, unread: firstUnknown(times) };
});

const timeOf = (text: string): number | { unknown: Unknown } => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? unknown('malformed', `${JSON.stringify(text)} is not a time`) : time;
};
