import type { Permission } from '../collect/observe.ts';
import { CONFLUENT } from './calls.ts';

/** Roles for which Confluent documents these reads; a key with a lesser one sees less, often without any error. */
export const ROLE = {
  organization: 'OrganizationAdmin',
  environment: 'OrganizationAdmin or EnvironmentAdmin',
} as const;

const needs = (permission: string, call: string, what: string, where?: string) => ({
  ...{ calls: [call], permission, for: what },
  ...(where !== undefined && { where }),
});
const IN_EACH = 'an environment is listed';

/** What the collector calls, and what each call needs of the Cloud API key's owner. */
export const CONFLUENT_PERMISSIONS: readonly Permission[] = [
  {
    ...needs(ROLE.organization, CONFLUENT.organizations, 'the name of the organization'),
    optional: 'without it the report shows only the id',
  },
  needs(ROLE.environment, CONFLUENT.environments, 'the environments'),
  needs(ROLE.environment, CONFLUENT.keys, 'the registered keys'),
  needs(ROLE.organization, CONFLUENT.quotas, 'quotas, and the proof that all was listed'),
  needs(ROLE.environment, CONFLUENT.clusters, 'the clusters and the keys that they use', IN_EACH),
  needs(ROLE.environment, CONFLUENT.compute_pools, 'Flink compute pools', IN_EACH),
  needs(ROLE.environment, CONFLUENT.ksql_clusters, 'ksqlDB clusters', IN_EACH),
  needs(ROLE.environment, CONFLUENT.connectors, 'connectors', 'a cluster uses a self-managed key'),
];
