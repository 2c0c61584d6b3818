import { isKnown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import { type Decision, notGranted, undetermined } from '../../decision.ts';
import { every, isDoubt, type Match, not, some } from '../../match.ts';
import type { DenyAssignment } from '../snapshot.ts';
import type { AzureGuard, Operation } from './guard.ts';
import { named } from './pattern.ts';
import { type Principal, sameId, stands } from './principal.ts';
import { conditionIn } from './roles.ts';
import { reaches, type Scope, scopeOf } from './scope.ts';

/** So that the same one is named whatever the order in which Azure lists them. */
const byName = (a: DenyAssignment, b: DenyAssignment): number => byCodePoint(a.name, b.name);

const EVERYONE = '00000000-0000-0000-0000-000000000000';

/**
 * What deny assignments do to an operation that roles would allow; null where they leave it alone. Where they were not read,
 * for whatever cause, one may take it away.
 */
export function denialOf({ deny_assignments, name }: AzureGuard, principal: Principal, operation: Operation): Decision | null {
  if (!isKnown(deny_assignments)) return undetermined(deny_assignments.unknown);
  const against = deny_assignments.value.toSorted(byName).flatMap((deny): Decision[] => {
    const at = scopeOf(deny.scope, name);
    if (at === undefined || !hits(at, deny, operation) || !named(deny.permissions, operation.plane, operation.name)) return [];
    const denied = isDenied(deny, principal);
    if (denied === false) return [];
    const what = `deny assignment "${deny.name}" at ${at}`;
    if (isDoubt(denied)) return [undetermined(denied.doubt)];
    const conditional = conditionIn(`${what} is`, deny.condition);
    return [conditional === null ? notGranted(what, 'denied') : undetermined(conditional)];
  });
  return against.find(({ effect }) => effect === 'not_granted') ?? against[0] ?? null;
}

/** A deny assignment that is not inherited holds for the very resource at its scope. */
const hits = (at: Scope, { scope_only }: DenyAssignment, { on }: Operation): boolean =>
  scope_only ? at === `the ${on}` : reaches(at, on);

function isDenied({ principals, excluded_principals }: DenyAssignment, principal: Principal): Match {
  const denied = principals.map((id) => sameId(id, EVERYONE) || stands(id, null, principal));
  const excluded = excluded_principals.map((id) => stands(id, null, principal));
  return every([some(denied), not(some(excluded))]);
}
