import Type from 'typebox';
import { nullable, object } from '../../input/shapes.ts';
import { KmsNameError } from '../kms-name-error.ts';

/** `name` is `https://{vault host}/keys/{key}` in lower case, without version: Azure names are case-insensitive. */
export const AzureKmsName = object({
  provider: Type.Literal('azure'),
  name: Type.String(),
  host: Type.String(),
  vault: Type.String(),
  vault_id: Type.String(),
  subscription: Type.String(),
  resource_group: Type.String(),
  key: Type.String(),
  version: nullable(Type.String()),
  managed_hsm: Type.Boolean(),
});
export type AzureKmsName = Type.Static<typeof AzureKmsName>;

const KEY_URL = /^https:\/\/([a-z0-9-]{3,24})\.([a-z0-9.-]+?)(?::443)?\/keys\/([A-Za-z0-9-]{1,127})(?:\/([A-Fa-f0-9]{32}))?\/?$/i;
const VAULT_ID =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/(?!\.{1,2}\/)([\w().-]{1,90})\/providers\/Microsoft\.KeyVault\/(vaults|managedHSMs)\/([a-z0-9-]{3,24})$/i;

/**
 * Parses a key's URL together with its vault's ARM id, which must name the same vault: the host is about to receive a token.
 * @param suffix the cloud's vault host suffix, as configured (`vault.azure.net`)
 * @throws KmsNameError
 */
export function parseAzureKeyUrl(url: string, vaultId: string, suffix: string): AzureKmsName {
  const [, vault, hostSuffix, key, version] = KEY_URL.exec(url) ?? [];
  if (!vault || !hostSuffix || !key) throw new KmsNameError(`not the URL of a Key Vault key: ${JSON.stringify(url)}`);
  const [, subscription, resource_group, kind, armVault] = VAULT_ID.exec(vaultId) ?? [];
  if (!subscription || !resource_group || !armVault || !kind) {
    throw new KmsNameError(`not the resource id of a key vault: ${JSON.stringify(vaultId)}`);
  }
  if (armVault.toLowerCase() !== vault.toLowerCase()) {
    throw new KmsNameError(`the key's host names vault ${vault}, its resource id names vault ${armVault}`);
  }
  const hsmSuffix = suffix.toLowerCase().replace(/^vault\./, 'managedhsm.');
  const managed_hsm = hsmSuffix !== suffix.toLowerCase() && hostSuffix.toLowerCase() === hsmSuffix;
  if (!managed_hsm && hostSuffix.toLowerCase() !== suffix.toLowerCase()) {
    throw new KmsNameError(`the host ${vault}.${hostSuffix} is not under ${suffix}`);
  }
  if (!managed_hsm && kind.toLowerCase() !== 'vaults')
    throw new KmsNameError(`the resource id ${vaultId} is not that of a vault`);
  const host = `${vault}.${hostSuffix}`.toLowerCase();
  return {
    provider: 'azure',
    name: `https://${host}/keys/${key.toLowerCase()}`,
    host,
    vault: vault.toLowerCase(),
    vault_id: vaultId,
    subscription: subscription.toLowerCase(),
    resource_group,
    key: key.toLowerCase(),
    version: version?.toLowerCase() ?? null,
    managed_hsm,
  };
}

/** What a person's URL says without the vault's resource id: enough to compare, since the host says which vault it is. */
type Written = Pick<AzureKmsName, 'provider' | 'name'>;

function matchUrl(text: string): Written | undefined {
  const [, vault, hostSuffix, key] = KEY_URL.exec(text) ?? [];
  if (!vault || !hostSuffix || !key) return undefined;
  return { provider: 'azure', name: `https://${vault}.${hostSuffix}/keys/${key}`.toLowerCase() };
}

export const azureNames = {
  schema: AzureKmsName,
  pattern: KEY_URL.source,
  parse: matchUrl,
  identity: ({ name }: Written) => name,
  partNames: ['vault', 'resource_group', 'subscription', 'key_name'],
  parts: ({ vault, resource_group, subscription, key }: AzureKmsName) => ({ vault, resource_group, subscription, key_name: key }),
  version: ({ version }: AzureKmsName) => version,
};
