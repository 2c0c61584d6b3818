import Type from 'typebox';

/** A KMS key's name, taken apart: enough to call the KMS, and to tell whether two names mean one key. */
export const KmsName = Type.Union([
  Type.Object(
    {
      provider: Type.Literal('aws'),
      name: Type.String(),
      partition: Type.String(),
      region: Type.String(),
      account: Type.String(),
      key_id: Type.String(),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      provider: Type.Literal('azure'),
      name: Type.String(),
      host: Type.String(),
      vault: Type.String(),
      vault_id: Type.String(),
      subscription: Type.String(),
      resource_group: Type.String(),
      key: Type.String(),
      version: Type.Union([Type.String(), Type.Null()]),
      managed_hsm: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      provider: Type.Literal('gcp'),
      name: Type.String(),
      project: Type.String(),
      location: Type.String(),
      key_ring: Type.String(),
      key: Type.String(),
      version: Type.Union([Type.String(), Type.Null()]),
    },
    { additionalProperties: false },
  ),
]);
export type KmsName = Type.Static<typeof KmsName>;
export type AwsKmsName = Extract<KmsName, { provider: 'aws' }>;
export type AzureKmsName = Extract<KmsName, { provider: 'azure' }>;
export type GcpKmsName = Extract<KmsName, { provider: 'gcp' }>;

/** Says why a name was refused; the collector turns it into a `malformed` fact and makes no call. */
export class KmsNameError extends Error {
  override name = 'KmsNameError';
}

const AWS = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):([0-9]{12}):key\/([A-Za-z0-9-]+)$/;
const AZURE_KEY =
  /^https:\/\/([a-z0-9-]{3,24})\.([a-z0-9.-]+?)(?::443)?\/keys\/([A-Za-z0-9-]{1,127})(?:\/([A-Fa-f0-9]{32}))?\/?$/i;
const AZURE_VAULT =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/(?!\.{1,2}\/)([\w().-]{1,90})\/providers\/Microsoft\.KeyVault\/(vaults|managedHSMs)\/([a-z0-9-]{3,24})$/i;
const GCP =
  /^projects\/([a-z0-9][a-z0-9:.-]{0,62})\/locations\/([a-z0-9-]+)\/keyRings\/([A-Za-z0-9_-]{1,63})\/cryptoKeys\/([A-Za-z0-9_-]{1,63})(?:\/cryptoKeyVersions\/([0-9]+))?$/;

/** Parses a key ARN. `name` is the ARN itself. @throws KmsNameError for an alias, another service, or anything odd. */
export function parseAwsKeyArn(arn: string): AwsKmsName {
  const [, partition, region, account, key_id] = AWS.exec(arn) ?? [];
  if (!partition || !region || !account || !key_id) throw new KmsNameError(`not the ARN of a KMS key: ${JSON.stringify(arn)}`);
  return { provider: 'aws', name: arn, partition, region, account, key_id };
}

/**
 * Parses an Azure key URL together with its vault's ARM id, which must name the same vault: the host is about to receive a token.
 * `name` is `https://{vault host}/keys/{key}` in lower case, without version: Azure names are case-insensitive.
 * @param suffix the cloud's vault host suffix, as configured (`vault.azure.net`)
 * @throws KmsNameError
 */
export function parseAzureKeyUrl(url: string, vaultId: string, suffix: string): AzureKmsName {
  const [, vault, hostSuffix, key, version] = AZURE_KEY.exec(url) ?? [];
  if (!vault || !hostSuffix || !key) throw new KmsNameError(`not the URL of a Key Vault key: ${JSON.stringify(url)}`);
  const [, subscription, resource_group, kind, armVault] = AZURE_VAULT.exec(vaultId) ?? [];
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

/** Parses a Cloud KMS resource name; `name` is the key's, without version. @throws KmsNameError */
export function parseGcpKeyName(name: string): GcpKmsName {
  const [, project, location, key_ring, key, version] = GCP.exec(name) ?? [];
  if (!project || !location || !key_ring || !key)
    throw new KmsNameError(`not the name of a Cloud KMS key: ${JSON.stringify(name)}`);
  return {
    provider: 'gcp',
    name: `projects/${project}/locations/${location}/keyRings/${key_ring}/cryptoKeys/${key}`,
    project,
    location,
    key_ring,
    key,
    version: version ?? null,
  };
}

/**
 * The name of a KMS key as a person writes it, for comparison with collected ones: of Azure the URL alone, since its
 * host says which vault it is. Undefined where it is none.
 */
export function comparableName(text: string): Comparable | undefined {
  const aws = AWS.exec(text);
  if (aws) return parseAwsKeyArn(text);
  if (GCP.test(text)) return parseGcpKeyName(text);
  const [, vault, hostSuffix, key] = AZURE_KEY.exec(text) ?? [];
  return vault === undefined
    ? undefined
    : { provider: 'azure', name: `https://${vault}.${hostSuffix}/keys/${key}`.toLowerCase() };
}
export type Comparable = AwsKmsName | GcpKmsName | Pick<AzureKmsName, 'provider' | 'name'>;

/** What `comparableName` takes, for a schema. */
export const KMS_NAME_PATTERN = [AWS, AZURE_KEY, GCP].map(({ source }) => `(?:${source})`).join('|');
