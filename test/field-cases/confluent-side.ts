import type { Fixture, Raw } from '../../loopback/fixture.ts';
import type { FieldCase } from './case.ts';
import { type AwsChange, aws, onAws } from './on-aws.ts';
import { azure, onAzure } from './on-azure.ts';
import { google, onGoogle } from './on-google.ts';
import { environment, INVALID, organization, type Part } from './organization.ts';

const COVERAGE = 'environment.coverage_beyond_kafka';
const ORCHARD = 'env-orchard';

export const pool = (at: string, cloud: string, region: string): Raw => ({
  api_version: 'fcpm/v2',
  kind: 'ComputePool',
  id: 'lfcp-plum',
  spec: { display_name: 'plum', cloud, region, max_cfu: 10, environment: { id: at } },
  status: { phase: 'PROVISIONED', current_cfu: 0 },
  metadata: { created_at: '2026-06-01T10:00:00Z' },
});
const ksql = (at: string, on: string): Raw => ({
  api_version: 'ksqldbcm/v2',
  kind: 'Cluster',
  id: 'lksqlc-plum',
  spec: { display_name: 'plum', csu: 4, kafka_cluster: { id: on, environment: at }, environment: { id: at } },
  status: { phase: 'PROVISIONED', is_paused: false, storage: 125 },
  metadata: { created_at: '2026-06-01T10:00:00Z' },
});
const beside = (...parts: Part[]): Fixture => organization(onAws(), ...parts);
/** A cluster without a key of its own. */
const plain = { name: 'fig', registration: null, kms: null } as const;

/** What reaches the data of a BYOK cluster beside Kafka. */
export const CONSUMERS: FieldCase[] = [
  {
    title: 'a Flink pool of another environment, in the cloud and region of the cluster, reaches it',
    organization: beside({ environments: [environment('env-market')], compute_pools: [pool('env-market', 'AWS', 'eu-west-1')] }),
    expect: [[COVERAGE, ORCHARD, 'fail', /Flink/]],
  },
  {
    title: 'a Flink pool in another region than the cluster does not reach it',
    organization: beside({ compute_pools: [pool(ORCHARD, 'AWS', 'us-east-2')] }),
    expect: [[COVERAGE, ORCHARD, 'pass']],
  },
  {
    title: 'a Flink pool in another cloud than the cluster does not reach it',
    organization: beside({ compute_pools: [pool(ORCHARD, 'GCP', 'eu-west-1')] }),
    expect: [[COVERAGE, ORCHARD, 'pass']],
  },
  {
    title: 'ksqlDB on the cluster reaches it',
    organization: beside({ ksql_clusters: [ksql(ORCHARD, 'lkc-quince')] }),
    expect: [[COVERAGE, ORCHARD, 'fail', /ksqlDB/]],
  },
  {
    title: 'ksqlDB on a cluster without BYOK in the same environment does not reach the other',
    organization: beside(onAws(plain), { ksql_clusters: [ksql(ORCHARD, 'lkc-fig')] }),
    expect: [[COVERAGE, ORCHARD, 'pass']],
  },
  {
    title: 'a connector on the cluster reaches it',
    organization: beside({ connectors: { 'lkc-quince': { sink: { id: { id: 'lcc-plum', id_type: 'ID' } } } } }),
    expect: [[COVERAGE, ORCHARD, 'fail', /connector/i]],
  },
  {
    title: 'an environment without a consumer says what was looked for',
    organization: beside(),
    expect: [[COVERAGE, ORCHARD, 'pass', /(?=.*Flink)(?=.*ksqlDB)(?=.*connector)/is]],
  },
];

const lately = (change: AwsChange = {}): AwsChange => ({
  ...change,
  cluster: { created_at: '2026-10-01T10:00:00Z', ...change.cluster },
});
const kindOn = (kind: string): { cluster: { spec: Raw } } => ({ cluster: { spec: { config: { kind, max_ecku: 10 } } } });

