import { derive, type Fact, isKnown, unknown } from '../snapshot/fact.ts';
import type { AwsKey, AzureKey, GcpKey, KmsKey } from '../snapshot/kms-key.ts';
import type { KmsName } from '../snapshot/kms-name.ts';
import { days } from './duration.ts';
import { normalRegion } from './identity.ts';
import type { KeyState, KeySubject } from './subject.ts';

type KmsFacts = KeySubject['kms'];
type Own = Omit<KmsFacts, 'service' | 'present' | 'region' | 'days_to_deletion'>;

/**
 * What the KMS says of a key, in one vocabulary for the three services.
 * @param collected the snapshot's KMS keys by name
 * @param validated the region in which Confluent validated the key, for Azure keys whose vault could not be read
 */
export function kmsFacts(
  kms: Fact<KmsName>,
  collected: Record<string, KmsKey>,
  validated: Fact<string>,
  as_of: string,
): KmsFacts {
  const service = derive(kms, serviceOf);
  const key = isKnown(kms) ? collectedKey(collected, kms.value.name) : undefined;
  if (key === undefined) {
    const missing = isKnown(kms) ? unknown('not_collected', 'the snapshot holds nothing about this key') : kms;
    return {
      service,
      present: missing,
      state: missing,
      region: isKnown(kms) ? keyRegion(kms, undefined, validated) : kms,
      deletion_date: missing,
      days_to_deletion: missing,
      material: missing,
      origin: missing,
      rotatable: missing,
      rotation_enabled: missing,
      rotation_period_days: missing,
    };
  }
  const own = key.provider === 'aws' ? ofAws(key) : key.provider === 'azure' ? ofAzure(key, as_of) : ofGcp(key);
  return {
    ...own,
    service,
    present: key.present,
    region: isKnown(kms) ? keyRegion(kms, key, validated) : kms,
    days_to_deletion: derive(own.deletion_date, (date) => (date === null ? null : daysBetween(as_of, date))),
  };
}

function serviceOf(name: KmsName): Extract<KmsFacts['service'], { value: unknown }>['value'] {
  if (name.provider === 'aws') return 'aws_kms';
  if (name.provider === 'gcp') return 'google_cloud_kms';
  return name.managed_hsm ? 'azure_managed_hsm' : 'azure_key_vault';
}

/** A name is text from outside: `constructor` must find nothing. */
export const collectedKey = (collected: Record<string, KmsKey>, name: string): KmsKey | undefined =>
  Object.hasOwn(collected, name) ? collected[name] : undefined;

/** Where the KMS keeps the key. An Azure vault's location wins over what Confluent found when it validated the key. */
export function keyRegion(
  kms: Fact<KmsName> & { value: KmsName },
  key: KmsKey | undefined,
  validated: Fact<string> | undefined,
): Fact<string> {
  const name = kms.value;
  if (name.provider === 'aws') return derive(kms, () => name.region);
  if (name.provider === 'gcp') return derive(kms, () => name.location.toLowerCase());
  const location =
    key?.provider === 'azure' ? key.vault.location : unknown('not_collected', 'the snapshot holds nothing about the vault');
  const known =
    !isKnown(location) && validated !== undefined && isKnown(validated) && validated.value !== '' ? validated : location;
  return derive(known, normalRegion);
}

/** A period of no days, or of fewer, is none that a key could be rotated by. */
const positive = (period: number | null) =>
  period === null || period > 0 ? period : unknown('malformed', `a rotation period of ${period} days`);

function daysBetween(from: string, to: string): number | ReturnType<typeof unknown> {
  const span = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Number.isNaN(span) ? unknown('malformed', `${JSON.stringify(to)} is not a time`) : Math.floor(span);
}

const odd = (what: string, word: string) =>
  unknown('unrecognized', `${what} ${JSON.stringify(word)} is not known to this version`);
const changing = (word: string) => unknown('ambiguous', `the key is in the passing state ${word}`);

const AWS_STATES = new Map<string, KeyState>([
  ['Enabled', 'enabled'],
  ['Disabled', 'disabled'],
  ['PendingDeletion', 'pending_deletion'],
  ['PendingReplicaDeletion', 'pending_deletion'],
  ['PendingImport', 'pending_import'],
  ['Unavailable', 'unavailable'],
]);

const AWS_MATERIAL = new Map([
  ['AWS_KMS', 'generated'],
  ['AWS_CLOUDHSM', 'generated'],
  ['EXTERNAL', 'imported'],
  ['EXTERNAL_KEY_STORE', 'external'],
] as const);

function ofAws(key: AwsKey): Own {
  const material = derive(key.origin, (word) => AWS_MATERIAL.get(word as 'AWS_KMS') ?? odd('origin', word));
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
  };
}

