import fc from 'fast-check';
import { expect, test } from 'vitest';
import { azureAccess } from '../../../../src/clouds/azure/access/access.ts';
import { azureBeyondNeed } from '../../../../src/clouds/azure/access/beyond-need.ts';
import type { AzureGuard } from '../../../../src/clouds/azure/access/guard.ts';
import { covers } from '../../../../src/clouds/azure/access/pattern.ts';
import type { ServicePrincipal } from '../../../../src/clouds/azure/snapshot.ts';
import type { Fact } from '../../../../src/facts/fact.ts';
import { assignment, deny, type Entry, guards, policy, unread, whos } from './guards.ts';

const decide = (guard: AzureGuard, who: ServicePrincipal) => azureAccess(guard, 'application', who);
const effects = (guard: AzureGuard, who: ServicePrincipal) =>
  new Map(decide(guard, who).map(({ permission, decision }) => [permission, decision.effect]));
const added = <T>(list: Fact<T[]>, item: T): Fact<T[]> => ('value' in list ? { ...list, value: [...list.value, item] } : list);
const turned = <T>(list: Fact<T[]>): Fact<T[]> => ('value' in list ? { ...list, value: list.value.toReversed() } : list);

test('another assignment or access policy never removes a permission or a finding', () => {
  fc.assert(
    fc.property(guards, whos, assignment, policy, (guard, who, role, access) => {
      const { vault } = guard;
      const more: AzureGuard = {
        ...guard,
        role_assignments: added(guard.role_assignments, role),
        vault: { ...vault, access_policies: added(vault.access_policies, access) },
      };
      const after = effects(more, who);
      for (const [permission, effect] of effects(guard, who))
        if (effect === 'granted') expect(after.get(permission)).toBe('granted');
      expect(azureBeyondNeed(more, '', who).found).toEqual(expect.arrayContaining(azureBeyondNeed(guard, '', who).found));
    }),
  );
});

test('another deny assignment never adds a permission', () => {
  fc.assert(
    fc.property(guards, whos, deny, (guard, who, more) => {
      const before = effects(guard, who);
      const after = effects({ ...guard, deny_assignments: added(guard.deny_assignments, more) }, who);
      for (const [permission, effect] of after) if (effect === 'granted') expect(before.get(permission)).toBe('granted');
    }),
  );
});

test('the order of assignments, entries and policies does not change a decision', () => {
  fc.assert(
    fc.property(guards, whos, (guard, who) => {
      const other: AzureGuard = {
        ...guard,
        role_assignments: turned(guard.role_assignments),
        role_definitions: Object.fromEntries(
          Object.entries(guard.role_definitions).map(([name, role]) => [
            name,
            'value' in role ? { ...role, value: { ...role.value, permissions: role.value.permissions.toReversed() } } : role,
          ]),
        ),
        deny_assignments: turned(guard.deny_assignments),
        vault: { ...guard.vault, access_policies: turned(guard.vault.access_policies) },
      };
      expect(effects(other, who)).toEqual(effects(guard, who));
      expect(new Set(azureBeyondNeed(other, '', who).found)).toEqual(new Set(azureBeyondNeed(guard, '', who).found));
    }),
  );
});

test('a role whose entries are split by pattern gives the same decision', () => {
  const split = (permissions: Entry[]): Entry[] =>
    permissions.flatMap((entry) => [
      ...entry.actions.map((action) => ({ ...entry, actions: [action], data_actions: [] })),
      ...entry.data_actions.map((action) => ({ ...entry, actions: [], data_actions: [action] })),
    ]);
  fc.assert(
    fc.property(guards, whos, (guard, who) => {
      const role_definitions = Object.fromEntries(
        Object.entries(guard.role_definitions).map(([name, role]) => [
          name,
          'value' in role ? { ...role, value: { ...role.value, permissions: split(role.value.permissions) } } : role,
        ]),
      );
      expect(decide({ ...guard, role_definitions }, who)).toEqual(decide(guard, who));
      expect(azureBeyondNeed({ ...guard, role_definitions }, '', who)).toEqual(azureBeyondNeed(guard, '', who));
    }),
  );
});

test('hiding a fact turns no refusal into a permission, and no permission into a refusal', () => {
  const parts = [
    'role_assignments',
    'role_definitions',
    'deny_assignments',
    'access_policies',
    'rbac',
    'object_id',
    'groups',
  ] as const;
  fc.assert(
    fc.property(guards, whos, fc.constantFrom(...parts), (guard, who, part) => {
      const { vault } = guard;
      const less: AzureGuard = {
        ...guard,
        ...(part === 'role_assignments' || part === 'deny_assignments' ? { [part]: unread } : {}),
        ...(part === 'role_definitions' ? { role_definitions: {} } : {}),
        vault: { ...vault, ...(part === 'access_policies' || part === 'rbac' ? { [part]: unread } : {}) },
      };
      const stranger = { ...who, ...(part === 'object_id' || part === 'groups' ? { [part]: unread } : {}) };
      const before = effects(guard, who);
      for (const [permission, effect] of effects(less, stranger)) {
        if (effect !== 'undetermined' && before.has(permission))
          expect([effect, 'undetermined']).toContain(before.get(permission));
      }
      const { found } = azureBeyondNeed(guard, '', who);
      const beyond = azureBeyondNeed(less, '', stranger);
      expect(found).toEqual(expect.arrayContaining(beyond.found));
      if (beyond.found.length < found.length) expect(beyond.undetermined.length).toBeGreaterThan(0);
    }),
  );
});

test('a pattern covers itself, and any text in place of its stars', () => {
  const text = fc.stringMatching(/^[A-Za-z/.]{0,8}$/);
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.array(text, { minLength: 4, maxLength: 4 }), (parts, fill) => {
      const pattern = parts.join('*');
      const operation = parts.map((part, index) => (index === 0 ? part : `${fill[index]}${part}`)).join('');
      expect(covers(pattern, pattern)).toBe(true);
      expect(covers(pattern, operation.toUpperCase())).toBe(true);
    }),
  );
});
