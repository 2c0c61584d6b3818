import { CONFLUENT } from '../confluent/calls.ts';
import { texts } from '../input/shapes.ts';
import { fact, proof } from './declare.ts';

const { clusters, compute_pools, ksql_clusters, connectors } = CONFLUENT;

export const environmentFacts = {
  /** Ids of the environment's clusters that are seen to be on a self-managed key, sorted. */
  byok_clusters: fact(texts, [clusters], { words: 'which clusters are on a self-managed key', examples: [['lkc-apple'], []] }),
  /** Whether every cluster of the environment was seen, and of each whether it is on a self-managed key. */
  all_clusters_seen: proof([clusters], 'whether every cluster of the environment was seen'),
  /** What works on Kafka data beside the clusters, each with its kind: "Flink compute pool lfcp-1". */
  consumers: fact(texts, [compute_pools, ksql_clusters, connectors], {
    examples: [[], ['Flink compute pool press (lfcp-press)']],
  }),
  all_consumers_seen: proof([compute_pools, ksql_clusters, connectors], 'whether all that works on the environment was seen'),
};
