import fc from 'fast-check';
import { expect, test } from 'vitest';
import { azureAccess } from '../../../../src/clouds/azure/access/access.ts';
import { azureBeyondNeed } from '../../../../src/clouds/azure/access/beyond-need.ts';
import type { AzureGuard } from '../../../../src/clouds/azure/access/guard.ts';
import { covers } from '../../../../src/clouds/azure/access/pattern.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import type { ServicePrincipal } from '../../../../src/clouds/azure/snapshot.ts';
import { type Fact, unknown } from '../../../../src/facts/fact.ts';

type Known<F> = Extract<F, { value: unknown }> extends { value: infer V } ? V : never;
type Assignment = Known<AzureGuard['role_assignments']>[number];
type Deny = Known<AzureGuard['deny_assignments']>[number];
type Policy = Known<AzureGuard['vault']['access_policies']>[number];
type Entry = Deny['permissions'][number];

const VAULT =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/plum';
const IDS = ['me', 'group', 'other', '00000000-0000-0000-0000-000000000000'];
const PATTERNS = ['read', 'keys/read', 'keys/wrap/action', 'keys/unwrap/action', 'keys/*', '*/read', '*', 'write'].map(
  (end) => `Microsoft.KeyVault/vaults/${end}`,
);

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '' });
const unread = unknown('timeout', 'unread');
const patterns = fc.array(fc.constantFrom(...PATTERNS, '*'), { maxLength: 3 });
const entry = fc.record<Entry>({ actions: patterns, not_actions: patterns, data_actions: patterns, not_data_actions: patterns });
const entries = fc.array(entry, { maxLength: 2 });
const scope = fc.constantFrom(
  '/',
  VAULT,
  `${VAULT}/keys/apple`,
  `${VAULT}/keys/pear`,
  '/providers/Microsoft.Management/managementGroups/farm',
);
const condition = fc.option(fc.constant('weekday'), { freq: 5 });
const id = fc.constantFrom(...IDS);
const principal = fc.constantFrom<[string, string | null][]>(
  ['me', 'ServicePrincipal'],
  ['me', null],
  ['group', 'Group'],
  ['group', null],
  ['other', 'ServicePrincipal'],
  ['other', 'Group'],
);
const assignment = fc
  .record({
    principal,
    role_definition_id: fc.constantFrom('roles/One', 'roles/Two', 'roles/Three'),
    scope,
    condition,
  })
  .map(({ principal: [principal_id, principal_type], ...rest }): Assignment => ({ principal_id, principal_type, ...rest }));
const deny = fc.record<Deny>({
  name: fc.constantFrom('locked', 'shut'),
  principals: fc.array(id, { maxLength: 2 }),
  excluded_principals: fc.array(id, { maxLength: 1 }),
  scope,
  scope_only: fc.boolean(),
  condition,
  permissions: entries,
});
const policy = fc.record<Policy>({
  tenant_id: fc.constant('tenant'),
  object_id: id,
  application_id: fc.option(fc.constant('application'), { freq: 5 }),
  keys: fc.array(fc.constantFrom('get', 'wrapKey', 'unwrapKey', 'all', 'purge'), { maxLength: 3 }),
});
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value.map(fact) }, { weight: 1, arbitrary: fc.constant(unread) });

const definition = maybe(fc.record({ name: fc.constantFrom('A', 'B'), permissions: entries }));
const guards = fc.record<AzureGuard>({
  name: fc.constant(parseAzureKeyUrl('https://plum.vault.azure.net/keys/apple', VAULT, 'vault.azure.net')),
  role_assignments: maybe(fc.array(assignment, { maxLength: 4 })),
  role_definitions: fc.record({ 'roles/one': definition, 'roles/two': definition }),
  deny_assignments: maybe(fc.array(deny, { maxLength: 2 })),
  vault: fc.record({ rbac: maybe(fc.boolean()), access_policies: maybe(fc.array(policy, { maxLength: 3 })) }),
});
const whos = fc.record<ServicePrincipal>({
  object_id: fc.oneof({ weight: 9, arbitrary: fc.constant(fact('me')) }, { weight: 1, arbitrary: fc.constant(unread) }),
  groups: maybe(fc.constantFrom<string[][]>([], ['group'])),
});

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
