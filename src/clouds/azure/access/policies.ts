import { type Fact, isKnown, type Unknown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import { doubtOf } from '../../match.ts';
import type { AzureGuard } from './guard.ts';
import { type Principal, sameId, stands } from './principal.ts';

/** A vault's access policy that is the principal's, or may be: `doubt` says what keeps that from being known. */
export type Policy = { what: string; keys: string[]; doubt: Unknown | null };

/** The access policies of the principal and of its groups. One for an application acting for a user is neither's. */
export function policiesOf({ vault: { access_policies } }: AzureGuard, principal: Principal): Fact<Policy[]> {
  if (!isKnown(access_policies)) return access_policies;
  const policies = access_policies.value.flatMap(({ object_id, application_id, keys }): Policy[] => {
    const given = application_id === null && stands(object_id, null, principal);
    if (given === false) return [];
    const what = sameId(object_id, principal.object_id) ? 'the access policy' : `the access policy of group ${object_id}`;
    return [{ what, keys, doubt: doubtOf(given) }];
  });
  return { ...access_policies, value: policies.toSorted((a, b) => byCodePoint(a.what, b.what)) };
}

/** `all` is Azure's name for every permission on keys. */
export const allows = ({ keys }: Policy, permission: string): boolean =>
  keys.some((key) => sameId(key, permission) || sameId(key, 'all'));
