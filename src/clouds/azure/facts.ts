import { blank } from '../../facts/declare.ts';
import { derive, type Fact, isKnown, unknown } from '../../facts/fact.ts';
import { Ages, type KeyState, OfAwsAlone, OfGoogleAlone, type OfService, type VaultFacts } from '../../facts/kms.ts';
import { notReadYet, oneOf, onlyIn, positivePeriod } from '../../facts/values.ts';
import { days } from '../../input/duration.ts';
import type { AzureKey } from './snapshot.ts';

const keyType = oneOf('key type', ['RSA', 'RSA-HSM', 'EC', 'EC-HSM', 'oct', 'oct-HSM', 'OKP', 'OKP-HSM']);

/** What Azure Key Vault and the resource manager say of a key. */
export function ofAzure(key: AzureKey, as_of: string): OfService {
  const policy = key.rotation;
  return {
    state: azureState(key, as_of),
    deletion_date: key.scheduled_purge,
    material: derive<boolean, 'generated'>(key.present, () =>
      unknown('unsupported', 'Azure does not say whether key material was generated in the vault or imported'),
    ),
    origin: key.key_type,
    rotatable: derive(key.present, () => true),
    ...blank(Ages, notReadYet(key.created_at)),
    rotation_enabled: derive(policy, ({ rotates }) => rotates),
    rotation_period_days: derive(policy, ({ rotates, after_create, before_expiry, expires_in }) => {
      if (!rotates) return null;
      const [created, ahead, lifetime] = [after_create, before_expiry, expires_in].map((text) =>
        text === null ? null : days(text),
      );
      if (created !== null && created !== undefined) return positivePeriod(created);
      if (ahead !== null && ahead !== undefined && lifetime !== null && lifetime !== undefined)
        return positivePeriod(Math.round((lifetime - ahead) * 1e6) / 1e6);
      return unknown('ambiguous', 'the rotation policy rotates the key, but names no period that this version understands');
    }),
    key_type: derive(key.key_type, keyType),
    uses: key.operations,
    ...blank(OfAwsAlone, onlyIn('AWS KMS')),
    ...blank(OfGoogleAlone, onlyIn('Google Cloud KMS')),
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

/** What the vault is like. */
export const vaultFacts = ({ vault }: AzureKey): VaultFacts => ({
  rbac: vault.rbac,
  soft_delete: vault.soft_delete,
  purge_protection: vault.purge_protection,
  public_network: derive(vault.public_network, oneOf('public network access', ['Enabled', 'Disabled'])),
  network_default: derive(vault.network_default, oneOf('default action of the firewall', ['Allow', 'Deny'])),
  network_bypass: derive(vault.network_bypass, oneOf('bypass of the firewall', ['AzureServices', 'None'])),
});
