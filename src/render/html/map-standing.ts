import type { ClusterNode, Counts, KeyNode } from './map-model.ts';

/** What the map shows of a key with its clusters, what matters most first. */
export const STANDINGS = ['dead', 'elsewhere', 'shared', 'failed', 'unseen', 'undetermined', 'fine', 'unused'] as const;
export type Standing = (typeof STANDINGS)[number];

export const rankOf = (standing: Standing): number => STANDINGS.indexOf(standing);

/** Whether a key is drawn also where there are many: the others are counted. */
export const isMarked = (standing: Standing): boolean => rankOf(standing) < rankOf('undetermined');

/** Whether the key cannot be used, or is about to be deleted. A state that was not observed is no such thing, nor a good one. */
export const isDead = ({ state }: KeyNode): boolean => state !== null && state !== 'enabled';

export const isShared = ({ sharing }: KeyNode): boolean => sharing > 1;

const hasFailed = ({ fail, error, waived }: Counts): boolean => fail + error + waived > 0;

/** Whether a cluster is in another region than its key, whatever the rules say of that. */
export const isElsewhere = ({ region, mismatch }: ClusterNode, keyRegion: string | null): boolean =>
  mismatch !== null || (region !== null && keyRegion !== null && region !== keyRegion);

export const isUnseen = ({ state, region, others, clusters }: KeyNode): boolean =>
  state === null || region === null || others === null || clusters.some((cluster) => cluster.region === null);

/** The first of all that holds of the key. */
export function standingOf(key: KeyNode): Standing {
  const counts = [key, ...key.clusters].map((node: { counts: Counts }) => node.counts);
  if (isDead(key)) return 'dead';
  if (key.clusters.some((cluster) => isElsewhere(cluster, key.region))) return 'elsewhere';
  if (isShared(key)) return 'shared';
  if (counts.some(hasFailed)) return 'failed';
  if (isUnseen(key)) return 'unseen';
  if (counts.some(({ unknown }) => unknown > 0)) return 'undetermined';
  return key.sharing === 0 ? 'unused' : 'fine';
}

/** Clusters, what matters most first, for where not all are drawn. */
export const clustersInOrder = (clusters: readonly ClusterNode[], keyRegion: string | null): ClusterNode[] =>
  clusters
    .map((cluster) => ({ cluster, weight: weightOf(cluster, keyRegion) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ cluster }) => cluster);

const weightOf = (cluster: ClusterNode, keyRegion: string | null): number =>
  8 * Number(isElsewhere(cluster, keyRegion)) +
  4 * Number(cluster.region === null) +
  2 * Number(hasFailed(cluster.counts)) +
  Number(cluster.production === true);
