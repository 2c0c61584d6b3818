import assert from 'node:assert/strict';
import fc from 'fast-check';
import { azureAccess } from '../../src/clouds/azure/access/access.ts';
import { azureBeyondNeed } from '../../src/clouds/azure/access/beyond-need.ts';
import type { AzureGuard } from '../../src/clouds/azure/access/guard.ts';
import type { ServicePrincipal } from '../../src/clouds/azure/snapshot.ts';
import { type Fact, isKnown } from '../../src/facts/fact.ts';
import { naiveMatch } from '../clouds/aws/access/statements.ts';
import { assignment, deny, type Entry, fact, guards, unread, VAULT, whos } from '../clouds/azure/access/guards.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

type Case = { guard: AzureGuard; who: ServicePrincipal };

/** One in which nothing is in doubt. */
const certain = fc.record<Case>({
  guard: fc.record({ guard: guards, assignments: fc.array(assignment, { maxLength: 4 }) }).map(({ guard, assignments }) => ({
    ...guard,
    role_assignments: fact(
      assignments
        .filter(({ role_definition_id }) => role_definition_id !== 'roles/Three')
        .map((one) => ({ ...one, condition: null })),
    ),
    deny_assignments: fact([]),
    vault: { ...guard.vault, rbac: fact(true) },
  })),
  who: fc.constantFrom<string[][]>([], ['group']).map((groups) => ({ object_id: fact('me'), groups: fact(groups) })),
});

/** Texts of any kind in what an API would have written. */
const garbled = fc
  .tuple(
    fc.record<Case>({ guard: guards, who: whos }),
    fc.array(fc.tuple(fc.nat(40), hostileText), { minLength: 1, maxLength: 3 }),
  )
  .map(([one, texts]) => {
    let at = -1;
    const garble = (key: string, value: unknown): unknown => {
      if (
        typeof value !== 'string' ||
        ['source', 'observed_at', 'cause', 'provider', 'name', 'host', 'vault', 'key', 'tenant_id'].includes(key)
      )
        return value;
      at += 1;
      return texts.find(([place]) => place === at)?.[1] ?? value;
    };
    const made: Case = JSON.parse(JSON.stringify(one, garble));
    return made;
  });

const effectsIn = ({ guard, who }: Case): Map<string, string> =>
  new Map(azureAccess(guard, 'application', who).map(({ permission, decision }) => [permission, decision.effect]));
const added = <T>(list: Fact<T[]>, item: T): Fact<T[]> => (isKnown(list) ? { ...list, value: [...list.value, item] } : list);

const DENIES_ALL: Extract<AzureGuard['deny_assignments'], { value: unknown }>['value'][number] = {
  name: 'all',
  principals: ['00000000-0000-0000-0000-000000000000'],
  excluded_principals: [],
  scope: '/',
  scope_only: false,
  condition: null,
  permissions: [{ actions: ['*'], not_actions: [], data_actions: ['*'], not_data_actions: [] }],
};

function check(one: Case): Outcome {
  const effects = effectsIn(one);
  azureBeyondNeed(one.guard, 'application', one.who);
  const assertNotMore = (guard: Partial<AzureGuard>, message: string) => {
    for (const [permission, effect] of effectsIn({ ...one, guard: { ...one.guard, ...guard } }))
      if (effect === 'granted') assert.equal(effects.get(permission), 'granted', message);
  };
  const { guard } = one;
  assertNotMore({ deny_assignments: added(guard.deny_assignments, DENIES_ALL) }, 'a denial gave something');
  assertNotMore({ deny_assignments: unread }, 'denials that were not read gave something');
  if (isKnown(guard.role_assignments))
    for (const [at, given] of guard.role_assignments.value.entries()) {
      assertNotMore(
        { role_assignments: fact(guard.role_assignments.value.toSpliced(at, 1)) },
        'one assignment less gave something',
      );
      assertNotMore(
        { role_assignments: fact(guard.role_assignments.value.with(at, { ...given, condition: 'weekday' })) },
        'a condition that is not understood gave something',
      );
    }
  for (const [permission, effect] of effects) {
    const expected = ruledOn(one, permission);
    if (expected !== null) assert.equal(effect, expected, permission);
  }
  return [...effects.values()].includes('undetermined') ? 'refused' : 'accepted';
}

/** By the definition of role assignments; null where something is in doubt, or more than they decide. */
function ruledOn({ guard, who }: Case, permission: string): string | null {
  const { role_assignments, role_definitions, deny_assignments, vault } = guard;
  if (!isKnown(role_assignments) || !isKnown(deny_assignments) || deny_assignments.value.length > 0) return null;
  if (!isKnown(vault.rbac) || !vault.rbac.value || !isKnown(who.object_id) || !isKnown(who.groups)) return null;
  if (!/\/keys\//.test(permission)) return null;
  const mine = [who.object_id.value, ...who.groups.value];
  const own = role_assignments.value.filter(({ principal_id }) => mine.includes(principal_id));
  const scopes = ['/', VAULT, `${VAULT}/keys/apple`];
  if (
    own.some(
      ({ condition, scope, role_definition_id }) =>
        condition !== null ||
        ![...scopes, `${VAULT}/keys/pear`].includes(scope) ||
        !isKnown(role_definitions[role_definition_id.toLowerCase()] ?? unread),
    )
  )
    return null;
  const gives = ({ data_actions, not_data_actions }: Entry) =>
    data_actions.some((pattern) => naiveMatch(pattern, permission)) &&
    !not_data_actions.some((pattern) => naiveMatch(pattern, permission));
  const isGiven = own.some(({ scope, role_definition_id }) => {
    const role = role_definitions[role_definition_id.toLowerCase()];
    return scopes.includes(scope) && role !== undefined && isKnown(role) && role.value.permissions.some(gives);
  });
  return isGiven ? 'granted' : 'not_granted';
}

export const azureRoles = target({
  name: 'azure-access',
  holds:
    'role assignments are evaluated as a small evaluator does where nothing is in doubt, and what denies, is less or is not understood gives nothing',
  cases: fc.oneof(
    { weight: 3, arbitrary: certain },
    { weight: 3, arbitrary: fc.record<Case>({ guard: guards, who: whos }) },
    {
      weight: 2,
      arbitrary: fc
        .record<Case & { more: unknown }>({ guard: guards, who: whos, more: deny })
        .map(({ guard, who }) => ({ guard, who })),
    },
    { weight: 2, arbitrary: garbled },
  ),
  stored: asJson<Case>(),
  check,
});
