import { blank } from '../../facts/declare.ts';
import { derive, isKnown } from '../../facts/fact.ts';
import { type KeyState, OfGoogleAlone, type OfService } from '../../facts/kms.ts';
import { changing, notOf, odd, oneOf, positive } from '../../facts/words.ts';
import type { AwsKey } from './snapshot.ts';

/** Uses, managers and specs that AWS documents; another is not taken for an unsuitable one. */
const use = oneOf('key usage', ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT']);
const manager = oneOf('key manager', ['CUSTOMER', 'AWS']);
const spec = oneOf('key spec', ['SYMMETRIC_DEFAULT', 'SM2'], ['RSA_', 'ECC_', 'HMAC_', 'ML_DSA_']);

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
  const material = derive(key.origin, (word) => AWS_MATERIAL.get(word) ?? odd('origin', word));
  return {
    state: derive(
      key.state,
      (word) => AWS_STATES.get(word) ?? (word === 'Creating' || word === 'Updating' ? changing(word) : odd('key state', word)),
    ),
    deletion_date: key.deletion_date,
    material,
    origin: key.origin,
    rotatable: isKnown(material) ? derive(key.origin, (word) => word === 'AWS_KMS') : material,
    rotation_enabled: key.rotation_enabled,
    rotation_period_days: derive(key.rotation_period_days, positive),
    key_type: derive(key.spec, spec),
    uses: derive(derive(key.usage, use), (word) => [word]),
    manager: derive(key.manager, manager),
    ...blank(OfGoogleAlone, notOf('Google Cloud KMS')),
  };
}
