import { plural } from '../report/plural.ts';
import type { Obstacle } from '../report/schema.ts';
import { series, withMore } from '../report/series.ts';

/** `1620 verdicts on 180 keys and 180 clusters`. */
export const waitingInWords = ({ verdicts, subjects }: Pick<Obstacle, 'verdicts' | 'subjects'>): string =>
  `${plural(verdicts, 'verdict')} on ${series(Object.entries(subjects).map(([type, count]) => plural(count, type)))}`;

/** `cck-1, cck-2, cck-3 and 197 more`. */
export function examplesInWords({ subjects, examples }: Obstacle): string {
  const more = Object.values(subjects).reduce((sum, count) => sum + count, 0) - examples.length;
  return withMore(
    examples.map(({ id }) => id),
    more,
  );
}

/** A call by its source, as reports name calls: `kms:DescribeKey`. */
export const sourceInWords = (source: string): string => source.replace(/^(?:aws|azure|gcp|confluent):/, '');
