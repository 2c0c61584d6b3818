import { blank } from '../../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../../facts/fact.ts';
import { type KeyState, OfAwsAlone, OfGoogleAlone, type OfService, type VaultFacts } from '../../facts/kms.ts';
import { oneOf, onlyIn, unrecognized } from '../../facts/values.ts';
import { azureAges, periodOf } from './ages.ts';
import type { AzureKmsName } from './name.ts';
import type { AzureKey } from './snapshot.ts';
import { versionNamed } from './versions.ts';

const keyType = oneOf('key type', ['RSA', 'RSA-HSM', 'EC', 'EC-HSM', 'oct', 'oct-HSM', 'OKP', 'OKP-HSM']);

/** The resource manager takes the values of its enumerations in any case, and may return them so. */
const inAnyCase =
  <const V extends string>(what: string, values: readonly V[]) =>
  (value: string): V | { unknown: Unknown } =>
    values.find((known) => known.toLowerCase() === value.toLowerCase()) ?? unrecognized(what, value);

const publicNetwork = inAnyCase('public network access', ['Enabled', 'Disabled', 'SecuredByPerimeter']);

/** What a key may be used for, by either plane. */
const OPERATIONS = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey', 'import', 'export'];
const NEEDED = ['wrapKey', 'unwrapKey'];

/** Among operations that this version does not know there may be one that it needs. */
const usesOf = (operations: string[]) => {
  const other = operations.find((one) => !OPERATIONS.includes(one));
  return other === undefined || NEEDED.every((one) => operations.includes(one))
    ? operations
    : unrecognized('key operation', other);
};

/** What Azure Key Vault and the resource manager say of a key. */
export function ofAzure(key: AzureKey, as_of: string, { version }: Pick<AzureKmsName, 'version'>): OfService {
  const policy = key.rotation;
  return {
    state: azureState(key, as_of, version),
    deletion_date: key.scheduled_purge,
    material: derive<boolean, 'generated'>(key.present, () =>
      unknown('unsupported', 'Azure does not say whether key material was generated in the vault or imported'),
    ),
    origin: key.key_type,
    protection_level: derive(derive(key.key_type, keyType), (type) => (type.endsWith('-HSM') ? 'hsm' : 'software')),
    rotatable: derive(key.present, () => true),
    ...azureAges(key, as_of, version),
    rotation_enabled: derive(policy, ({ rotates }) => rotates),
    rotation_period_days: derive(policy, periodOf),
    key_type: derive(key.key_type, keyType),
    uses: derive(key.operations, usesOf),
    tags: key.tags,
    ...blank(OfAwsAlone, onlyIn('AWS KMS')),
    ...blank(OfGoogleAlone, onlyIn('Google Cloud KMS')),
  };
}

/** Of a registration that pins a version, whatever the newest one is like: Confluent wraps with the pinned one alone. */
function azureState(key: AzureKey, as_of: string, pinned: string | null): Fact<KeyState> {
  const { soft_deleted } = key;
  if (!isKnown(soft_deleted)) return soft_deleted;
  if (soft_deleted.value) return derive(soft_deleted, () => 'pending_deletion');
  const { enabled, not_before, expires } = pinned === null ? key : versionNamed(key.versions, pinned);
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

const PERIMETER = unknown('ambiguous', 'a network security perimeter decides who reaches the vault, and its rules are not read');

/** What the vault is like. A perimeter takes the place of the vault's own network rules, which then say nothing. */
export function vaultFacts({ vault }: AzureKey): VaultFacts {
  const access = derive(vault.public_network, publicNetwork);
  const unlessPerimeter = <T>(rule: Fact<T>): Fact<T> =>
    isKnown(access) && access.value === 'SecuredByPerimeter' ? derive<unknown, T>(access, () => PERIMETER) : rule;
  return {
    sku: vault.sku,
    rbac: vault.rbac,
    soft_delete: vault.soft_delete,
    purge_protection: vault.purge_protection,
    public_network: derive(access, (value) => (value === 'SecuredByPerimeter' ? PERIMETER : value)),
    network_default: unlessPerimeter(
      derive(vault.network_default, inAnyCase('default action of the firewall', ['Allow', 'Deny'])),
    ),
    network_bypass: unlessPerimeter(derive(vault.network_bypass, inAnyCase('bypass of the firewall', ['AzureServices', 'None']))),
  };
}
