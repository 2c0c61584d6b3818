import { type Fact, isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import { byCodePoint } from '../../../input/code-point.ts';
import { doubtOf } from '../../match.ts';
import type { AzureGuard } from './guard.ts';
import { type Principal, sameId, stands } from './principal.ts';
import { distance, type Scope, scopeOf } from './scope.ts';

type Definition = AzureGuard['role_definitions'][string];

/** A role that the principal holds, or may hold: `doubt` says what keeps that from being known. */
export type Role = {
  /** As in `role "Key Vault Reader"`. */
  what: string;
  scope: Scope;
  /** The group that it is given to, where it is not given to the principal itself. */
  group: string | null;
  definition: Definition;
  doubt: Unknown | null;
};

/** The roles given to the principal or to its groups at a scope that reaches the key, nearest first. */
export function rolesOf({ role_assignments, role_definitions, name }: AzureGuard, principal: Principal): Fact<Role[]> {
  if (!isKnown(role_assignments)) return role_assignments;
  const roles = role_assignments.value.flatMap(
    ({ principal_id, principal_type, role_definition_id, scope, condition }): Role[] => {
      const at = scopeOf(scope, name);
      const given = stands(principal_id, principal_type, principal);
      if (at === undefined || given === false) return [];
      const definition = definitionOf(role_definitions, role_definition_id);
      const what = roleNamed(definition, role_definition_id);
      const doubt = conditionIn(`${what} is assigned at ${at}`, condition) ?? conditionIn(`${what} permits`, ofRole(definition));
      const group = sameId(principal_id, principal.object_id) ? null : principal_id;
      return [{ what, scope: at, group, definition, doubt: doubtOf(given) ?? doubt }];
    },
  );
  const sorted = roles.toSorted((a, b) => distance(a.scope) - distance(b.scope) || byCodePoint(a.what, b.what));
  return { ...role_assignments, value: sorted };
}

/** The condition that the role itself sets, as Key Vault Data Access Administrator does. */
export const ofRole = (definition: Definition): string | null =>
  isKnown(definition) ? (definition.value.condition ?? null) : null;

/** Azure's conditions are not understood. @param what is under the condition */
export const conditionIn = (what: string, condition: string | null): Unknown | null =>
  condition === null ? null : unknown('ambiguous', `${what}, but counts only without a condition: ${condition}`).unknown;

/** The definition that an assignment names. */
export function definitionOf(definitions: AzureGuard['role_definitions'], id: string): Definition {
  const own = id.toLowerCase();
  const definition = Object.hasOwn(definitions, own) ? definitions[own] : undefined;
  return definition ?? unknown('not_collected', `the definition of role ${idOf(id)} was not collected`);
}

/** As in `role "Key Vault Reader"`; by its id where its definition was not read. */
export const roleNamed = (definition: Definition, id: string): string =>
  `role ${isKnown(definition) ? `"${definition.value.name}"` : idOf(id)}`;

const idOf = (role: string): string => role.slice(role.lastIndexOf('/') + 1);
