import { remembered } from '../../../input/remembered.ts';
import type { AzureKmsName } from '../name.ts';

/** The scopes that reach a key, the nearest first. What is given at one is given at all before it. */
const SCOPES = ['the key', 'the vault', 'the resource group', 'the subscription', 'a management group', 'the root'] as const;
export type Scope = (typeof SCOPES)[number];

/** By the number of segments that a scope shares with the key's resource id. */
const BY_LENGTH: Readonly<Record<number, Scope>> = {
  0: 'the root',
  2: 'the subscription',
  4: 'the resource group',
  8: 'the vault',
  10: 'the key',
};

/** What a scope is to the key, or undefined where it does not reach the key. */
export function scopeOf(scope: string, { vault_id, key }: Pick<AzureKmsName, 'vault_id' | 'key'>): Scope | undefined {
  if (!scope.startsWith('/')) return undefined;
  const segments = segmentsOf(scope);
  // Azure lists for a key only the management groups above it; its resource id does not say which those are.
  if (segments.length === 4 && segments.slice(0, 3).join('/') === 'providers/microsoft.management/managementgroups')
    return 'a management group';
  const own = segmentsOf(`${vault_id}/keys/${key}`);
  return segments.every((segment, index) => segment === own[index]) ? BY_LENGTH[segments.length] : undefined;
}

/** What something can be done to. Each is above those before it, and inherits nothing from them. */
export type Resource = 'key' | 'vault' | 'resource group' | 'subscription';

/** Whether what is given at a scope reaches the resource. */
export const reaches = (scope: Scope, resource: Resource): boolean => distance(scope) >= distance(`the ${resource}`);

/** For sorting, so that the nearest scope is named whatever the order in which Azure lists them. */
export const distance = (scope: Scope): number => SCOPES.indexOf(scope);

const segmentsOf = remembered((id): readonly string[] => id.toLowerCase().split('/').filter(Boolean));
