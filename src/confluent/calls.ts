/** The calls to Confluent Cloud, as the source of a fact names them. */
export const CONFLUENT = {
  environments: 'confluent:GET /org/v2/environments',
  clusters: 'confluent:GET /cmk/v2/clusters',
  keys: 'confluent:GET /byok/v1/keys',
  quotas: 'confluent:GET /service-quota/v1/applied-quotas',
  compute_pools: 'confluent:GET /fcpm/v2/compute-pools',
  ksql_clusters: 'confluent:GET /ksqldbcm/v2/clusters',
  connectors: 'confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors',
} as const;
