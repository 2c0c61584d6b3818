import { cloudInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import { capital } from '../state-words.ts';
import { type Drawing, drawnKey, drawnWithoutKey, type Known } from './map-drawing.ts';
import type { ClusterNode } from './map-model.ts';
import type { RankedKey } from './map-order.ts';
import { STANDINGS, type Standing } from './map-standing.ts';
import { nearlyWhole } from './map-text.ts';
import { foldedInWords } from './map-words.ts';

// The frames of the map: one for each region of a cloud.

/** A frame of more drawings than these may be torn between two of them. */
const LONG = 3;
/** Squares in a row, rows, and from one square to the next. */
const [IN_ROW, ROWS, STEP] = [30, 8, 10];

/** Keys that are counted in place of being drawn; a square for each, as far as there is room. */
type Fold = { tone: string; text: string; squares: string; width: number; height: number };
export type Place = {
  title: string;
  counts: string;
  long: boolean;
  /** By account, vault or project; without a name where that does not matter. */
  groups: { name: string | null; drawings: Drawing[] }[];
  folds: Fold[];
};

const FOLD_TONES: Record<Standing, string> = {
  dead: 'bad',
  elsewhere: 'bad',
  shared: 'warn',
  failed: 'bad',
  unseen: 'warn',
  undetermined: 'warn',
  fine: 'plain',
  unused: 'plain',
};

/**
 * The regions with their keys: that of the first key first.
 * @param most how many regions have a frame of their own
 * @param chosen which of the keys in these are drawn; the others are counted
 * @returns with them, for how many keys a square stands
 */
export function placesOfKeys(
  ranked: readonly RankedKey[],
  most: number,
  chosen: (inFrames: readonly RankedKey[]) => readonly RankedKey[],
  known: Known,
): { places: Place[]; perSquare: number } {
  const regionOf = ({ key: { cloud, region } }: RankedKey): string => JSON.stringify([cloud, region]);
  const regions = [...Map.groupBy(ranked, regionOf)];
  const framed = new Set(regions.slice(0, most).map(([name]) => name));
  const drawn = new Set(chosen(ranked.filter((one) => framed.has(regionOf(one)))));
  const frames = regions.slice(0, most).map(([, keys]) => frame(titleOf(keys), keys, drawn));
  const rest = regions.slice(most).flatMap(([, keys]) => keys);
  if (rest.length > 0) frames.push(frame(plural(regions.length - most, 'more region'), rest, drawn));
  const largest = frames.reduce((count, { counted }) => Math.max(count, counted.length), 0);
  let perSquare = 1;
  while (largest / perSquare > IN_ROW * ROWS) perSquare *= 10;
  return { places: frames.map((one) => place(one, perSquare, known)), perSquare };
}

type Frame = { title: string; drawn: RankedKey[]; counted: RankedKey[] };

function frame(title: string, keys: readonly RankedKey[], drawn: ReadonlySet<RankedKey>): Frame {
  return {
    title,
    drawn: keys.filter((one) => drawn.has(one)),
    counted: keys.filter((one) => !drawn.has(one)),
  };
}

function titleOf([first]: readonly RankedKey[]): string {
  const { cloud = null, region = null } = first?.key ?? {};
  return `${cloud === null ? 'Cloud not observed' : cloudInWords(cloud)} · ${region === null ? 'region not observed' : nearlyWhole(region)}`;
}

function place({ title, drawn, counted }: Frame, perSquare: number, known: Known): Place {
  const clusters = [...drawn, ...counted].reduce((sum, { key }) => sum + key.clusters.length, 0);
  const byStanding = Map.groupBy(counted, ({ standing }) => standing);
  return {
    title,
    counts: `${plural(drawn.length + counted.length, 'key')}, ${plural(clusters, 'cluster')}`,
    long: drawn.length > LONG,
    groups: [...Map.groupBy(drawn, ({ key }) => key.keptIn)].map(([name, own]) => ({
      name: name === null ? 'Account, vault or project not known' : capital(name),
      drawings: own.map(({ key, days }) => drawnKey(key, days, known)),
    })),
    folds: STANDINGS.flatMap((standing) => {
      const count = byStanding.get(standing)?.length ?? 0;
      if (count === 0) return [];
      const text = foldedInWords(standing, count, known.whole);
      return [{ tone: FOLD_TONES[standing], text, ...squares(Math.ceil(count / perSquare)) }];
    }),
  };
}

/** One path for all, each row a line that is dashed. */
function squares(count: number): Pick<Fold, 'squares' | 'width' | 'height'> {
  const rows = Math.ceil(count / IN_ROW);
  const lengths = Array.from({ length: rows }, (_, row) => Math.min(IN_ROW, count - row * IN_ROW));
  return {
    squares: lengths.map((length, row) => `M0 ${row * STEP + STEP / 2}h${length * STEP}`).join(''),
    width: IN_ROW * STEP,
    height: rows * STEP,
  };
}

/** Clusters of which it was not observed which key they use. */
export const placeOfKeyUnknown = (clusters: readonly ClusterNode[], known: Known): Place[] =>
  placeOfClusters('Key not observed', clusters, { name: 'Key not observed', tone: 'warn unseen', sign: 'unseen' }, known);

/** Clusters that Confluent encrypts with keys of its own. */
export const placeOfUnmanaged = (clusters: readonly ClusterNode[], known: Known): Place[] =>
  placeOfClusters(
    'No self-managed key',
    clusters,
    { name: "Confluent's own keys", tone: 'plain unmanaged', sign: 'unmanaged' },
    known,
  );

const placeOfClusters = (
  title: string,
  clusters: readonly ClusterNode[],
  look: Parameters<typeof drawnWithoutKey>[1],
  known: Known,
): Place[] =>
  clusters.length === 0
    ? []
    : [
        {
          title,
          counts: plural(clusters.length, 'cluster'),
          long: false,
          groups: [{ name: null, drawings: [drawnWithoutKey(clusters, look, known)] }],
          folds: [],
        },
      ];
