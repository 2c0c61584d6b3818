import Type from 'typebox';
import { CONFLUENT } from '../confluent/calls.ts';
import { byName, enumeration, flag, nullable, object, text, texts } from '../input/shapes.ts';
import { fact, proof } from './declare.ts';
import { aws, azure, google, vault } from './origins.ts';
import { tagsOf } from './owner.ts';

const { clusters, environments, keys, quotas } = CONFLUENT;

const planned_rotation = [aws.rotation_enabled, azure.rotation, google.rotation_period_seconds];
const scheduled_deletion = [aws.deletion_date, azure.scheduled_purge, google.primary];

/**
 * One vocabulary for what the three services call by different names. `expired` and `not_yet_valid`: an Azure key outside its
 * validity window; `destroyed` and `no_primary`: of a Google key's primary version.
 */
export const KeyState = enumeration(
  'enabled',
  'disabled',
  'pending_deletion',
  'pending_import',
  'unavailable',
  'expired',
  'not_yet_valid',
  'destroyed',
  'no_primary',
);
export type KeyState = Type.Static<typeof KeyState>;

/** What each service says of a key. */
const OfEveryService = object({
  state: fact(
    KeyState,
    [aws.state, azure.soft_deleted, azure.enabled, azure.not_before, azure.expires, google.primary, google.versions],
    { profile: true },
  ),
  /** When the key or its primary version is destroyed; null where nothing is scheduled. */
  deletion_date: fact(nullable(text), scheduled_deletion, {
    examples: [null, '2026-03-11T12:00:00Z'],
    profile: true,
  }),
  /** generated in the KMS; imported; external: kept outside by design (an external key store). Azure does not say. */
  material: fact(
    enumeration('generated', 'imported', 'external'),
    [aws.origin, google.import_only, google.versions, google.protection_level],
    {
      profile: true,
      unknown: {
        unsupported: {
          text: 'No API says how the key material was made. Attest it by the record of how the key was created (the pipeline, the log of the vault, the attestation of an HSM); nothing else answers it.',
          paste: 'attestation',
        },
      },
    },
  ),
  /** As the service names the place that the material comes from. */
  origin: fact(text, [aws.origin, azure.key_type, google.protection_level], {
    examples: ['AWS_KMS', 'AWS_CLOUDHSM', 'EXTERNAL'],
    // the others say it by the type of the key or its protection level
    profile: ['aws'],
  }),
  /** Where the material is when it is used: in an HSM, in software of the service, or outside the cloud. */
  protection_level: fact(enumeration('hsm', 'software', 'external'), [aws.origin, azure.key_type, google.protection_level], {
    profile: true,
  }),
  /** Whether the KMS could rotate the key by itself. */
  rotatable: fact(
    flag,
    [aws.origin, aws.spec, aws.usage, azure.present, google.purpose, google.protection_level, google.import_only],
    { words: 'whether the key can be rotated' },
  ),
  rotation_enabled: fact(flag, planned_rotation, { words: 'whether rotation is enabled', profile: true }),
  /** Days between rotations; null while rotation is off. Rotation that is on without a period is unknown, never a default. */
  rotation_period_days: fact(
    nullable(Type.Number()),
    [aws.rotation_period_days, azure.rotation, google.rotation_period_seconds],
    { words: 'the rotation period', examples: [180, null, 90, 400], profile: true },
  ),
  /** AWS: KeySpec; Azure: kty; Google: the algorithm. */
  key_type: fact(text, [aws.spec, azure.key_type, google.algorithm], {
    examples: ['SYMMETRIC_DEFAULT', 'RSA', 'EC', 'GOOGLE_SYMMETRIC_ENCRYPTION'],
    elsewhere: { azure: 'RSA', gcp: 'GOOGLE_SYMMETRIC_ENCRYPTION' },
    profile: true,
  }),
  /** AWS: KeyUsage; Azure: key operations; Google: the purpose. */
  uses: fact(texts, [aws.usage, azure.operations, google.purpose], {
    words: 'what the key may be used for',
    examples: [['ENCRYPT_DECRYPT'], ['wrapKey', 'unwrapKey'], []],
    elsewhere: { azure: ['wrapKey', 'unwrapKey'] },
    profile: true,
  }),
  /** What people called the key by name and value: tags, on Google Cloud labels. */
  tags: fact(byName(text), tagsOf, { words: 'the tags of the key', examples: [{ owner: 'orchard' }, {}], profile: true }),
});

