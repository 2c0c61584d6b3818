import { isKnown, unknown } from '../../../facts/fact.ts';
import {
  type Access,
  best,
  type Decision,
  notGranted,
  offered,
  type PolicyAccess,
  together,
  undetermined,
} from '../../decision.ts';
import { doubtOf } from '../../match.ts';
import type { GoogleKmsName } from '../name.ts';
import type { GcpKey } from '../snapshot.ts';
import { type Binding, bindingsOf, type GoogleGuard } from './bindings.ts';
import { googleBeyondNeed, googlePublic, googlePublicReads, mayInclude } from './findings.ts';
import { googleHolders } from './holders.ts';

export type { GoogleGuard } from './bindings.ts';

/** What Confluent needs of a Cloud KMS key. */
export const GOOGLE_NEEDED: readonly string[] = [
  'cloudkms.cryptoKeyVersions.useToEncrypt',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeys.get',
];

/** Who may use the key, by the policies of the key, its key ring and its project. */
export function accessToGoogleKey(about: { name: GoogleKmsName; key: GcpKey; validated: boolean; as_of: string }): PolicyAccess {
  const { name, key, validated, as_of } = about;
  const guard = { ...key, name, as_of };
  const access = (group: string) => {
    const decided = googleAccess(guard, group);
    return (validated ? decided.map(maybeInherited) : decided).map((one) => justified(one, key));
  };
  return {
    source: 'gcp:kms:GetIamPolicy',
    access: (groups) => groups.flatMap(access),
    excess: (groups) => together(groups.map((group) => googleBeyondNeed(guard, group))),
    everybody: () => ({ ...googlePublic(guard), reads: googlePublicReads(guard) }),
    holders: (known) => googleHolders(guard, known),
    remarks: () => justifications(key),
  };
}

/** Folders and organizations are not read: where Confluent's own test of the key succeeded, it may come from there. */
function maybeInherited(access: Access): Access {
  const { principal, permission, decision } = access;
  if (decision.effect !== 'not_granted') return access;
  const { unknown: why } = unknown(
    'ambiguous',
    `key, key ring and project do not give ${permission} to ${principal}, but Confluent's own test of the key succeeded: a folder or the organization may give it`,
  );
  return { principal, permission, decision: undetermined(why) };
}

/** Whatever a role gives, a key may be used for the reasons alone that its policy of justifications allows. */
function justified(access: Access, { allowed_reasons }: GcpKey): Access {
  const { decision, permission } = access;
  if (!permission.startsWith('cloudkms.cryptoKeyVersions.useTo')) return access;
  if (!isKnown(allowed_reasons))
    return decision.effect === 'granted' ? { ...access, decision: undetermined(allowed_reasons.unknown) } : access;
  return allowed_reasons.value?.length === 0
    ? {
        ...access,
        decision: notGranted(
          'the Key Access Justifications policy of the key allows no reason, which denies every use',
          'withheld',
        ),
      }
    : access;
}

function justifications({ allowed_reasons }: GcpKey): string[] {
  const reasons = (isKnown(allowed_reasons) && allowed_reasons.value) || [];
  if (reasons.length === 0) return [];
  return [
    `Key Access Justifications allow it only for these reasons: ${reasons.join(', ')}; whether Confluent's use comes with one of them is not known`,
  ];
}

/** Whether Confluent's group, by its e-mail address, may do what it needs to with the key. */
export function googleAccess(guard: GoogleGuard, group: string): Access[] {
  const { bindings, unread } = bindingsOf(guard, mayInclude(group));
  const deleted = deletedIn(guard, group);
  return GOOGLE_NEEDED.map((permission) => {
    const lost = [...bindings.filter((binding) => isOver(binding, permission)).map(overIn), ...deleted];
    return {
      principal: group,
      permission,
      decision: best(
        [...unread.map(undetermined), ...bindings.flatMap((binding) => offer(binding, permission))],
        [`no role on the key, its key ring or its project gives it to group:${group}`, ...new Set(lost)].join('; '),
        deleted.length > 0 ? 'deleted' : 'not_given',
      ),
    };
  });
}

function offer({ role, where, member, permissions, gives }: Binding, permission: string): Decision[] {
  if ('cause' in permissions) return [undetermined(permissions)];
  const match = permissions.includes(permission) && gives(permission);
  return match === false ? [] : [offered(`role ${role} bound to ${member} on ${where}`, doubtOf(match))];
}

const isOver = ({ permissions, gives }: Binding, permission: string): boolean =>
  !('cause' in permissions) && permissions.includes(permission) && gives(permission) === false;

const overIn = ({ role, where, condition }: Binding): string =>
  `the condition of role ${role} on ${where} does not hold: ${condition}`;

/** A group that was deleted keeps its bindings for a while; one of the same name that is made anew has none of them. */
const deletedIn = (guard: GoogleGuard, group: string): string[] =>
  bindingsOf(guard, (member) => member.toLowerCase().startsWith(`deleted:group:${group}?`.toLowerCase())).bindings.map(
    ({ role, where, member }) => `role ${role} on ${where} is bound to ${member}, a group that was deleted`,
  );
