import type { AzureKmsName } from '../name.ts';
import type { AzureKey } from '../snapshot.ts';
import type { Plane } from './pattern.ts';
import type { Resource } from './scope.ts';

/** All that decides who may do what with a key in an Azure vault. */
export type AzureGuard = Pick<AzureKey, 'role_assignments' | 'role_definitions' | 'deny_assignments'> & {
  name: AzureKmsName;
  vault: Pick<AzureKey['vault'], 'rbac' | 'access_policies'>;
};

/** What Confluent does by Azure roles, and to which resource: reading the vault is asked of the vault, not of the key. */
export const OPERATIONS = [
  { name: 'Microsoft.KeyVault/vaults/keys/read', plane: 'data', on: 'key' },
  { name: 'Microsoft.KeyVault/vaults/keys/wrap/action', plane: 'data', on: 'key' },
  { name: 'Microsoft.KeyVault/vaults/keys/unwrap/action', plane: 'data', on: 'key' },
  { name: 'Microsoft.KeyVault/vaults/read', plane: 'control', on: 'vault' },
] as const satisfies readonly Operation[];

/** Something done to a resource. */
export type Operation = { name: string; plane: Plane; on: Resource };