const versions_in_use = [keys, azure.versions, azure.expires, aws.material_expires_at, google.created_at];

const key_made = [aws.created_at, aws.primary_created_at, azure.versions, google.created_at];
const last_made = [aws.last_rotation_at, azure.versions, google.versions, google.primary, google.primary_created_at];

/** How old a key and its material are, and when the one is rotated and the other expires: as times, and in days from `as_of`. */
export const Ages = object({
  created_at: fact(text, key_made, {
    words: 'when the key was created',
    examples: ['2024-07-01T09:00:00Z'],
    profile: true,
  }),
  /** When the newest material that can be used replaced an earlier one, planned or on demand; null where it is the first. */
  last_rotation_at: fact(nullable(text), last_made, {
    words: 'when the key was last rotated',
    examples: ['2026-08-01T09:00:00Z', null],
    profile: true,
  }),
  /** Null where no rotation is planned. */
  next_rotation_at: fact(nullable(text), planned_rotation, {
    words: 'when the key is next rotated',
    examples: ['2027-02-01T09:00:00Z', null],
    profile: true,
  }),
  /** When what Confluent wraps with expires; null where it has no expiry date. */
  expires_at: fact(nullable(text), versions_in_use, {
    words: 'the expiry date of the key',
    examples: [null, '2027-03-01T09:00:00Z'],
    profile: true,
  }),
  key_age_days: fact(Type.Number(), key_made, {
    words: 'the age of the key',
    examples: [500, 10, 400],
  }),
  /** Of the newest: the last rotation, whether planned or on demand, else the creation. */
  material_age_days: fact(
    Type.Number(),
    [aws.created_at, aws.primary_created_at, aws.last_rotation_at, azure.versions, google.versions, google.primary_created_at],
    {
      words: 'the age of the key material',
      examples: [100, 10, 400, 211],
    },
  ),
  /** Until the next planned rotation, negative where that is past; null where none is planned. */
  next_rotation_days: fact(nullable(Type.Number()), planned_rotation, {
    words: 'the next rotation',
    examples: [80, null, -1, 400, 211],
  }),
  /** Until what Confluent wraps with expires, negative where that is past; null where it has no expiry date. */
  expires_in_days: fact(nullable(Type.Number()), versions_in_use, {
    words: 'when the key expires',
    examples: [null, 100, 60, 10, -1],
    deadline: true,
  }),
  /** Until a planned rotation makes a version that takes over from the expiring one; null where none will. */
  successor_in_days: fact(nullable(Type.Number()), [...versions_in_use, azure.rotation], {
    words: 'when a new version takes over',
    examples: [null, 5, 30],
  }),
});

/** What only AWS KMS says of a key. */
export const OfAwsAlone = object({
  /** Who manages the key, CUSTOMER or AWS. */
  manager: fact(text, [aws.manager], { words: 'who manages the key', examples: ['CUSTOMER', 'AWS'] }),
  /** Regions of every copy of a multi-Region key, its own included; empty where the key is not multi-Region. */
  replica_regions: fact(texts, [aws.multi_region_primary, aws.multi_region_replicas], {
    words: 'the Regions of the copies',
    examples: [[], ['us-west-2'], ['eu-west-1', 'us-west-2']],
  }),
  /** The CustomKeyStoreId of a key in an external key store; null for any other key. */
  external_store: fact(nullable(text), [aws.custom_key_store, aws.origin], {
    words: 'the external key store',
    examples: [null, 'cks-0000000000000001'],
  }),
  /** A primary key that is to be deleted and waits for its last replica. */
  awaits_replicas: fact(flag, [aws.state], { words: 'whether the deletion waits for replicas', examples: [false, true] }),
  /** How long such a key waits after its last replica is deleted; null for any other key. */
  deletion_wait_days: fact(nullable(Type.Number()), [aws.deletion_wait_days], {
    words: 'the wait before the deletion',
    examples: [null, 7],
  }),
});

