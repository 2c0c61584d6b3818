import { byCodePoint } from '../../../input/code-point.ts';
import { type Findings, firstOf, openFor, together } from '../../decision.ts';
import { isDoubt } from '../../match.ts';
import { type Binding, bindingsOf, type GoogleGuard } from './bindings.ts';
import { domainOf, isOfKnownKind, isPublic, memberOf } from './member.ts';

const NAMED = 3;

/** Whether a principal that a policy names is the group, or has it among its members, for all that is known of it. */
export const mayInclude =
  (group: string) =>
  (member: string): boolean =>
    isPublic(member) ||
    member.toLowerCase() === `group:${group}`.toLowerCase() ||
    isDomainOf(member, group) ||
    !isOfKnownKind(member);

/** All of the domain, and not the group alone. */
const isDomainOf = (member: string, group: string): boolean => {
  const { kind, id } = memberOf(member);
  return kind === 'domain' && id.toLowerCase() === domainOf(group);
};

/**
 * What Confluent's group holds beyond its need: whatever sets a policy, creates, changes, destroys or imports; and whatever
 * is given to everybody at Confluent, who need nothing.
 */
export function googleBeyondNeed(guard: GoogleGuard, group: string): Findings {
  return findings(guard, mayInclude(group), (permission, member) =>
    isDomainOf(member, group) ? permission.startsWith('cloudkms.') : isAdministrative(permission),
  );
}

/** What anybody may do with the key, or to it and to what it inherits from. */
export function googlePublic(guard: GoogleGuard): Findings {
  const anybody = (member: string) => isPublic(member) || !isOfKnownKind(member);
  return findings(guard, anybody, (permission) => isCryptographic(permission) || isAdministrative(permission));
}

/** What anybody may read about the key, and no more, as far as it is proven. */
export const googlePublicReads = (guard: GoogleGuard): string[] => findings(guard, isPublic, isRead).found;

const isRead = (permission: string): boolean => /^cloudkms\..*\.(get|list)[A-Za-z]*$/.test(permission);

const isCryptographic = (permission: string): boolean => /^cloudkms\..*\.useTo[A-Z]/.test(permission);

/** What changes a role gives itself any permission; what deletes a project deletes its keys. */
const OF_THE_PROJECT: ReadonlySet<string> = new Set(['iam.roles.update', 'resourcemanager.projects.delete']);

/** Of other services only the right to say who may do what counts, and to delete the project. */
const isAdministrative = (permission: string): boolean =>
  /\.setIamPolicy$/.test(permission) ||
  OF_THE_PROJECT.has(permission) ||
  /^cloudkms\..*\.((create|update|delete|destroy|restore)[A-Za-z]*|[A-Za-z]*[Ii]mport[A-Za-z]*)$/.test(permission);

type Counts = (permission: string, member: string) => boolean;

function findings(guard: GoogleGuard, wanted: (member: string) => boolean, counts: Counts): Findings {
  const { bindings, unread } = bindingsOf(guard, wanted);
  return together([...unread.map(openFor), ...bindings.map((binding) => finding(binding, counts))]);
}

function finding({ role, where, member, permissions, gives }: Binding, counts: Counts): Findings {
  if ('cause' in permissions) return openFor(permissions);
  const counted = [...new Set(permissions)].filter((permission) => counts(permission, member)).toSorted(byWeight);
  const matches = counted.map((permission) => ({ permission, match: gives(permission) }));
  const excess = matches.flatMap(({ permission, match }) => (match === true ? [permission] : []));
  const doubt = matches.map(({ match }) => match).find(isDoubt)?.doubt ?? null;
  const to = memberOf(member).kind === 'group' ? '' : `, given to ${member},`;
  const phrase = `role ${role} on ${where}${to} gives ${firstOf(excess, NAMED)}`;
  return excess.length > 0 ? { found: [phrase], undetermined: [] } : doubt === null ? together([]) : openFor(doubt);
}

/** Setting a policy gives all the rest, so it is named first. */
const byWeight = (a: string, b: string): number =>
  Number(b.endsWith('.setIamPolicy')) - Number(a.endsWith('.setIamPolicy')) || byCodePoint(a, b);
