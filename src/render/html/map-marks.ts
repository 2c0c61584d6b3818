import { inPage } from './links.ts';
import type { ClusterNode, MapModel } from './map-model.ts';
import { labelOf, type RankedKey } from './map-order.ts';
import { isDead, isElsewhere, isShared, isUnseen } from './map-standing.ts';
import { nearlyWhole } from './map-text.ts';
import { countForProduction, stateInWords } from './map-words.ts';
import type { Room } from './room.ts';

// What the map marks, with what each mark means and the first that have it.

const MOST_NAMED = 5;

type Named = { name: string; href: string | null; said: string };
export type Mark = { sign: string; tone: string; words: string; count: number; named: Named[]; more: number };

/** The marks that matter, in words; each also where nothing has it, so that a reader knows what was looked for. */
export function marksOf(ranked: readonly RankedKey[], { keyUnknown, unmanaged }: MapModel, sectionOf: Room['sectionOf']): Mark[] {
  const mark = (sign: string, tone: string, words: string, all: readonly (() => Named)[]): Mark => ({
    sign,
    tone: all.length === 0 ? 'plain' : tone,
    words,
    count: all.length,
    named: all.slice(0, MOST_NAMED).map((named) => named()),
    more: Math.max(0, all.length - MOST_NAMED),
  });
  const keys = (is: (one: RankedKey) => boolean, said: (one: RankedKey) => string) =>
    ranked.filter(is).map((one) => () => ({
      name: nearlyWhole(labelOf(one.key)),
      href: inPage(sectionOf({ type: 'key', id: one.key.ids[0] ?? '' })),
      said: said(one),
    }));
  const cluster =
    ({ id, name }: ClusterNode, said: string) =>
    () => ({
      name: nearlyWhole(name ?? id),
      href: inPage(sectionOf({ type: 'cluster', id })),
      said,
    });
  return [
    mark(
      'dead',
      'bad',
      'Key that cannot be used, or is to be deleted',
      keys(
        ({ key }) => isDead(key),
        ({ key, days }) => stateInWords(key, days),
      ),
    ),
    mark(
      'elsewhere',
      'bad',
      'Cluster in another region than its key',
      ranked.flatMap(({ key }) =>
        key.clusters
          .filter((one) => isElsewhere(one, key.region))
          .map((one) =>
            cluster(one, `in ${one.region ?? 'a region not observed'}, its key in ${key.region ?? 'a region not observed'}`),
          ),
      ),
    ),
    mark(
      'shared',
      'warn',
      'Key shared by several clusters',
      keys(
        ({ key }) => isShared(key),
        ({ key }) => `${key.sharing} clusters${production(countForProduction(key.clusters))}`,
      ),
    ),
    mark('unseen', 'warn', 'Something shown here was not observed', [
      ...keys(
        ({ key }) => isUnseen(key),
        ({ key }) => unseenOf(key.state, key.region),
      ),
      ...keyUnknown.map((one) => cluster(one, 'its key')),
      ...unmanaged.filter(({ region }) => region === null).map((one) => cluster(one, 'its region')),
    ]),
  ];
}

const production = (count: number): string => (count === 0 ? '' : `, ${count} for production`);

const unseenOf = (state: string | null, region: string | null): string =>
  state === null ? 'its state' : region === null ? 'its region' : 'its clusters, or the region of one';
