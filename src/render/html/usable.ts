import type { Report } from '../../report/schema.ts';
import { headsOf } from './facets.ts';
import type { Room } from './room.ts';
import { words } from './words.ts';

const MOST_NAMED = 8;

/** Keys that cannot be used now, and those of which that was not observed: a date that was not read may be the first to come. */
export function usableKeys(report: Report, { sectionOf }: Room) {
  const keys = [...headsOf(report)].filter(({ type }) => type === 'key');
  const named = (own: typeof keys) => ({
    items: own.slice(0, MOST_NAMED).map((head) => ({
      name: head.name ?? head.id,
      href: sectionOf(head),
      state: head.state === null ? '' : words(head.state),
    })),
    more: Math.max(0, own.length - MOST_NAMED),
  });
  return {
    dead: named(keys.filter(({ state }) => state !== null && state !== 'enabled')),
    unread: named(keys.filter(({ state }) => state === null)),
  };
}
