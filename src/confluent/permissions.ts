import type { Permission } from '../collect/observe.ts';

/** Roles for which Confluent documents these reads; a key with a lesser one sees less, often without any error. */
export const ROLE = {
  organization: 'OrganizationAdmin',
  environment: 'OrganizationAdmin or EnvironmentAdmin',
} as const;

/** What the collector calls, and what each call needs of the Cloud API key's owner. */
export const CONFLUENT_PERMISSIONS: readonly Permission[] = [
  {
    calls: ['confluent:GET /org/v2/organizations'],
    permission: ROLE.organization,
    for: 'the name of the organization',
    optional: 'without it the report shows the id alone',
  },
  { calls: ['confluent:GET /org/v2/environments'], permission: ROLE.environment, for: 'the environments' },
  { calls: ['confluent:GET /byok/v1/keys'], permission: ROLE.environment, for: 'the registered keys' },
  {
    calls: ['confluent:GET /service-quota/v1/applied-quotas'],
    permission: ROLE.organization,
    for: 'quotas, and the proof that all was listed',
  },
  { calls: ['confluent:GET /cmk/v2/clusters'], permission: ROLE.environment, for: 'the clusters and the keys that they use' },
  { calls: ['confluent:GET /fcpm/v2/compute-pools'], permission: ROLE.environment, for: 'Flink compute pools' },
  { calls: ['confluent:GET /ksqldbcm/v2/clusters'], permission: ROLE.environment, for: 'ksqlDB clusters' },
  {
    calls: ['confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors'],
    permission: ROLE.environment,
    for: 'connectors',
  },
];
