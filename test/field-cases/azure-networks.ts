import type { FieldCase } from './case.ts';
import { BY_CONNECTION, BY_FIREWALL, BY_RBAC, NO_AZURE_SIGN_IN, without } from './faults.ts';
import { azure, onAzure, version } from './on-azure.ts';
import { organization } from './organization.ts';

const KEY = 'cck-apricot';
const PRIVATE = {
  publicNetworkAccess: 'Disabled',
  networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
};
/** No permission of the data plane is named as what is missing. */
const NO_PERMISSION = /^(?!.*vaults\/keys\/[a-z]+)/is;

/** Vaults that the scanner's network does not reach. */
export const AZURE_NETWORKS: FieldCase[] = [
  {
    title: 'a firewall that refuses the scanner hides no version of a key from the resource manager',
    organization: azure({ properties: { networkAcls: PRIVATE.networkAcls } }),
    faults: [BY_FIREWALL],
    expect: [
      ['key.versions_intact', KEY, 'pass'],
      ['key.present', KEY, 'pass'],
      ['key.enabled', KEY, 'pass'],
      ['key.rotated', KEY, 'pass'],
      ['cluster.key_not_reused', 'lkc-apricot', 'pass'],
    ],
  },
  {
    title: 'a disabled version is seen through the resource manager where the vault is private',
    organization: azure({
      properties: PRIVATE,
      versions: [version(1, '2026-03-01T09:00:00Z', { enabled: false }), version(2, '2026-08-28T09:00:00Z')],
    }),
    faults: [BY_CONNECTION],
    expect: [['key.versions_intact', KEY, 'fail']],
  },
  {
    title: 'the versions of a private vault that may not be listed either are a matter of the network first',
    organization: azure({ properties: PRIVATE }),
    faults: [BY_CONNECTION, without('ListKeyVersions')],
    expect: [['key.versions_intact', KEY, 'unknown', /network|private|firewall/i]],
  },
  {
    title: 'a key in a private vault that the resource manager does not show is not called a missing permission',
    organization: azure({ properties: PRIVATE }),
    faults: [BY_FIREWALL, without('GetKey'), without('ListKeyVersions')],
    expect: [
      ['key.enabled', KEY, 'unknown', /network|firewall/i],
      ['key.enabled', KEY, 'unknown', NO_PERMISSION],
    ],
  },
  {
    title: 'a role that is missing in the vault is a missing permission',
    organization: azure(),
    faults: [BY_RBAC, without('GetKey'), without('ListKeyVersions')],
    expect: [['key.enabled', KEY, 'unknown/denied', /Microsoft\.KeyVault\/vaults\/keys\/read/]],
  },
  {
    title: 'a role that is missing in the vault hides no version of a key from the resource manager',
    organization: azure(),
    faults: [BY_RBAC],
    expect: [['key.versions_intact', KEY, 'pass']],
  },
  {
    title: 'credentials that Azure does not take are no missing permission',
    organization: azure(),
    faults: [NO_AZURE_SIGN_IN],
    expect: [
      ['key.enabled', KEY, 'unknown/not_collected', /credential|sign in|token/i],
      ['key.enabled', KEY, 'unknown/not_collected', NO_PERMISSION],
    ],
  },
  {
    title: 'a private vault that trusted services may pass is enough for a Dedicated cluster',
    organization: azure({ properties: PRIVATE }),
    expect: [['key.network_open_to_confluent', KEY, 'pass']],
  },
  {
    title: 'what the resource manager returns in lower case means the same',
    organization: azure({
      properties: { publicNetworkAccess: 'disabled', networkAcls: { bypass: 'azureservices', defaultAction: 'deny' } },
    }),
    expect: [['key.network_open_to_confluent', KEY, 'pass', /trusted Microsoft services/]],
  },
  {
    title: 'a firewall in lower case keeps Confluent out as any other',
    organization: azure({
      properties: { publicNetworkAccess: 'enabled', networkAcls: { bypass: 'none', defaultAction: 'deny' } },
    }),
    expect: [['key.network_open_to_confluent', KEY, 'fail', /^(?!.*--default-action)(?=.*--bypass AzureServices)/s]],
  },
  {
    title: 'an Enterprise cluster needs the vault open, which a benchmark may object to, and not the bypass',
    organization: azure({ properties: PRIVATE, cluster: { spec: { config: { kind: 'Enterprise', max_ecku: 5 } } } }),
    expect: [
      ['key.network_open_to_confluent', KEY, 'fail', /--public-network-access Enabled --default-action Allow/],
      ['key.network_open_to_confluent', KEY, 'fail', /^(?!.*--bypass)(?=.*benchmark)/is],
    ],
  },
  {
    title: 'a vault behind a network security perimeter is undecided, since its rules are not read',
    organization: azure({ properties: { publicNetworkAccess: 'SecuredByPerimeter' } }),
    expect: [['key.network_open_to_confluent', KEY, 'unknown/ambiguous', /perimeter/i]],
  },
  {
    title: 'firewall rules that a perimeter replaces keep nobody out',
    organization: azure({
      properties: { publicNetworkAccess: 'SecuredByPerimeter', networkAcls: { bypass: 'None', defaultAction: 'Deny' } },
    }),
    expect: [['key.network_open_to_confluent', KEY, 'unknown/ambiguous', /perimeter/i]],
  },
];

const named = (resource_group: string, title: string): FieldCase => ({
  title,
  organization: organization(onAzure(), onAzure({ name: 'mirabelle', resource_group })),
  expect: [
    ['key.present', 'cck-mirabelle', 'pass'],
    ['key.enabled', 'cck-mirabelle', 'pass'],
    ['key.access_granted', 'cck-mirabelle', 'pass'],
    ['key.versions_intact', 'cck-mirabelle', 'pass'],
    ['cluster.key_unique', 'lkc-apricot', 'pass'],
    ['cluster.key_unique', 'lkc-mirabelle', 'pass'],
  ],
});

/** Resource groups whose names are in any script. */
export const AZURE_NAMES: FieldCase[] = [
  named('果樹園-鍵', 'a resource group with a Japanese name is like any other'),
  named('сад_ключи', 'a resource group with a Russian name is like any other'),
  named('rg-(keys).prod_1', 'a resource group with parentheses, points and underscores is like any other'),
];
