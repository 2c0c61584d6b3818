/**
 * The types of Terraform resources that declare a subject or what a rule judges of it, each with the attributes and nested
 * blocks that rules may name as the place of a fix (`declared_in` in their METADATA), and no others.
 */
export const RESOURCE_TYPES = {
  confluent_environment: [],
  confluent_kafka_cluster: [
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
  confluent_byok_key: ['azure.key_identifier', 'gcp.key_id'],
  aws_kms_key: [
    'custom_key_store_id',
    'customer_master_key_spec',
    'enable_key_rotation',
    'is_enabled',
    'key_usage',
    'multi_region',
    'policy',
    'rotation_period_in_days',
  ],
  aws_kms_external_key: ['enabled', 'key_spec', 'key_usage', 'multi_region', 'policy', 'valid_to'],
  aws_kms_replica_key: ['enabled', 'policy', 'region'],
  aws_kms_replica_external_key: ['enabled', 'policy', 'region', 'valid_to'],
  aws_kms_key_policy: ['policy'],
  azurerm_key_vault_key: [
    'expiration_date',
    'key_opts',
    'key_type',
    'rotation_policy',
    'rotation_policy.automatic',
    'rotation_policy.automatic.time_after_creation',
    'rotation_policy.automatic.time_before_expiry',
  ],
  azurerm_key_vault: [
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
  google_kms_crypto_key: [
    'destroy_scheduled_duration',
    'import_only',
    'key_ring',
    'purpose',
    'rotation_period',
    'version_template',
    'version_template.algorithm',
    'version_template.protection_level',
  ],
  google_kms_crypto_key_iam_policy: ['policy_data'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ResourceType = keyof typeof RESOURCE_TYPES;

export const isResourceType = (type: string): type is ResourceType => Object.hasOwn(RESOURCE_TYPES, type);

/** The attributes and nested blocks of a type that a rule may name: `rotation_policy.automatic`. */
export const attributesOf = (type: ResourceType): readonly string[] => RESOURCE_TYPES[type];

/** Whether a rule may name this as a place: `aws_kms_key`, or `aws_kms_key.enable_key_rotation`. */
export function isDeclaredPlace(name: string): boolean {
  const [type = '', ...path] = name.split('.');
  return isResourceType(type) && (path.length === 0 || attributesOf(type).includes(path.join('.')));
}
