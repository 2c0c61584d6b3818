import { plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { type Mark, marksOf } from './map-marks.ts';
import { mapModel } from './map-model.ts';
import { inOrder, type RankedKey } from './map-order.ts';
import { type Place, placeOfKeyUnknown, placeOfUnmanaged, placesOfKeys } from './map-places.ts';
import { isMarked } from './map-standing.ts';
import type { Room } from './room.ts';

/** Up to so many clusters, and keys, all are drawn. */
const ALL_DRAWN = 40;
/** Beyond that: how many keys and clusters are drawn, how many clusters of a key, and how many regions have a frame of their own. */
const [MOST_BOXES, MOST_CLUSTERS, MOST_PLACES] = [160, 6, 24];

export type MapView = {
  counts: string;
  /** Whether healthy keys are counted, not drawn. */
  folded: boolean;
  /** Whether there may be keys or clusters that were not seen. */
  partial: boolean;
  marks: Mark[];
  /** What a square stands for; null where there is none. */
  square: string | null;
  places: Place[];
};

/** Whether every subject of a type was seen. */
const isWhole = ({ population }: Report, type: string): boolean =>
  population.some(({ subject_type, complete }) => subject_type === type && complete === true);

/**
 * Which cluster is on which key, in which region and account; null where the report has neither clusters nor keys.
 * @param sectionOf where the page describes a subject, to which the map leads
 */
export function mapOf(report: Report, sectionOf: Room['sectionOf']): MapView | null {
  const model = mapModel(report);
  const { keys, unmanaged, keyUnknown } = model;
  const whole = isWhole(report, 'cluster');
  const onKeys = keys.reduce((sum, key) => sum + key.clusters.length, 0);
  const clusters = onKeys + unmanaged.length + keyUnknown.length;
  if (keys.length + clusters === 0) return null;
  const folded = clusters > ALL_DRAWN || keys.length > ALL_DRAWN;
  const ranked = inOrder(report, keys);
  const known = { most: folded ? MOST_CLUSTERS : ALL_DRAWN, whole, sectionOf };
  const { places, perSquare } = placesOfKeys(ranked, folded ? MOST_PLACES : ALL_DRAWN, folded ? withinRoom : (all) => all, known);
  const isCounted = places.some(({ folds }) => folds.length > 0);
  return {
    counts: `${plural(keys.length, 'key')} and ${plural(clusters, 'cluster')}`,
    folded,
    partial: !(whole && isWhole(report, 'key')),
    marks: marksOf(ranked, model, sectionOf),
    square: isCounted ? (perSquare === 1 ? 'key that is counted' : `up to ${perSquare} keys that are counted`) : null,
    places: [...places, ...placeOfKeyUnknown(keyUnknown, known), ...placeOfUnmanaged(unmanaged, known)],
  };
}

/** Of keys with a mark the first, as far as there is room for them and their clusters. */
function withinRoom(keys: readonly RankedKey[]): RankedKey[] {
  let boxes = 0;
  return keys.filter(({ key, standing }) => {
    if (!isMarked(standing)) return false;
    boxes += 1 + Math.min(key.clusters.length, MOST_CLUSTERS);
    return boxes <= MOST_BOXES;
  });
}
