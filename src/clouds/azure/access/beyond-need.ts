import { isKnown } from '../../../facts/fact.ts';
import { type Findings, openFor, together, unlessDoubted } from '../../decision.ts';
import type { ServicePrincipal } from '../snapshot.ts';
import type { AzureGuard } from './guard.ts';
import { covers, type Plane, patterns, type RoleDefinition } from './pattern.ts';
import { policiesOf } from './policies.ts';
import type { Principal } from './principal.ts';
import { rolesOf } from './roles.ts';

/** Where permissions bear on the key: on it and its vault, and on who holds roles there. */
const NAMESPACES = ['Microsoft.KeyVault/', 'Microsoft.Authorization/'];

/** Deletes the key with all that is around it. */
const CONTAINERS = ['Microsoft.Resources/subscriptions/resourceGroups/delete', 'Microsoft.Subscription/cancel/action'];

/**
 * What changes or uses something in the two roles that Confluent asks for, Key Vault Crypto Service Encryption User and
 * Key Vault Reader. Their event subscriptions, deployments, alert rules and support tickets lie outside the namespaces.
 */
const ASKED_FOR: Readonly<Record<Plane, readonly string[]>> = {
  control: [],
  data: [
    'Microsoft.KeyVault/vaults/keys/wrap/action',
    'Microsoft.KeyVault/vaults/keys/unwrap/action',
    'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  ],
};

/** What an access policy may hold: what Confluent needs, and what only reads. */
const HARMLESS_KEYS = new Set(['get', 'list', 'wrapkey', 'unwrapkey', 'getrotationpolicy']);

/** What Confluent's application holds beyond its need; what deny assignments take away from it is not looked at. */
export function azureBeyondNeed(guard: AzureGuard, _application: string, { object_id, groups }: ServicePrincipal): Findings {
  if (!isKnown(object_id)) return openFor(object_id.unknown);
  const principal = { object_id: object_id.value, groups };
  const { rbac } = guard.vault;
  if (!isKnown(rbac)) return together([byRoles(guard, principal, ['control']), openFor(rbac.unknown)]);
  if (rbac.value) return together([byRoles(guard, principal, ['control', 'data'])]);
  // Data actions of roles mean nothing there, but who may write the vault may write its access policies.
  return together([byPolicies(guard, principal), byRoles(guard, principal, ['control'])]);
}

function byRoles(guard: AzureGuard, principal: Principal, planes: readonly Plane[]): Findings {
  const roles = rolesOf(guard, principal);
  if (!isKnown(roles)) return openFor(roles.unknown);
  return together(
    roles.value.map(({ what, scope, group, definition, doubt }) => {
      if (!isKnown(definition)) return openFor(definition.unknown);
      const excess = planes.flatMap((plane) => beyond(definition.value, plane)).toSorted();
      const to = group === null ? '' : `, given to group ${group},`;
      return unlessDoubted(
        excess.map((pattern) => `${what} at ${scope}${to} gives ${pattern}`),
        doubt,
      );
    }),
  );
}

function byPolicies(guard: AzureGuard, principal: Principal): Findings {
  const policies = policiesOf(guard, principal);
  if (!isKnown(policies)) return openFor(policies.unknown);
  return together(
    policies.value.map(({ what, keys, doubt }) => {
      const excess = keys.filter((key) => !HARMLESS_KEYS.has(key.toLowerCase())).toSorted();
      return unlessDoubted(
        excess.map((key) => `${what} gives the key permission ${key}`),
        doubt,
      );
    }),
  );
}

/** The patterns of a role that go beyond the need, as the role spells them. */
function beyond({ permissions }: RoleDefinition, plane: Plane): string[] {
  return permissions.flatMap((entry) => {
    const { named, excepted } = patterns(entry, plane);
    return named.filter((pattern) => {
      if (pattern.toLowerCase().endsWith('/read') || ASKED_FOR[plane].some((asked) => covers(asked, pattern))) return false;
      const containers = plane === 'control' ? CONTAINERS.filter((deletion) => covers(pattern, deletion)) : [];
      const parts = [...NAMESPACES.flatMap((namespace) => within(pattern, namespace)), ...containers];
      return parts.some((part) => !excepted.some((exception) => covers(exception, part)));
    });
  });
}

/** The part of a pattern that lies in a namespace, as a pattern; none where they do not meet. */
function within(pattern: string, namespace: string): string[] {
  const lower = pattern.toLowerCase();
  if (lower.startsWith(namespace.toLowerCase())) return [pattern];
  const star = lower.indexOf('*');
  if (star === -1 || !namespace.toLowerCase().startsWith(lower.slice(0, star))) return [];
  return [`${namespace}${pattern.slice(star)}`];
}
