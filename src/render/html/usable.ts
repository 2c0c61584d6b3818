import type { Report, ReportedSubject } from '../../report/schema.ts';
import { headsOf } from './facets.ts';
import type { Room } from './room.ts';
import { words } from './words.ts';

const MOST_NAMED = 8;

/** Keys that cannot be used now, and those of which that was not observed: a date that was not read may be the first to come. */
export function usableKeys(report: Report, room: Room) {
  const keys = [...headsOf(report)].filter(({ type }) => type === 'key');
  const dead = keys.filter(({ state }) => state !== null && state !== 'enabled');
  const unread = keys.filter(({ state }) => state === null);
  return {
    dead: firstNamed(productionFirst(dead), room, ({ state }) => words(state ?? '')),
    unread: firstNamed(productionFirst(unread), room),
  };
}

/** What is in production stands before what is not, where not all have room. */
export const productionFirst = <K extends Pick<ReportedSubject, 'production'>>(keys: readonly K[]): K[] => [
  ...keys.filter(({ production }) => production === true),
  ...keys.filter(({ production }) => production !== true),
];

type Key = Pick<ReportedSubject, 'type' | 'id' | 'name'>;

export type FirstNamed = ReturnType<typeof firstNamed>;

/** The first of some keys by name, each with what is to be said of it, and how many more there are. */
export const firstNamed = <K extends Key>(keys: readonly K[], { sectionOf }: Room, said: (key: K) => string = () => '') => ({
  items: keys.slice(0, MOST_NAMED).map((key) => ({ name: key.name ?? key.id, href: sectionOf(key), said: said(key) })),
  more: Math.max(0, keys.length - MOST_NAMED),
});
