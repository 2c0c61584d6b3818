import type { Unknown } from '../../../facts/fact.ts';
import type { Holder } from '../../../facts/holder.ts';
import { distinct, type Holders, type Known, openAbout } from '../../decision.ts';
import { isDoubt } from '../../match.ts';
import { type Binding, bindingsOf, type GoogleGuard } from './bindings.ts';
import { memberOf } from './member.ts';
import { ownerOf } from './owner.ts';

/** What a permission lets its holder do to the key, in the order in which a holder's powers are listed. */
const POWERS: readonly (readonly [may: Holder['may'][number], permissions: RegExp])[] = [
  ['use', /^cloudkms\.cryptoKeyVersions\.useTo[A-Z]/],
  ['open', /^((cloudkms\.(cryptoKeys|keyRings)|resourcemanager\.projects)\.setIamPolicy|iam\.roles\.update)$/],
  ['disable', /^cloudkms\.cryptoKeyVersions\.update$/],
  ['destroy', /^(cloudkms\.cryptoKeyVersions\.destroy|resourcemanager\.projects\.delete)$/],
];

/** A role reaches what lies under the place where it is bound. */
function reaches(where: Binding['where'], permission: string): boolean {
  if (/^(resourcemanager|iam)\./.test(permission)) return where === 'the project';
  return where !== 'the key' || !permission.startsWith('cloudkms.keyRings.');
}

/** One permission for each kind of resource: a condition that holds for none of them holds for nothing here. */
const EXAMPLES: readonly string[] = [
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeyVersions.destroy',
  'cloudkms.cryptoKeys.setIamPolicy',
  'cloudkms.keyRings.setIamPolicy',
  'resourcemanager.projects.setIamPolicy',
  'iam.roles.update',
];

/** A deleted principal holds nothing, until it is undeleted. */
const holdsNothing = (member: string): boolean => memberOf(member).kind === 'deleted';

/** Who may use the key, open it to others, disable or destroy it, through the policies of key, key ring and project. */
export function googleHolders(guard: GoogleGuard, known: Known): Holders {
  const { bindings, unread } = bindingsOf(guard, (member) => !holdsNothing(member));
  const read = bindings.map((binding) => holderOf(guard, binding, known));
  const found = read.flatMap(({ holder }) => (holder === null ? [] : [holder]));
  return {
    found: distinct(found),
    undetermined: [...unread, ...read.flatMap(({ unread }) => (unread === null ? [] : [unread]))],
  };
}

function holderOf(guard: GoogleGuard, binding: Binding, known: Known): { holder: Holder | null; unread: Unknown | null } {
  const { member, role, where, permissions, condition } = binding;
  const owner = ownerOf(member, { key: guard.name, names: guard.project }, known);
  const isStranger = owner.whose === 'foreign' || owner.whose === 'untold';
  if ('cause' in permissions) {
    const given = EXAMPLES.some((permission) => reaches(where, permission) && binding.gives(permission) !== false);
    if (!given || isStranger) return { holder: null, unread: given ? permissions : null };
    // whatever the role of a known one permits, it is no stranger's
    return { holder: { principal: member, may: [], by: `role ${role} on ${where}, which was not read`, ...owner }, unread: null };
  }
  const reached = permissions.filter((permission) => reaches(where, permission));
  const powers = POWERS.map(([may, form]) => ({ may, matches: reached.filter((one) => form.test(one)).map(binding.gives) }));
  const held = powers.filter(({ matches }) => matches.includes(true)).map(({ may }) => may);
  const may = held.length > 0 ? held : powers.filter(({ matches }) => matches.some(isDoubt)).map(({ may }) => may);
  if (may.length === 0) return { holder: null, unread: null };
  const by = `role ${role} on ${where}${condition === null ? '' : ` under the condition ${condition}`}`;
  const doubt = held.length === 0 && isStranger ? powers.flatMap(({ matches }) => matches).find(isDoubt)?.doubt : undefined;
  const whose = doubt === undefined ? owner : { ...owner, whose: 'untold' as const, doubt: openAbout(owner.doubt, doubt, known) };
  return { holder: { principal: member, may, by, ...whose }, unread: null };
}
