import Type from 'typebox';
import { nullable, object } from '../../input/shapes.ts';
import { KmsNameError } from '../kms-name-error.ts';

/**
 * `name` is `https://{vault host}/keys/{key}` in lower case, without version: Azure names are case-insensitive. It alone is the
 * key's identity. `vault_id` is carried as it was written; where it is not the resource id of a vault, `subscription` and
 * `resource_group` are null, and the resource manager is asked nothing.
 */
export const AzureKmsName = object({
  provider: Type.Literal('azure'),
  name: Type.String(),
  host: Type.String(),
  vault: Type.String(),
  vault_id: Type.String(),
  subscription: nullable(Type.String()),
  resource_group: nullable(Type.String()),
  key: Type.String(),
  version: nullable(Type.String()),
  managed_hsm: Type.Boolean(),
});
export type AzureKmsName = Type.Static<typeof AzureKmsName>;

/** In any case without the flag for it, which the pattern of a schema does not have. */
const KEY_URL =
  /^[Hh][Tt][Tt][Pp][Ss]:\/\/([A-Za-z0-9-]{3,24})\.([A-Za-z0-9.-]+?)(?::443)?\/[Kk][Ee][Yy][Ss]\/([A-Za-z0-9-]{1,127})(?:\/([A-Fa-f0-9]{32}))?\/?$/;
/** A part of a resource id, in any script, that stays one part of a path. */
export const PATH_PART = '(?!\\.{1,2}(?:/|$))[^\\s/?#%\\\\\\x00-\\x1f\\x7f-\\x9f]{1,90}';
const VAULT_ID = new RegExp(
  `^/subscriptions/([0-9a-f-]{36})/resourceGroups/(${PATH_PART})/providers/Microsoft\\.KeyVault/(vaults|managedHSMs)/([a-z0-9-]{3,24})/?$`,
  'i',
);

/**
 * Parses a key's URL together with its vault's ARM id, which must name the same vault: the host is about to receive a token.
 * @param suffix the cloud's vault host suffix, as configured (`vault.azure.net`)
 * @throws KmsNameError
 */
export function parseAzureKeyUrl(url: string, vaultId: string, suffix: string): AzureKmsName {
  const [, vault, hostSuffix, key, version] = KEY_URL.exec(url) ?? [];
  if (!vault || !hostSuffix || !key) throw new KmsNameError(`not the URL of a Key Vault key: ${JSON.stringify(url)}`);
  const { subscription, resource_group, kind, vault: armVault } = parseVaultId(vaultId) ?? {};
  if (armVault !== undefined && armVault.toLowerCase() !== vault.toLowerCase()) {
    throw new KmsNameError(`the key's host names vault ${vault}, its resource id names vault ${armVault}`);
  }
  const hsmSuffix = suffix.toLowerCase().replace(/^vault\./, 'managedhsm.');
  const managed_hsm = hsmSuffix !== suffix.toLowerCase() && hostSuffix.toLowerCase() === hsmSuffix;
  if (!managed_hsm && hostSuffix.toLowerCase() !== suffix.toLowerCase()) {
    throw new KmsNameError(`the host ${vault}.${hostSuffix} is not under ${suffix}`);
  }
  if (!managed_hsm && kind !== undefined && kind.toLowerCase() !== 'vaults')
    throw new KmsNameError(`the resource id ${vaultId} is not that of a vault`);
  const host = `${vault}.${hostSuffix}`.toLowerCase();
  return {
    provider: 'azure',
    name: `https://${host}/keys/${key.toLowerCase()}`,
    host,
    vault: vault.toLowerCase(),
    vault_id: vaultId.replace(/\/$/, ''),
    subscription: subscription?.toLowerCase() ?? null,
    resource_group: resource_group ?? null,
    key: key.toLowerCase(),
    version: version?.toLowerCase() ?? null,
    managed_hsm,
  };
}

/** The parts of a vault's resource id; undefined where it is none, and nothing can be asked at it. */
export function parseVaultId(id: string) {
  const [, subscription, resource_group, kind, vault] = VAULT_ID.exec(id) ?? [];
  return subscription && resource_group && kind && vault ? { subscription, resource_group, kind, vault } : undefined;
}

/** What a person's URL says without the vault's resource id: enough to compare, since the host says which vault it is. */
type Written = Pick<AzureKmsName, 'provider' | 'name'>;

function matchUrl(text: string): Written | undefined {
  const [, vault, hostSuffix, key] = KEY_URL.exec(text) ?? [];
  if (!vault || !hostSuffix || !key) return undefined;
  return { provider: 'azure', name: `https://${vault}.${hostSuffix}/keys/${key}`.toLowerCase() };
}

/** The first label of the host, which is that of the vault or of the managed HSM. */
const keptIn = ({ name }: Written): string => `vault ${name.slice('https://'.length, name.indexOf('.'))}`;

export const azureNames = {
  schema: AzureKmsName,
  pattern: KEY_URL.source,
  parse: matchUrl,
  identity: ({ name }: Written) => name,
  partNames: ['vault', 'resource_group', 'subscription', 'key_name'],
  parts: ({ vault, resource_group, subscription, key }: AzureKmsName) => ({
    vault,
    ...(resource_group !== null && { resource_group }),
    ...(subscription !== null && { subscription }),
    key_name: key,
  }),
  version: ({ version }: AzureKmsName) => version,
  account: ({ subscription }: AzureKmsName) => subscription,
  keptIn,
  place: keptIn,
};
