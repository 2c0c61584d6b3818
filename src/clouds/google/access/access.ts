import { unknown } from '../../../facts/fact.ts';
import {
  type Access,
  best,
  type Decision,
  holdersNotRead,
  offered,
  type PolicyAccess,
  together,
  undetermined,
} from '../../decision.ts';
import type { GcpKey } from '../snapshot.ts';
import { type Binding, bindingsOf, type GoogleGuard, PUBLIC } from './bindings.ts';
import { googleBeyondNeed, googlePublic } from './findings.ts';

/** What Confluent needs of a Cloud KMS key. */
export const GOOGLE_NEEDED: readonly string[] = [
  'cloudkms.cryptoKeyVersions.useToEncrypt',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeys.get',
];

/** Who may use the key, by the policies of the key, its key ring and its project. */
export function accessToGoogleKey({ key, validated }: { key: GcpKey; validated: boolean }): PolicyAccess {
  const access = (group: string) => {
    const decided = googleAccess(key, group);
    return validated ? decided.map(maybeInherited) : decided;
  };
  return {
    source: 'gcp:kms:GetIamPolicy',
    access: (groups) => groups.flatMap(access),
    excess: (groups) => together(groups.map((group) => googleBeyondNeed(key, group))),
    everybody: googlePublic(key),
    holders: holdersNotRead,
    remarks: () => [],
  };
}

/** Folders and organizations are not read: where Confluent's own test of the key succeeded, it may come from there. */
function maybeInherited(access: Access): Access {
  const { principal, permission, decision } = access;
  if (decision.effect !== 'not_granted') return access;
  const { unknown: why } = unknown(
    'ambiguous',
    `neither the key, its key ring nor its project gives ${permission} to ${principal}, but Confluent's own test of the key succeeded: it may come from a folder or the organization`,
  );
  return { principal, permission, decision: undetermined(why) };
}

/** Whether Confluent's group, by its e-mail address, may do what it needs to with the key. */
export function googleAccess(guard: GoogleGuard, group: string): Access[] {
  const { bindings, unread } = bindingsOf(guard, [`group:${group}`, ...PUBLIC]);
  return GOOGLE_NEEDED.map((permission) => ({
    principal: group,
    permission,
    decision: best(
      [...unread.map(undetermined), ...bindings.flatMap((binding) => offer(binding, permission))],
      `no role on the key, its key ring or its project gives it to group:${group}`,
    ),
  }));
}

function offer({ role, where, member, permissions, doubt }: Binding, permission: string): Decision[] {
  if ('cause' in permissions) return [undetermined(permissions)];
  return permissions.includes(permission) ? [offered(`role ${role} bound to ${member} on ${where}`, doubt)] : [];
}