/** What only Google Cloud KMS says of a key. */
export const OfGoogleAlone = object({
  /** Days between the order to destroy a version and its destruction. */
  destroy_delay_days: fact(Type.Number(), [google.destroy_scheduled_seconds], {
    words: 'the delay before a version is destroyed',
    examples: [30, 1],
  }),
});

/** Which versions of a key its clusters need. */
export const Versions = object({
  /** Versions that may hold a current cluster's data and are not enabled, each with its state. */
  broken_versions: fact(texts, [clusters, azure.versions, google.versions, google.primary], {
    words: 'which versions of the key are not intact',
    examples: [[], ['7 (disabled)']],
  }),
  /** Whether the versions that may hold a current cluster's data are all known. */
  versions_decided: proof(
    [keys, quotas, environments, clusters, azure.versions, google.versions, google.primary],
    'whether every version that is needed is intact',
    {
      ambiguous: {
        text: 'Which versions hold data of a cluster follows from when its clusters were created, and that is not known. Run the scan with an API key that sees every cluster; or attest that no version that was primary since is disabled or destroyed.',
        paste: 'attestation',
      },
    },
  ),
});

/** Where a key is kept, by its name. */
export const KmsService = enumeration('aws_kms', 'azure_key_vault', 'azure_managed_hsm', 'google_cloud_kms');
export type KmsService = Type.Static<typeof KmsService>;

/** What the service that keeps the key says of it. */
export const Kms = object({
  service: fact(KmsService, [keys], { elsewhere: { azure: 'azure_key_vault', gcp: 'google_cloud_kms' } }),
  /** Whether the KMS has the key, in whatever state. */
  present: fact(flag, [aws.present, azure.present, google.present], { words: 'whether the key is there' }),
  region: fact(text, [keys, vault.location], { examples: ['us-west-2'] }),
  /** Whole days from `as_of` to the deletion date, rounded down; null where nothing is scheduled. */
  days_to_deletion: fact(nullable(Type.Integer()), scheduled_deletion, { examples: [null, 10], deadline: true }),
  /** The version that the registered name pins; null where it pins none. */
  pinned_version: fact(nullable(text), [keys], { examples: [null, '7'] }),
  ...OfEveryService.properties,
  ...Ages.properties,
  ...OfAwsAlone.properties,
  ...OfGoogleAlone.properties,
  ...Versions.properties,
});

const PERIMETER = {
  ambiguous: {
    text: "A network security perimeter decides who reaches the vault, and its rules are not read. Attest that its rules let Confluent's clusters in, or take the vault out of it where its own firewall should decide.",
    paste: 'attestation',
  },
} as const;

export const Vault = object({
  /** As Azure names it: standard or premium. */
  sku: fact(text, [vault.sku], { words: 'the SKU of the vault', examples: ['premium', 'standard'], profile: ['azure'] }),
  rbac: fact(flag, [vault.rbac], { words: 'whether the vault uses Azure RBAC' }),
  soft_delete: fact(flag, [vault.soft_delete]),
  purge_protection: fact(flag, [vault.purge_protection]),
  public_network: fact(enumeration('Enabled', 'Disabled'), [vault.public_network], {
    words: 'public network access of the vault',
    unknown: PERIMETER,
  }),
  network_default: fact(enumeration('Allow', 'Deny'), [vault.network_default], {
    words: 'the default action of the firewall',
    unknown: PERIMETER,
  }),
  network_bypass: fact(enumeration('AzureServices', 'None'), [vault.network_bypass], {
    words: 'which services bypass the firewall',
    unknown: PERIMETER,
  }),
});

/** All that a cloud's `facts.ts` says of a key. */
export type OfService = Type.Static<typeof OfEveryService> &
  Type.Static<typeof Ages> &
  Type.Static<typeof OfAwsAlone> &
  Type.Static<typeof OfGoogleAlone>;
export type VaultFacts = Type.Static<typeof Vault>;
