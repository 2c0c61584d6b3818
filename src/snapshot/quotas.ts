import { type Fact, isKnown, type Listing } from '../facts/fact.ts';
import type { Cluster } from './schema.ts';

/** The quotas of the organization that are read, by what they limit. */
export const QUOTAS = {
  byok_keys: 'byok.max_keys.per_org',
  environments: 'iam.max_environments.per_org',
  kafka_clusters: 'iam.max_kafka_clusters.per_org',
} as const;

export const QUOTA_PATH = '/service-quota/v1/applied-quotas';
export const QUOTA_SCOPE = 'organization';

/** The call that reads a quota. */
export const quotaCall = (code: string): string => `GET ${QUOTA_PATH}?scope=${QUOTA_SCOPE}&id=${code}`;

const HOUR = 3_600_000;

/**
 * How many of the listed clusters Confluent's count of them is certain to hold: it lags behind, so a cluster of the last hour,
 * or one whose age is not known, might take the place of one that was not listed. @param at when the count was read
 */
export function settledClusters(clusters: Readonly<Record<string, Listing<Cluster>>>, at: string): number {
  const read = Date.parse(at);
  const isBefore = (time: Fact<string | null>, end: number) =>
    isKnown(time) && time.value !== null && Date.parse(time.value) <= end;
  const settled = Object.values(clusters).flatMap(({ seen }) =>
    seen.filter(({ created_at, deleted_at }) => isBefore(created_at, read - HOUR) && !isBefore(deleted_at, read)),
  );
  return new Set(settled.map(({ id }) => id)).size;
}
