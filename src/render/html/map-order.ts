import { byCodePoint } from '../../input/code-point.ts';
import type { Report } from '../../report/schema.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import type { KeyNode } from './map-model.ts';
import { rankOf, type Standing, standingOf } from './map-standing.ts';
import { countForProduction, type DaysLeft } from './map-words.ts';

/** A key with its standing. */
export type RankedKey = { key: KeyNode; standing: Standing; days: DaysLeft };

const DAYS_TO_DELETION = 'kms.days_to_deletion';
/** Facts of a subject are read one by one: not of more keys than the map has room for. */
const MOST_READ = 200;

/** Keys, what matters most first: by standing, by the days left, production first, by name. */
export function inOrder(report: Report, keys: readonly KeyNode[]): RankedKey[] {
  const daysLeft = daysUntilDeletion(report);
  return keys
    .map((key) => ({ key, standing: standingOf(key), production: countForProduction(key.clusters) > 0, days: daysLeft(key) }))
    .sort(
      (a, b) =>
        rankOf(a.standing) - rankOf(b.standing) ||
        sooner(a.days) - sooner(b.days) ||
        Number(b.production) - Number(a.production) ||
        byCodePoint(labelOf(a.key), labelOf(b.key)),
    );
}

/** How the map calls a key. */
export const labelOf = ({ name, ids }: Pick<KeyNode, 'name' | 'ids'>): string => name ?? ids[0] ?? '';

/** Days that are not known come after those that are. */
const sooner = (days: DaysLeft): number => (typeof days === 'number' ? days : Number.MAX_SAFE_INTEGER);

function daysUntilDeletion(report: Report): (key: KeyNode) => DaysLeft {
  let subjectOf: ReturnType<typeof subjectsOf> | null = null;
  let read = 0;
  return ({ state, ids: [id = ''] }) => {
    if (state !== 'pending_deletion' || read === MOST_READ) return null;
    read += 1;
    subjectOf ??= subjectsOf(report);
    const fact = subjectOf({ type: 'key', id }).facts[DAYS_TO_DELETION];
    if (fact !== undefined && 'unknown' in fact) return 'not observed';
    return typeof fact?.value === 'number' ? fact.value : null;
  };
}
