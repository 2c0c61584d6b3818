import { byCodePoint } from '../../../input/code-point.ts';
import { type Findings, firstOf, openFor, together, unlessDoubted } from '../../decision.ts';
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
  return together([...unread.map(openFor), ...bindings.map((binding) => finding(binding, counts))]);
}

function finding({ role, where, member, permissions, doubt }: Binding, counts: (permission: string) => boolean): Findings {
  if ('cause' in permissions) return openFor(permissions);
  const excess = [...new Set(permissions)].filter(counts).toSorted(byWeight);
  const to = PUBLIC.includes(member) ? `, given to ${member},` : '';
  const phrase = `role ${role} on ${where}${to} gives ${firstOf(excess, NAMED)}`;
  return unlessDoubted(excess.length === 0 ? [] : [phrase], doubt);
}

/** Setting a policy gives all the rest, so it is named first. */
const byWeight = (a: string, b: string): number =>
  Number(b.endsWith('.setIamPolicy')) - Number(a.endsWith('.setIamPolicy')) || byCodePoint(a, b);
