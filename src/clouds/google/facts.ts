import { blank } from '../../facts/declare.ts';
import { derive, isKnown, unknown } from '../../facts/fact.ts';
import { Ages, type KeyState, OfAwsAlone, type OfService } from '../../facts/kms.ts';
import { meaning, notReadYet, oneOf, oneOfFamilies, onlyIn, positivePeriod, unrecognized } from '../../facts/values.ts';
import type { GcpKey } from './snapshot.ts';
import { CONDITIONS } from './versions.ts';

const purpose = oneOf('purpose', [
  'ENCRYPT_DECRYPT',
  'ASYMMETRIC_SIGN',
  'ASYMMETRIC_DECRYPT',
  'RAW_ENCRYPT_DECRYPT',
  'MAC',
  'KEY_ENCAPSULATION',
]);
const algorithm = oneOfFamilies(
  'algorithm',
  ['GOOGLE_SYMMETRIC_ENCRYPTION', 'EXTERNAL_SYMMETRIC_ENCRYPTION', 'ML_KEM_768', 'ML_KEM_1024', 'KEM_XWING'],
  ['RSA_', 'EC_', 'HMAC_', 'AES_', 'PQ_SIGN_'],
);

/** What Google Cloud KMS says of a key. */
export function ofGcp(key: GcpKey): OfService {
  return {
    state: derive(key.primary, (primary) => (primary === null ? 'no_primary' : gcpState(primary.state))),
    deletion_date: derive(key.primary, (primary) => primary?.destroy_time ?? null),
    material: gcpMaterial(key),
    origin: derive(key.protection_level, (level) => level ?? unknown('not_collected', 'the reply has no protection level')),
    rotatable: derive(key.present, () => true),
    ...blank(Ages, notReadYet(key.created_at)),
    rotation_enabled: derive(key.rotation_period_seconds, (seconds) => seconds !== null),
    rotation_period_days: derive(key.rotation_period_seconds, (seconds) =>
      seconds === null ? null : positivePeriod(seconds / 86_400),
    ),
    key_type: derive(key.algorithm, (value) =>
      value === null ? unknown('not_collected', 'the reply has no algorithm') : algorithm(value),
    ),
    uses: derive(derive(key.purpose, purpose), (value) => [value]),
    ...blank(OfAwsAlone, onlyIn('AWS KMS')),
    destroy_delay_days: derive(key.destroy_scheduled_seconds, (seconds) =>
      seconds === null ? unknown('not_collected', 'the reply has no destroyScheduledDuration') : seconds / 86_400,
    ),
  };
}

const GCP_STATES = new Map<string, KeyState>([
  ['ENABLED', 'enabled'],
  ['DISABLED', 'disabled'],
  ['DESTROY_SCHEDULED', 'pending_deletion'],
  ['DESTROYED', 'destroyed'],
]);

const gcpState = meaning('version state', GCP_STATES, ['PENDING_GENERATION', 'PENDING_IMPORT']);

const GCP_VERSION_STATES = new Set([...CONDITIONS.keys(), 'PENDING_GENERATION', 'PENDING_IMPORT']);
const GCP_LEVELS = new Set(['SOFTWARE', 'HSM', 'HSM_SINGLE_TENANT', 'EXTERNAL', 'EXTERNAL_VPC']);

/** One enabled version with an import job proves imported material, whatever else could not be read. */
function gcpMaterial({ versions, import_only, protection_level }: GcpKey): OfService['material'] {
  if (isKnown(import_only) && import_only.value) return derive(import_only, () => 'imported');
  const imported = derive(versions, (list) => list.some(({ state, import_job }) => state === 'ENABLED' && import_job !== null));
  if (isKnown(imported) && imported.value) return derive(imported, () => 'imported');
  if (!isKnown(import_only)) return import_only;
  if (!isKnown(versions)) return versions;
  if (!isKnown(protection_level)) return protection_level;
  return derive(versions, (list) => {
    if (list.length === 0) return unknown('ambiguous', 'the key has no versions, so it has no material');
    const other = list.find(({ state }) => !GCP_VERSION_STATES.has(state));
    if (other !== undefined) return unrecognized('version state', other.state);
    const level = protection_level.value;
    if (level === null) return unknown('not_collected', 'the reply has no protection level');
    if (!GCP_LEVELS.has(level)) return unrecognized('protection level', level);
    if (level === 'EXTERNAL' || level === 'EXTERNAL_VPC')
      return unknown('ambiguous', `protection level ${level}: the material is kept outside Google Cloud`);
    return 'generated';
  });
}
