import type { Unknown } from '../../../facts/fact.ts';
import type { Access, Decision } from '../../decision.ts';
import { type Binding, bindingsOf, type GoogleGuard, PUBLIC } from './bindings.ts';

export type { GoogleGuard } from './bindings.ts';
export { googleBeyondNeed, googlePublic } from './findings.ts';
export { knownGoogleRole } from './roles.ts';

/** What Confluent needs of a Cloud KMS key. */
export const GOOGLE_NEEDED: readonly string[] = [
  'cloudkms.cryptoKeyVersions.useToEncrypt',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeys.get',
];

/** Whether Confluent's group, by its e-mail address, may do what it needs to with the key. */
export function googleAccess(guard: GoogleGuard, group: string): Access[] {
  const { bindings, unread } = bindingsOf(guard, [`group:${group}`, ...PUBLIC]);
  return GOOGLE_NEEDED.map((permission) => ({
    principal: group,
    permission,
    decision: decide(permission, bindings, unread, group),
  }));
}

function decide(permission: string, bindings: readonly Binding[], unread: readonly Unknown[], group: string): Decision {
  const offers = bindings.flatMap((binding) => offer(binding, permission));
  const granted = offers.find(({ effect }) => effect === 'granted');
  if (granted !== undefined) return granted;
  const [why] = unread;
  if (why !== undefined) return { effect: 'undetermined', why };
  return offers[0] ?? { effect: 'not_granted', by: `no role on the key, its key ring or its project gives it to group:${group}` };
}

function offer({ role, where, member, permissions, doubt }: Binding, permission: string): Decision[] {
  if ('cause' in permissions) return [{ effect: 'undetermined', why: permissions }];
  if (!permissions.includes(permission)) return [];
  if (doubt !== null) return [{ effect: 'undetermined', why: doubt }];
  return [{ effect: 'granted', by: `role ${role} bound to ${member} on ${where}` }];
}
