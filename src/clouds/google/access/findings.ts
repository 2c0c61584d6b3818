import type { Unknown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import type { Findings } from '../../decision.ts';
import { type Binding, bindingsOf, type GoogleGuard, PUBLIC } from './bindings.ts';

const NAMED = 3;

/** What Confluent's group holds beyond its need: whatever sets a policy, creates, changes, destroys or imports. */
export function googleBeyondNeed(guard: GoogleGuard, group: string): Findings {
  return findings(guard, [`group:${group}`, ...PUBLIC], isAdministrative);
}

/** What anybody may do with the key, or to it and to what it inherits from. */
export function googlePublic(guard: GoogleGuard): Findings {
  return findings(guard, PUBLIC, (permission) => isCryptographic(permission) || isAdministrative(permission));
}

const isCryptographic = (permission: string): boolean => /^cloudkms\..*\.useTo[A-Z]/.test(permission);

/** Of other services only the right to say who may do what counts. */
const isAdministrative = (permission: string): boolean =>
  /\.setIamPolicy$/.test(permission) ||
  /^cloudkms\..*\.((create|update|delete|destroy|restore)[A-Za-z]*|[A-Za-z]*[Ii]mport[A-Za-z]*)$/.test(permission);

function findings(guard: GoogleGuard, members: readonly string[], counts: (permission: string) => boolean): Findings {
  const { bindings, unread } = bindingsOf(guard, members);
  const all = bindings.map((binding) => finding(binding, counts));
  return {
    found: [...new Set(all.filter((one) => typeof one === 'string'))],
    undetermined: distinct([...unread, ...all.filter((one) => typeof one === 'object' && one !== null)]),
  };
}

function finding(
  { role, where, member, permissions, doubt }: Binding,
  counts: (permission: string) => boolean,
): string | Unknown | null {
  if ('cause' in permissions) return permissions;
  const excess = [...new Set(permissions)].filter(counts).toSorted(byWeight);
  if (excess.length === 0) return null;
  if (doubt !== null) return doubt;
  const to = PUBLIC.includes(member) ? `, given to ${member},` : '';
  return `role ${role} on ${where}${to} gives ${listed(excess)}`;
}

/** Setting a policy gives all the rest, so it is named first. */
const byWeight = (a: string, b: string): number =>
  Number(b.endsWith('.setIamPolicy')) - Number(a.endsWith('.setIamPolicy')) || byCodePoint(a, b);

const listed = (permissions: readonly string[]): string => {
  const more = permissions.length - NAMED;
  return permissions.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

const distinct = (causes: readonly Unknown[]): Unknown[] => [
  ...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values(),
];
