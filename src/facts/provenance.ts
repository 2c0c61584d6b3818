import type { Subject } from '../subjects/schema.ts';

const CLUSTERS = 'confluent:GET /cmk/v2/clusters';
const KEYS = 'confluent:GET /byok/v1/keys';
const ENVIRONMENTS = 'confluent:GET /org/v2/environments';
const QUOTAS = 'confluent:GET /service-quota/v1/applied-quotas';
/** That every cluster was seen, and of each which key it is on. */
const WHOLE = [ENVIRONMENTS, QUOTAS, CLUSTERS, KEYS];

const AWS_KEY = 'aws:kms:DescribeKey';
/** A key is sought on both planes of Azure, and where it is gone among the deleted ones. */
const AZURE_KEY = [
  'azure:keyvault:GetKey',
  'azure:keyvault:GetDeletedKey',
  'azure:arm:GetKey',
  'azure:arm:GetVault',
  'azure:arm:ListDeletedVaults',
];
const GCP_KEY = 'gcp:kms:GetCryptoKey';
const GCP_VERSIONS = 'gcp:kms:ListCryptoKeyVersions';
const KMS_KEY = [AWS_KEY, ...AZURE_KEY, GCP_KEY];

const POLICIES = {
  aws: ['aws:kms:GetKeyPolicy', 'aws:kms:ListGrants'],
  azure: [
    'azure:arm:GetVault',
    'azure:arm:ListRoleAssignments',
    'azure:arm:GetRoleDefinition',
    'azure:arm:ListDenyAssignments',
    'graph:GetServicePrincipal',
    'graph:ListGroups',
  ],
  gcp: ['gcp:kms:GetIamPolicy', 'gcp:resourcemanager:GetIamPolicy', 'gcp:iam:GetRole'],
};
const ACCESS = [KEYS, ...POLICIES.aws, ...POLICIES.azure, ...POLICIES.gcp];
const VAULT = ['azure:arm:GetVault'];

/**
 * Which calls a fact of a subject document rests on, by the fact's path: from the calls that a rule's facts rest on
 * follow the permissions that the rule needs. What joins build is here what they build it from.
 */
export const PROVENANCE: Record<Subject['type'], Record<string, readonly string[]>> = {
  organization: {
    'quota.limit': [QUOTAS],
    'quota.at_least': [QUOTAS, KEYS],
    'quota.used': [QUOTAS, KEYS, ENVIRONMENTS],
    'quota.difference': [QUOTAS, KEYS],
    'quota.remaining': [QUOTAS, KEYS, ENVIRONMENTS],
  },
  environment: {
    byok_clusters: [CLUSTERS],
    all_clusters_seen: [CLUSTERS],
    consumers: [
      'confluent:GET /fcpm/v2/compute-pools',
      'confluent:GET /ksqldbcm/v2/clusters',
      'confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors',
    ],
    all_consumers_seen: [
      'confluent:GET /fcpm/v2/compute-pools',
      'confluent:GET /ksqldbcm/v2/clusters',
      'confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors',
    ],
  },
  cluster: {
    production: [CLUSTERS, ENVIRONMENTS],
    cloud: [CLUSTERS],
    region: [CLUSTERS],
    kind: [CLUSTERS],
    phase: [CLUSTERS],
    deletion_protection: [CLUSTERS],
    encryption: [CLUSTERS],
    'key.id': [CLUSTERS],
    'key.kms_name': [CLUSTERS, KEYS],
    'key.provider': [CLUSTERS, KEYS],
    'key.registered': [CLUSTERS, KEYS, QUOTAS, ENVIRONMENTS],
    'key.expected': [],
    'key.as_expected': [CLUSTERS, KEYS],
    'key.region': [CLUSTERS, KEYS, 'azure:arm:GetVault'],
    'key.other_clusters': [CLUSTERS, KEYS],
    'key.all_users_seen': WHOLE,
    'key.earlier_clusters': [CLUSTERS, KEYS],
    'key.never_used_before': [CLUSTERS, KEYS, QUOTAS, ENVIRONMENTS, AWS_KEY, 'azure:keyvault:ListKeyVersions', GCP_KEY],
  },
  key: {
    provider: [KEYS],
    stated_provider: [KEYS],
    kms_name: [KEYS],
    principals: [KEYS],
    clusters: [CLUSTERS, KEYS],
    cluster_kinds: [CLUSTERS, KEYS],
    all_kinds_known: [CLUSTERS, KEYS],
    all_users_seen: WHOLE,
    confluent_state: [KEYS],
    days_since_registration: [KEYS],
    'release.days_gone': [CLUSTERS, KEYS],
    'release.days_free': [CLUSTERS, KEYS],
    'release.overdue': [CLUSTERS, KEYS],
    in_use: [ENVIRONMENTS, CLUSTERS, KEYS],
    'validation.phase': [KEYS],
    'validation.since': [KEYS],
    'validation.message': [KEYS],
    'validation.hours_since_registration': [KEYS],
    'kms.service': [KEYS],
    // any answer about the key proves it present; these are asked for it
    'kms.present': KMS_KEY,
    'kms.state': KMS_KEY,
    'kms.region': [KEYS, 'azure:arm:GetVault'],
    'kms.deletion_date': KMS_KEY,
    'kms.days_to_deletion': KMS_KEY,
    'kms.material': [AWS_KEY, GCP_KEY, GCP_VERSIONS],
    'kms.origin': KMS_KEY,
    'kms.rotatable': KMS_KEY,
    'kms.rotation_enabled': ['aws:kms:GetKeyRotationStatus', 'azure:keyvault:GetKeyRotationPolicy', 'azure:arm:GetKey', GCP_KEY],
    'kms.rotation_period_days': [
      'aws:kms:GetKeyRotationStatus',
      'azure:keyvault:GetKeyRotationPolicy',
      'azure:arm:GetKey',
      GCP_KEY,
    ],
    'kms.key_type': KMS_KEY,
    'kms.uses': KMS_KEY,
    'kms.manager': [AWS_KEY],
    'kms.pinned_version': [KEYS],
    'kms.broken_versions': [CLUSTERS, 'azure:keyvault:ListKeyVersions', GCP_KEY, GCP_VERSIONS],
    'kms.versions_decided': [...WHOLE, 'azure:keyvault:ListKeyVersions', GCP_KEY, GCP_VERSIONS],
    'kms.destroy_delay_days': [GCP_KEY],
    'vault.rbac': VAULT,
    'vault.soft_delete': VAULT,
    'vault.purge_protection': VAULT,
    'vault.public_network': VAULT,
    'vault.network_default': VAULT,
    'vault.network_bypass': VAULT,
    'access.granted': ACCESS,
    'access.lacking': ACCESS,
    'access.decided': ACCESS,
    'access.excess': ACCESS,
    'access.excess_decided': ACCESS,
    'access.public': [...POLICIES.aws, ...POLICIES.gcp],
    'access.public_decided': [...POLICIES.aws, ...POLICIES.gcp],
    'access.remarks': [...POLICIES.aws, 'azure:arm:ListDenyAssignments'],
  },
};

/** The calls that the facts at these paths rest on, sorted. A path of no fact (`id`, `name`) rests on no call of its own. */
export const callsOf = (type: Subject['type'], paths: readonly string[]): string[] =>
  [...new Set(paths.flatMap((path) => PROVENANCE[type][path] ?? []))].sort();
