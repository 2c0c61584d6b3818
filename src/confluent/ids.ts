/** The forms of Confluent's ids. Environments from before `env-` have short ids of other forms. */
export const ID = {
  /** Mostly a UUID, which the API does not promise. */
  organization: /^[\w-]+$/,
  environment: /^(env-[\w-]+|[at]-?\d+)$/,
  cluster: /^lkc-[\w-]+$/,
  key: /^cck-[\w-]+$/,
  compute_pool: /^lfcp-[\w-]+$/,
  ksql_cluster: /^lksqlc-[\w-]+$/,
  quota: /^[\w.]+$/,
} as const;