/** What Confluent's own lists say, and leave open. */
export const LISTS: FieldCase[] = [
  {
    title: 'a well-kept AWS organization ends with 0 on its first day',
    organization: aws(),
    expect: [['cluster.key_unique', 'lkc-quince', 'pass']],
    exit: 0,
  },
  {
    title: 'a well-kept Azure organization ends with 0 on its first day',
    organization: azure(),
    expect: [['cluster.key_unique', 'lkc-apricot', 'pass']],
    exit: 0,
  },
  {
    title: 'a well-kept Google organization ends with 0 on its first day',
    organization: google(),
    expect: [['cluster.key_unique', 'lkc-cherry', 'pass']],
    exit: 0,
  },
  {
    title: 'what a key did before the first scan only a person can say, and the first day ends with 0',
    organization: aws(lately()),
    expect: [['cluster.key_not_reused', 'lkc-quince', 'unknown/unsupported', /retired_clusters|audit|attest/i]],
    exit: 0,
  },
  {
    title: 'the past of an Azure key before the first scan only a person can say',
    organization: azure({ cluster: { created_at: '2026-10-01T10:00:00Z' } }),
    expect: [['cluster.key_not_reused', 'lkc-apricot', 'unknown/unsupported']],
    exit: 0,
  },
  {
    title: 'more clusters counted than listed leave uniqueness open',
    organization: beside({ quotas: { 'iam.max_kafka_clusters.per_org': { usage: 3 } } }),
    expect: [['cluster.key_unique', 'lkc-quince', 'unknown/ambiguous', /max_kafka_clusters|applied-quotas/]],
  },
  {
    title: 'a count of clusters that may not be read leaves uniqueness open',
    organization: beside(),
    faults: [{ id: /applied-quotas.*id=iam\.max_kafka_clusters\.per_org/, kind: 'deny' }],
    expect: [['cluster.key_unique', 'lkc-quince', 'unknown']],
  },
  {
    title: 'a count of clusters that lags behind the list leaves nothing open',
    organization: beside(onAws({ name: 'medlar' }), { quotas: { 'iam.max_kafka_clusters.per_org': { usage: 1 } } }),
    expect: [['cluster.key_unique', 'lkc-quince', 'pass']],
  },
  {
    title: 'a cluster that was never provisioned still uses its key, and is said to have failed',
    organization: beside(
      onAws({
        kms: null,
        registration: null,
        cluster: { id: 'lkc-fig', status: { phase: 'FAILED' }, spec: { byok: { id: 'cck-quince' } } },
      }),
    ),
    expect: [['cluster.key_unique', 'lkc-quince', 'fail', /FAILED/]],
  },
  {
    title: 'a key that Confluent still validates an hour after its registration is not judged yet',
    organization: aws({ registration: { created_at: '2026-11-24T11:00:00Z', validation: { phase: 'INITIALIZING' } } }),
    expect: [['key.validated', 'cck-quince', 'not_applicable']],
  },
  {
    title: 'a key that Confluent still validates two days after its registration fails',
    organization: aws({ registration: { created_at: '2026-11-22T11:00:00Z', validation: { phase: 'INITIALIZING' } } }),
    expect: [['key.validated', 'cck-quince', 'fail']],
  },
  {
    title: 'a Freight cluster is documented to take a key at AWS',
    organization: aws(kindOn('Freight')),
    expect: [['cluster.type_supported', 'lkc-quince', 'pass']],
  },
  {
    title: 'an Enterprise cluster at Google is of a type that nothing says takes a key',
    organization: google(kindOn('Enterprise')),
    expect: [['cluster.type_supported', 'lkc-cherry', 'unknown/unrecognized', /supported_types/]],
  },
  {
    title: 'a cluster without BYOK needs no deletion protection of its key',
    organization: organization(onAws(), onAws({ ...plain, cluster: { spec: { deletion_protection: false } } })),
    expect: [['cluster.deletion_protected', 'lkc-fig', 'not_applicable']],
  },
  {
    title: 'keys of three clouds in one organization are told apart',
    organization: organization(
      onAws(),
      onAzure(),
      onGoogle(),
      onAws({ name: 'medlar', cluster: null, registration: { validation: INVALID } }),
    ),
    expect: [
      ['cluster.key_unique', 'lkc-quince', 'pass'],
      ['cluster.key_unique', 'lkc-apricot', 'pass'],
      ['cluster.key_unique', 'lkc-cherry', 'pass'],
    ],
  },
];
