import { isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import { ambiguous, isDoubt, type Match } from '../../match.ts';
import type { GoogleKmsName } from '../name.ts';
import type { GcpKey } from '../snapshot.ts';
import { conditionHolds } from './condition.ts';
import { isOfKnownKind } from './member.ts';
import { knownGoogleRole } from './roles.ts';

/** All that decides who may do what with a Cloud KMS key, up to its project. */
export type GoogleGuard = Pick<GcpKey, 'policy' | 'key_ring_policy' | 'project_policy' | 'project' | 'roles'> & {
  name: GoogleKmsName;
  as_of: string;
};

/** A role given to somebody, and where. */
export type Binding = {
  role: string;
  where: 'the key' | 'the key ring' | 'the project';
  member: string;
  permissions: readonly string[] | Unknown;
  condition: string | null;
  /** Whether a permission of the role is given, as far as it depends on more than the role. */
  gives: (permission: string) => Match;
};

/** The bindings of the members asked for, nearest the key first, and why a policy that may hold more was not read. */
export function bindingsOf(guard: GoogleGuard, wanted: (member: string) => boolean): { bindings: Binding[]; unread: Unknown[] } {
  const policies = [
    { where: 'the key', policy: guard.policy },
    { where: 'the key ring', policy: guard.key_ring_policy },
    { where: 'the project', policy: guard.project_policy },
  ] as const;
  return {
    unread: policies.flatMap(({ policy }) => (isKnown(policy) ? [] : [policy.unknown])),
    bindings: policies.flatMap(({ where, policy }) =>
      (isKnown(policy) ? policy.value : [])
        .toSorted((a, b) => byCodePoint(a.role, b.role))
        .flatMap(({ role, members, condition }) =>
          members.filter(wanted).map((member) => ({
            role,
            where,
            member,
            permissions: permissionsOf(guard, role),
            condition,
            gives: (permission: string) => given(guard, { role, where, member, condition }, permission),
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

type Bound = Pick<Binding, 'role' | 'where' | 'member' | 'condition'>;

function given({ name, as_of }: GoogleGuard, { role, where, member, condition }: Bound, permission: string): Match {
  const match = condition === null || conditionHolds(condition, { key: name, permission, as_of });
  if (match === false) return false;
  if (!isOfKnownKind(member)) {
    const detail = `role ${role} is bound on ${where} to ${member}, a kind of principal that this version does not know`;
    return { doubt: unknown('unrecognized', detail).unknown };
  }
  return isDoubt(match)
    ? ambiguous(
        `role ${role} is bound on ${where} under a condition that cannot be evaluated from here (a binding without a condition would decide it, or an attestation): ${condition}`,
      )
    : true;
}
