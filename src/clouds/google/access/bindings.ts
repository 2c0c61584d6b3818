import { isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import type { GcpKey } from '../snapshot.ts';
import { knownGoogleRole } from './roles.ts';

/** All that decides who may do what with a Cloud KMS key, up to its project. */
export type GoogleGuard = Pick<GcpKey, 'policy' | 'key_ring_policy' | 'project_policy' | 'roles'>;

/** A role given to somebody, and where; `doubt` is what a condition leaves. */
export type Binding = {
  role: string;
  where: string;
  member: string;
  permissions: readonly string[] | Unknown;
  doubt: Unknown | null;
};

/** Google's names for anybody, and for anybody with a Google account. */
export const PUBLIC: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

/** The bindings of the members asked for, nearest the key first, and why a policy that may hold more was not read. */
export function bindingsOf(guard: GoogleGuard, members: readonly string[]): { bindings: Binding[]; unread: Unknown[] } {
  const policies = [
    { where: 'the key', policy: guard.policy },
    { where: 'the key ring', policy: guard.key_ring_policy },
    { where: 'the project', policy: guard.project_policy },
  ];
  const wanted = new Set(members.map((member) => member.toLowerCase()));
  return {
    unread: policies.flatMap(({ policy }) => (isKnown(policy) ? [] : [policy.unknown])),
    bindings: policies.flatMap(({ where, policy }) =>
      (isKnown(policy) ? policy.value : [])
        .toSorted((a, b) => byCodePoint(a.role, b.role))
        .flatMap(({ role, members, condition }) =>
          members
            .filter((member) => wanted.has(member.toLowerCase()))
            .map((member) => ({
              role,
              where,
              member,
              permissions: permissionsOf(guard, role),
              doubt: doubtOf(role, where, condition),
            })),
        ),
    ),
  };
}

/** As read; a role of Google's own that was not read is as Google documents it. */
function permissionsOf({ roles }: GoogleGuard, role: string): readonly string[] | Unknown {
  const read = (Object.hasOwn(roles, role) ? roles[role] : undefined) ?? unread(role);
  return isKnown(read) ? read.value : (knownGoogleRole(role) ?? read.unknown);
}

const unread = (role: string) => unknown('not_collected', `the permissions of role ${role} were not collected`);

const doubtOf = (role: string, where: string, condition: string | null): Unknown | null =>
  condition === null
    ? null
    : unknown('ambiguous', `role ${role} is bound on ${where} under a condition, which is not evaluated: ${condition}`).unknown;