function ofAzure(key: AzureKey, as_of: string): Own {
  const policy = key.rotation;
  return {
    state: azureState(key, as_of),
    deletion_date: key.scheduled_purge,
    material: derive<boolean, 'generated'>(key.present, () =>
      unknown('unsupported', 'Azure does not say whether key material was generated in the vault or imported'),
    ),
    origin: key.key_type,
    rotatable: derive(key.present, () => true),
    rotation_enabled: derive(policy, ({ rotates }) => rotates),
    rotation_period_days: derive(policy, ({ rotates, after_create, before_expiry, expires_in }) => {
      if (!rotates) return null;
      const [created, ahead, lifetime] = [after_create, before_expiry, expires_in].map((text) =>
        text === null ? null : days(text),
      );
      if (created !== null && created !== undefined) return positive(created);
      if (ahead !== null && ahead !== undefined && lifetime !== null && lifetime !== undefined)
        return positive(Math.round((lifetime - ahead) * 1e6) / 1e6);
      return unknown('ambiguous', 'the rotation policy rotates the key, but names no period that this version understands');
    }),
  };
}

function azureState({ soft_deleted, enabled, not_before, expires }: AzureKey, as_of: string): Fact<KeyState> {
  if (!isKnown(soft_deleted)) return soft_deleted;
  if (soft_deleted.value) return derive(soft_deleted, () => 'pending_deletion');
  if (!isKnown(enabled)) return enabled;
  if (!enabled.value) return derive(enabled, () => 'disabled');
  if (!isKnown(not_before)) return not_before;
  if (!isKnown(expires)) return expires;
  const now = Date.parse(as_of);
  const [begins, ends] = [not_before.value, expires.value].map((time) => (time === null ? null : Date.parse(time)));
  return derive<boolean, KeyState>(enabled, () => {
    // NaN compares false with everything: a time that cannot be read must not look like one that is in order
    if (Number.isNaN(begins) || Number.isNaN(ends)) return unknown('malformed', "the key's validity dates are not times");
    if (typeof begins === 'number' && begins > now) return 'not_yet_valid';
    return typeof ends === 'number' && ends <= now ? 'expired' : 'enabled';
  });
}

function ofGcp(key: GcpKey): Own {
  return {
    state: derive(key.primary, (primary) => (primary === null ? 'no_primary' : gcpState(primary.state))),
    deletion_date: derive(key.primary, (primary) => primary?.destroy_time ?? null),
    material: gcpMaterial(key),
    origin: derive(key.protection_level, (level) => level ?? unknown('not_collected', 'the reply has no protection level')),
    rotatable: derive(key.present, () => true),
    rotation_enabled: derive(key.rotation_period_seconds, (seconds) => seconds !== null),
    rotation_period_days: derive(key.rotation_period_seconds, (seconds) =>
      seconds === null ? null : positive(seconds / 86_400),
    ),
  };
}

function gcpState(word: string): KeyState | ReturnType<typeof unknown> {
  const states = new Map<string, KeyState>([
    ['ENABLED', 'enabled'],
    ['DISABLED', 'disabled'],
    ['DESTROY_SCHEDULED', 'pending_deletion'],
    ['DESTROYED', 'destroyed'],
  ]);
  return (
    states.get(word) ?? (word === 'PENDING_GENERATION' || word === 'PENDING_IMPORT' ? changing(word) : odd('version state', word))
  );
}

const GCP_VERSION_STATES = new Set([
  'ENABLED',
  'DISABLED',
  'DESTROY_SCHEDULED',
  'DESTROYED',
  'PENDING_GENERATION',
  'PENDING_IMPORT',
  'IMPORT_FAILED',
  'GENERATION_FAILED',
  'PENDING_EXTERNAL_DESTRUCTION',
  'EXTERNAL_DESTRUCTION_FAILED',
]);
const GCP_LEVELS = new Set(['SOFTWARE', 'HSM', 'HSM_SINGLE_TENANT', 'EXTERNAL', 'EXTERNAL_VPC']);

/** One enabled version with an import job proves imported material, whatever else could not be read. */
function gcpMaterial({ versions, import_only, protection_level }: GcpKey): KmsFacts['material'] {
  if (isKnown(import_only) && import_only.value) return derive(import_only, () => 'imported');
  const imported = derive(versions, (list) => list.some(({ state, import_job }) => state === 'ENABLED' && import_job !== null));
  if (isKnown(imported) && imported.value) return derive(imported, () => 'imported');
  if (!isKnown(import_only)) return import_only;
  if (!isKnown(versions)) return versions;
  if (!isKnown(protection_level)) return protection_level;
  return derive(versions, (list) => {
    if (list.length === 0) return unknown('ambiguous', 'the key has no versions, so there is no material to tell of');
    const odd = versions.value.find(({ state }) => !GCP_VERSION_STATES.has(state));
    if (odd !== undefined)
      return unknown('unrecognized', `version state ${JSON.stringify(odd.state)} is not known to this version`);
    const level = protection_level.value;
    if (level === null) return unknown('not_collected', 'the reply has no protection level');
    if (!GCP_LEVELS.has(level))
      return unknown('unrecognized', `protection level ${JSON.stringify(level)} is not known to this version`);
    if (level === 'EXTERNAL' || level === 'EXTERNAL_VPC')
      return unknown('ambiguous', `protection level ${level}: the material is kept outside Google Cloud`);
    return 'generated';
  });
}
