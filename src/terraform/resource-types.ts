/**
 * What is known of a type of resource.
 * @property places the attributes and nested blocks that rules may name as the place of a fix (`declared_in` in their METADATA)
 * @property ids the attributes that say in a state which live thing a resource is; nothing else of its values is read there
 * @property links the attributes whose literal values, or references to other resources, say the same in the sources
 */
type Known = { places: readonly string[]; ids: readonly string[]; links: readonly string[] };

/** The types of Terraform resources that declare a subject or what a rule judges of it: the only list. */
export const RESOURCE_TYPES = {
  confluent_environment: {
    places: [],
    ids: ['id'],
    links: ['display_name'],
  },
  confluent_kafka_cluster: {
    places: [
      'basic',
      'byok_key',
      'cloud',
      'dedicated',
      'dedicated.encryption_key',
      'deletion_protection',
      'enterprise',
      'freight',
      'region',
      'standard',
    ],
    ids: ['id'],
    links: ['display_name', 'environment.id'],
  },
  confluent_byok_key: {
    places: ['azure.key_identifier', 'gcp.key_id'],
    ids: ['id'],
    links: ['aws.key_arn', 'azure.key_vault_id', 'gcp.key_id', 'azure.key_identifier'],
  },
  aws_kms_key: {
    places: [
      'custom_key_store_id',
      'customer_master_key_spec',
      'enable_key_rotation',
      'is_enabled',
      'key_usage',
      'multi_region',
      'policy',
      'rotation_period_in_days',
    ],
    ids: ['arn'],
    links: [],
  },
  aws_kms_external_key: {
    places: ['enabled', 'key_spec', 'key_usage', 'multi_region', 'policy', 'valid_to'],
    ids: ['arn'],
    links: [],
  },
  aws_kms_replica_key: {
    places: ['enabled', 'policy', 'region'],
    ids: ['arn'],
    links: [],
  },
  aws_kms_replica_external_key: {
    places: ['enabled', 'policy', 'region', 'valid_to'],
    ids: ['arn'],
    links: [],
  },
  aws_kms_key_policy: {
    places: ['policy'],
    ids: ['key_id'],
    links: ['key_id'],
  },
  azurerm_key_vault_key: {
    places: [
      'expiration_date',
      'key_opts',
      'key_type',
      'rotation_policy',
      'rotation_policy.automatic',
      'rotation_policy.automatic.time_after_creation',
      'rotation_policy.automatic.time_before_expiry',
    ],
    ids: ['id', 'versionless_id'],
    links: ['key_vault_id'],
  },
  azurerm_key_vault: {
    places: [
      'access_policy',
      'enable_rbac_authorization',
      'location',
      'network_acls',
      'network_acls.bypass',
      'network_acls.default_action',
      'public_network_access_enabled',
      'purge_protection_enabled',
      'rbac_authorization_enabled',
    ],
    ids: ['vault_uri'],
    links: ['name'],
  },
  google_kms_crypto_key: {
    places: [
      'destroy_scheduled_duration',
      'import_only',
      'key_ring',
      'purpose',
      'rotation_period',
      'version_template',
      'version_template.algorithm',
      'version_template.protection_level',
    ],
    ids: ['id'],
    links: [],
  },
  google_kms_crypto_key_iam_policy: {
    places: ['policy_data'],
    ids: ['crypto_key_id'],
    links: ['crypto_key_id'],
  },
} as const satisfies Readonly<Record<string, Known>>;
export type ResourceType = keyof typeof RESOURCE_TYPES;

export const isResourceType = (type: string): type is ResourceType => Object.hasOwn(RESOURCE_TYPES, type);

/** Those that are KMS keys themselves. */
export const isKeyType = (type: string): boolean =>
  /^(?:aws_kms_(?:replica_)?(?:external_)?key|azurerm_key_vault_key|google_kms_crypto_key)$/.test(type);

export const knownOf = (type: ResourceType): Known => RESOURCE_TYPES[type];

/** Whether a rule may name this as a place: `aws_kms_key`, or `aws_kms_key.enable_key_rotation`. */
export function isDeclaredPlace(name: string): boolean {
  const [type = '', ...path] = name.split('.');
  return isResourceType(type) && (path.length === 0 || knownOf(type).places.includes(path.join('.')));
}
