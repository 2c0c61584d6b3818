import { blank } from '../../facts/declare.ts';
import { derive, type Fact, isKnown, unknown } from '../../facts/fact.ts';
import { Ages, type KeyState, OfGoogleAlone, type OfService } from '../../facts/kms.ts';
import { meaning, notReadYet, oneOf, oneOfFamilies, onlyIn, positivePeriod } from '../../facts/values.ts';
import { awsNames } from './name.ts';
import type { AwsKey } from './snapshot.ts';

/** Uses, managers and specs that AWS documents; another is not taken for an unsuitable one. */
const use = oneOf('key usage', ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT']);
const manager = oneOf('key manager', ['CUSTOMER', 'AWS']);
const spec = oneOfFamilies('key spec', ['SYMMETRIC_DEFAULT', 'SM2'], ['RSA_', 'ECC_', 'HMAC_', 'ML_DSA_']);

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

const keyState = meaning('key state', STATES, ['Creating', 'Updating']);
const materialOf = meaning('origin', MATERIAL);

/** What AWS KMS says of a key. */
export function ofAws(key: AwsKey): OfService {
  const material = derive(key.origin, materialOf);
  return {
    state: derive(key.state, keyState),
    deletion_date: key.deletion_date,
    material,
    origin: key.origin,
    rotatable: isKnown(material) ? derive(key.origin, (origin) => origin === 'AWS_KMS') : material,
    ...blank(Ages, notReadYet(key.created_at)),
    rotation_enabled: key.rotation_enabled,
    rotation_period_days: derive(key.rotation_period_days, positivePeriod),
    key_type: derive(key.spec, spec),
    uses: derive(derive(key.usage, use), (value) => [value]),
    deletion_wait_days: notReadYet(key.created_at),
    replica_regions: replicaRegions(key),
    external_store: externalStore(key),
    awaits_replicas: derive(key.state, (state) => state === 'PendingReplicaDeletion'),
    manager: derive(key.manager, manager),
    ...blank(OfGoogleAlone, onlyIn('Google Cloud KMS')),
  };
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

function externalStore({ origin, custom_key_store }: AwsKey): Fact<string | null> {
  if (!isKnown(origin)) return origin;
  if (origin.value !== 'EXTERNAL_KEY_STORE') return derive(origin, () => null);
  return derive(custom_key_store, (store) => store ?? unknown('not_collected', 'the reply names no key store'));
}

/** When the key material was created. Of a multi-Region key AWS gives only the time at which this copy was made. */
export function awsCreatedAt({ multi_region_primary, created_at }: AwsKey): Fact<string> {
  if (!isKnown(multi_region_primary)) return multi_region_primary;
  return multi_region_primary.value === null
    ? created_at
    : unknown('ambiguous', 'of a multi-Region key AWS gives the time when this copy was made, not when the first one was');
}
