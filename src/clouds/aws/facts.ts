import { blank } from '../../facts/declare.ts';
import { allOf, derive, type Fact, isKnown, provided, unknown } from '../../facts/fact.ts';
import { type KeyState, OfGoogleAlone, type OfService } from '../../facts/kms.ts';
import { meaning, oneOf, onlyIn, positivePeriod, unrecognized } from '../../facts/values.ts';
import { agesOf } from './ages.ts';
import { awsNames } from './name.ts';
import { type AwsKey, keySpec, keyUsage } from './snapshot.ts';

const manager = oneOf('key manager', ['CUSTOMER', 'AWS']);

const STATES = new Map<string, KeyState>([
  ['Enabled', 'enabled'],
  ['Disabled', 'disabled'],
  ['PendingDeletion', 'pending_deletion'],
  ['PendingReplicaDeletion', 'pending_deletion'],
  ['PendingImport', 'pending_import'],
  ['Unavailable', 'unavailable'],
]);

const MATERIAL = new Map<string, 'generated' | 'imported' | 'external'>([
  ['AWS_KMS', 'generated'],
  ['AWS_CLOUDHSM', 'generated'],
  ['EXTERNAL', 'imported'],
  ['EXTERNAL_KEY_STORE', 'external'],
]);

/**
 * AWS documents that it keeps material in HSMs, imported material too; that of an external key store never enters them
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-store-overview.html).
 */
const PROTECTION = new Map<string, 'hsm' | 'external'>([
  ['AWS_KMS', 'hsm'],
  ['AWS_CLOUDHSM', 'hsm'],
  ['EXTERNAL', 'hsm'],
  ['EXTERNAL_KEY_STORE', 'external'],
]);

const protectionOf = meaning('origin', PROTECTION);
const keyState = meaning('key state', STATES, ['Creating', 'Updating']);
const materialOf = meaning('origin', MATERIAL);

export function ofAws(key: AwsKey, as_of: string): OfService {
  const state = derive(key.state, keyState);
  const material = derive(key.origin, materialOf);
  const key_type = derive(key.spec, keySpec);
  const usage = derive(key.usage, keyUsage);
  return {
    state,
    deletion_date: key.deletion_date,
    material,
    origin: key.origin,
    protection_level: derive(key.origin, protectionOf),
    rotatable: allOf([
      derive(provided(material, key.origin), (origin) => origin === 'AWS_KMS'),
      derive(key_type, (type) => type === 'SYMMETRIC_DEFAULT'),
      derive(usage, (value) => value === 'ENCRYPT_DECRYPT'),
    ]),
    ...agesOf(key, as_of),
    rotation_enabled: key.rotation_enabled,
    rotation_period_days: periodOf(key),
    key_type,
    uses: derive(usage, (value) => [value]),
    tags: key.tags,
    deletion_wait_days: key.deletion_wait_days,
    replica_regions: replicaRegions(key),
    external_store: externalStore(key),
    awaits_replicas: provided(
      state,
      derive(key.state, (value) => value === 'PendingReplicaDeletion'),
    ),
    manager: derive(key.manager, manager),
    ...blank(OfGoogleAlone, onlyIn('Google Cloud KMS')),
  };
}

/** Null while rotation is off. AWS names the period of every key that it rotates: a default in its place would be a guess. */
function periodOf({ rotation_enabled, rotation_period_days }: AwsKey): Fact<number | null> {
  if (!isKnown(rotation_enabled) || !rotation_enabled.value) return derive(rotation_enabled, () => null);
  return derive(
    derive(rotation_period_days, positivePeriod),
    (days) => days ?? unknown('not_collected', 'rotation is on, and the reply names no period'),
  );
}

/** A primary and its replicas name each other, so that any of them says where all of them are. */
function replicaRegions({ multi_region_primary, multi_region_replicas }: AwsKey): Fact<string[]> {
  if (!isKnown(multi_region_primary)) return multi_region_primary;
  const { value: primary } = multi_region_primary;
  if (primary === null) return derive(multi_region_primary, () => []);
  return derive(multi_region_replicas, (replicas) => {
    const regions: string[] = [];
    for (const arn of [primary, ...replicas]) {
      const copy = awsNames.parse(arn);
      if (copy === undefined) return unknown('malformed', `${JSON.stringify(arn)} is not the ARN of a copy of the key`);
      regions.push(copy.region);
    }
    return [...new Set(regions)].sort();
  });
}

export function externalStore({ origin, custom_key_store }: AwsKey): Fact<string | null> {
  if (!isKnown(origin)) return origin;
  if (!MATERIAL.has(origin.value)) return unrecognized('origin', origin.value);
  if (origin.value !== 'EXTERNAL_KEY_STORE') return derive(origin, () => null);
  return derive(custom_key_store, (store) => store ?? unknown('not_collected', 'the reply names no key store'));
}

/**
 * When the key material was created. Of a multi-Region key AWS gives the time at which each copy was made, and a replica can
 * be made the primary (UpdatePrimaryRegion), whereupon the first copy can be deleted: no date proves that nothing is older.
 */
export function awsCreatedAt({ multi_region_primary, created_at }: AwsKey): Fact<string> {
  if (!isKnown(multi_region_primary)) return multi_region_primary;
  return multi_region_primary.value === null
    ? created_at
    : unknown(
        'unsupported',
        'of a multi-Region key AWS says when each copy was made, not whether an older copy was deleted since: import the audit log, declare retired_clusters, or attest that there was no earlier cluster',
      );
}
