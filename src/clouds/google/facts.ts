import { blank } from '../../facts/declare.ts';
import { derive, isKnown, shown, unknown } from '../../facts/fact.ts';
import { type KeyState, OfAwsAlone, type OfService } from '../../facts/kms.ts';
import { meaning, oneOf, oneOfFamilies, onlyIn, unrecognized } from '../../facts/values.ts';
import { gcpRotation } from './rotation.ts';
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

export function ofGcp(key: GcpKey, as_of: string): OfService {
  return {
    state: gcpStateOf(key),
    deletion_date: derive(key.primary, (primary) => primary?.destroy_time ?? null),
    material: gcpMaterial(key),
    origin: derive(key.protection_level, (level) => level ?? unknown('not_collected', 'the reply has no protection level')),
    protection_level: derive(key.protection_level, (level) =>
      level === null ? unknown('not_collected', 'the reply has no protection level') : protectionOf(level),
    ),
    ...gcpRotation(key, as_of),
    key_type: derive(key.algorithm, (value) =>
      value === null ? unknown('not_collected', 'the reply has no algorithm') : algorithm(value),
    ),
    uses: derive(derive(key.purpose, purpose), (value) => [value]),
    tags: key.labels,
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

const ENDING = new Set(['DESTROY_SCHEDULED', 'DESTROYED']);

/**
 * A key may have no primary version: one that does not encrypt, or that was given none yet. Where versions of it are
 * destroyed, or are going to be, one of them may well have been the primary.
 */
function gcpStateOf({ primary, purpose, versions }: GcpKey): OfService['state'] {
  return derive(primary, (version) => {
    if (version !== null) return gcpState(version.state);
    const lost = (shown(versions) ?? []).find(({ state }) => ENDING.has(state));
    return shown(purpose) === 'ENCRYPT_DECRYPT' && lost !== undefined
      ? unknown('ambiguous', `the reply names no primary version, and version ${lost.id} is ${lost.state}`)
      : 'no_primary';
  });
}

const GCP_VERSION_STATES = new Set([...CONDITIONS.keys(), 'PENDING_GENERATION', 'PENDING_IMPORT']);
const GCP_LEVELS = new Map<string, 'hsm' | 'software' | 'external'>([
  ['SOFTWARE', 'software'],
  ['HSM', 'hsm'],
  ['HSM_SINGLE_TENANT', 'hsm'],
  ['EXTERNAL', 'external'],
  ['EXTERNAL_VPC', 'external'],
]);
const protectionOf = meaning('protection level', GCP_LEVELS);

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
    if (GCP_LEVELS.get(level) === 'external')
      return unknown(
        'unsupported',
        `protection level ${level}: the material is kept outside Google Cloud, which does not say how it was made`,
      );
    return 'generated';
  });
}
