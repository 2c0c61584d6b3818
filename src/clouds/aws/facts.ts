import { blank } from '../../facts/declare.ts';
import { derive, isKnown } from '../../facts/fact.ts';
import { type KeyState, OfGoogleAlone, type OfService } from '../../facts/kms.ts';
import { inTransition, oneOf, oneOfFamilies, onlyIn, positivePeriod, unrecognized } from '../../facts/values.ts';
import type { AwsKey } from './snapshot.ts';

/** Uses, managers and specs that AWS documents; another is not taken for an unsuitable one. */
const use = oneOf('key usage', ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT']);
const manager = oneOf('key manager', ['CUSTOMER', 'AWS']);
const spec = oneOfFamilies('key spec', ['SYMMETRIC_DEFAULT', 'SM2'], ['RSA_', 'ECC_', 'HMAC_', 'ML_DSA_']);

const AWS_STATES = new Map<string, KeyState>([
  ['Enabled', 'enabled'],
  ['Disabled', 'disabled'],
  ['PendingDeletion', 'pending_deletion'],
  ['PendingReplicaDeletion', 'pending_deletion'],
  ['PendingImport', 'pending_import'],
  ['Unavailable', 'unavailable'],
]);

const AWS_MATERIAL = new Map<string, 'generated' | 'imported' | 'external'>([
  ['AWS_KMS', 'generated'],
  ['AWS_CLOUDHSM', 'generated'],
  ['EXTERNAL', 'imported'],
  ['EXTERNAL_KEY_STORE', 'external'],
]);

/** What AWS KMS says of a key. */
export function ofAws(key: AwsKey): OfService {
  const material = derive(key.origin, (origin) => AWS_MATERIAL.get(origin) ?? unrecognized('origin', origin));
  return {
    state: derive(
      key.state,
      (state) =>
        AWS_STATES.get(state) ??
        (state === 'Creating' || state === 'Updating' ? inTransition(state) : unrecognized('key state', state)),
    ),
    deletion_date: key.deletion_date,
    material,
    origin: key.origin,
    rotatable: isKnown(material) ? derive(key.origin, (origin) => origin === 'AWS_KMS') : material,
    rotation_enabled: key.rotation_enabled,
    rotation_period_days: derive(key.rotation_period_days, positivePeriod),
    key_type: derive(key.spec, spec),
    uses: derive(derive(key.usage, use), (value) => [value]),
    manager: derive(key.manager, manager),
    ...blank(OfGoogleAlone, onlyIn('Google Cloud KMS')),
  };
}
