import Type from 'typebox';
import { matching } from '../../collect/reply.ts';
import { derive, isKnown, unknown } from '../../facts/fact.ts';
import type { Cloud } from '../cloud.ts';
import { onePrincipal } from '../principals.ts';
import { accessToAzureKey } from './access/access.ts';
import { AZURE_REMEDIES, azureGrant, azureHost } from './advice.ts';
import { ofAzure, vaultFacts } from './facts.ts';
import { azureKeyOf10, servicePrincipalsOf10 } from './format-1-0.ts';
import { type AzureKmsName, azureNames, parseAzureKeyUrl } from './name.ts';
import { AZURE_CREDENTIALS, AZURE_PERMISSIONS, azureDocument, howToGrantOnAzure } from './permissions.ts';
import { AzureSettings } from './settings.ts';
import { AzureKey } from './snapshot.ts';
import { azureCreatedAt, azureVersions } from './versions.ts';

const vaultId = matching(/\/(vaults|managedHSMs)\/[^/]+$/i, 'the id of a vault');
const UUID = /^[\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/;

export const azure: Cloud<'azure', AzureKmsName, Pick<AzureKmsName, 'provider' | 'name'>, AzureKey, AzureSettings> = {
  provider: 'azure',
  label: 'Azure',
  settings: AzureSettings,
  trusted: {
    entry: Type.String({ pattern: UUID.source, 'x-expected': 'the object id (a UUID) of a user, group or service principal' }),
    description: 'Object ids. A group covers its members.',
    examples: [['00000000-0000-4000-8000-000000000001']],
  },
  key: AzureKey,
  format10: { key: azureKeyOf10, servicePrincipals: servicePrincipalsOf10 },
  names: azureNames,
  registration: {
    kind: 'AzureKey',
    nameField: 'key_id',
    kms(url, key, { key_vault_suffix }) {
      // without the vault's id nothing confirms the host, which must not be called then
      const vault = key.required('key.key_vault_id', vaultId);
      return isKnown(vault) ? derive(url, (value) => parseAzureKeyUrl(value, vault.value, key_vault_suffix)) : vault;
    },
    principals: (key) => onePrincipal(key, 'key.application_id', UUID, 'the id of an application'),
    tenant: (key) => key.required('key.tenant_id', matching(UUID, 'the id of a tenant')),
  },
  facts: {
    service: ({ managed_hsm }) => (managed_hsm ? 'azure_managed_hsm' : 'azure_key_vault'),
    region: (_, location) => location ?? unknown('not_collected', 'the snapshot holds nothing about the vault'),
    location: ({ vault }) => vault.location,
    ofKey: ofAzure,
    createdAt: azureCreatedAt,
    tags: ({ tags }) => tags,
    versions: azureVersions,
    vault: vaultFacts,
  },
  access: accessToAzureKey,
  reading: {
    // of each key seven calls, and one of its vault; two of its resource group and subscription; of each application two of Graph
    expectedCalls({ names, principals }) {
      const distinct = (all: readonly string[]) => new Set(all.map((one) => one.toLowerCase())).size;
      const groups = names.map(({ subscription, resource_group }) => `${subscription}/${resource_group}`);
      return (
        names.length * 7 +
        distinct(names.map(({ vault_id }) => vault_id)) +
        distinct(groups) +
        distinct(names.map(({ subscription }) => String(subscription))) +
        distinct(principals) * 2
      );
    },
    read: async (...given) => (await import('./read/read.ts')).readAzure(...given),
    callers: async (...given) => (await import('./read/caller.ts')).azureCallers(...given),
  },
  credentials: AZURE_CREDENTIALS,
  advice: { grant: azureGrant, host: azureHost, ofCause: AZURE_REMEDIES },
  permissions: { list: AZURE_PERMISSIONS, document: azureDocument, howToGrant: howToGrantOnAzure },
  limits: [
    { text: 'Conditional Access on Azure is not read.', onHolders: false },
    {
      text: 'The members of groups on Azure are not read, nor who in the directory may give themselves roles.',
      onHolders: true,
    },
    {
      text: 'Azure gives no history of primary versions: the order in which versions were created is taken for it.',
      onHolders: false,
    },
    {
      text: 'Azure does not say whether key material was generated in the vault or imported; that needs a person to attest it.',
      onHolders: false,
    },
  ],
};
