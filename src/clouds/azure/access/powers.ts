import type { Holder } from '../../../facts/holder.ts';
import type { Operation } from './guard.ts';

export type May = Holder['may'][number];
/** An operation, and what whoever may do it holds on the key. */
export type Power = Operation & { may: May };

const KEYS = 'Microsoft.KeyVault/vaults/keys';
const on = (may: May, resource: Operation['on'], plane: Operation['plane'], names: readonly string[]): Power[] =>
  names.map((name) => ({ may, on: resource, plane, name }));

/** What is done with a key itself, where the vault goes by roles. A backup can be restored, and used, in another vault. */
export const OF_KEYS: readonly Power[] = [
  ...on(
    'use',
    'key',
    'data',
    ['decrypt', 'encrypt', 'wrap', 'unwrap', 'release', 'backup'].map((name) => `${KEYS}/${name}/action`),
  ),
  ...on('disable', 'key', 'data', [`${KEYS}/update/action`]),
  ...on('destroy', 'key', 'data', [`${KEYS}/delete`, `${KEYS}/purge/action`]),
];

/** What is done to the vault and to what is around it. Whoever may write the vault may close its network to everybody. */
export const OF_RESOURCES: readonly Power[] = [
  ...on('open', 'key', 'control', ['Microsoft.Authorization/roleAssignments/write']),
  ...on('open', 'resource group', 'control', ['Microsoft.Authorization/roleDefinitions/write']),
  ...on('disable', 'vault', 'control', ['Microsoft.KeyVault/vaults/write']),
  ...on('destroy', 'vault', 'control', ['Microsoft.KeyVault/vaults/delete']),
  ...on('destroy', 'resource group', 'control', ['Microsoft.Resources/subscriptions/resourceGroups/delete']),
  ...on('destroy', 'subscription', 'control', [
    'Microsoft.KeyVault/locations/deletedVaults/purge/action',
    'Microsoft.Subscription/cancel/action',
  ]),
];

/** Where the vault goes by access policies, whoever may write it may write those. */
export const OF_POLICIES: readonly Power[] = on('open', 'vault', 'control', [
  'Microsoft.KeyVault/vaults/write',
  'Microsoft.KeyVault/vaults/accessPolicies/write',
]);

const BY_POLICY: Readonly<Record<string, May>> = {
  ...Object.fromEntries(['encrypt', 'decrypt', 'wrapkey', 'unwrapkey', 'release', 'backup'].map((key) => [key, 'use'])),
  update: 'disable',
  delete: 'destroy',
  purge: 'destroy',
};

const ORDER: readonly May[] = ['use', 'open', 'disable', 'destroy'];
export const inOrder = (may: readonly May[]): May[] => ORDER.filter((one) => may.includes(one));

/** What the key permissions of an access policy allow. */
export const mayByPolicy = (keys: readonly string[]): May[] => {
  const lower = keys.map((key) => key.toLowerCase());
  return inOrder(
    lower.includes('all')
      ? Object.values(BY_POLICY)
      : lower.flatMap((key) => (Object.hasOwn(BY_POLICY, key) ? (BY_POLICY[key] ?? []) : [])),
  );
};
