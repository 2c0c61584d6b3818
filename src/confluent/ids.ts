/** The forms of Confluent's ids. Environments from before `env-` have short ids of other forms. */
export const ID = {
  /** Mostly a UUID, which the API does not promise. */
  organization: /^[\w-]+$/,
  environment: /^(env-[\w-]+|[at]-?\d+)$/,
  cluster: /^lkc-[\w-]+$/,
  key: /^cck-[\w-]+$/,
  compute_pool: /^lfcp-[\w-]+$/,
  // Confluent's own examples begin with lksqlc-, lksql- and dlz-
  ksql_cluster: /^[a-z]+-[\w-]+$/,
  quota: /^[\w.]+$/,
} as const;
