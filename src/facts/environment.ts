import { CONFLUENT } from '../confluent/calls.ts';
import { texts } from '../input/shapes.ts';
import { fact, proof, shortenedFact } from './declare.ts';

const { environments, quotas, clusters, compute_pools, ksql_clusters, connectors } = CONFLUENT;

export const environmentFacts = {
  /** Ids of the environment's clusters that are seen to be on a self-managed key, sorted. */
  byok_clusters: fact(texts, [clusters], { words: 'which clusters are on a self-managed key', examples: [['lkc-apple'], []] }),
  /** Whether every cluster of the environment was seen, and of each whether it is on a self-managed key. */
  all_clusters_seen: proof([clusters], 'whether every cluster of the environment was seen', {}, 'yes'),
  /** Where these clusters are, by cloud and region, sorted: there Flink reads them from whatever environment. */
  places: fact(texts, [clusters], { words: 'where the clusters on a self-managed key are', examples: [['aws us-west-2'], []] }),
  /** What can work on these clusters, each with its kind: "Flink compute pool lfcp-1". The first, sorted. */
  consumers: shortenedFact([clusters, compute_pools, ksql_clusters, connectors], {
    words: 'what works on the data of the clusters',
    examples: [[], ['Flink compute pool press (lfcp-press)']],
  }),
  all_consumers_seen: proof(
    [clusters, environments, quotas, compute_pools, ksql_clusters, connectors],
    'whether all that can work on the data of the clusters was seen',
  ),
};
