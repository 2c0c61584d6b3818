import fc from 'fast-check';
import type { AzureGuard } from '../../../../src/clouds/azure/access/guard.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import type { ServicePrincipal } from '../../../../src/clouds/azure/snapshot.ts';
import { type Fact, unknown } from '../../../../src/facts/fact.ts';

type Known<F> = Extract<F, { value: unknown }> extends { value: infer V } ? V : never;
type Assignment = Known<AzureGuard['role_assignments']>[number];
type Deny = Known<AzureGuard['deny_assignments']>[number];
type Policy = Known<AzureGuard['vault']['access_policies']>[number];
export type Entry = Deny['permissions'][number];

export const VAULT =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/plum';
const IDS = ['me', 'group', 'other', '00000000-0000-0000-0000-000000000000'];
const PATTERNS = ['read', 'keys/read', 'keys/wrap/action', 'keys/unwrap/action', 'keys/*', '*/read', '*', 'write'].map(
  (end) => `Microsoft.KeyVault/vaults/${end}`,
);

export const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '' });
export const unread = unknown('timeout', 'unread');
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
export const assignment = fc
  .record({
    principal,
    role_definition_id: fc.constantFrom('roles/One', 'roles/Two', 'roles/Three'),
    scope,
    condition,
  })
  .map(({ principal: [principal_id, principal_type], ...rest }): Assignment => ({ principal_id, principal_type, ...rest }));
export const deny = fc.record<Deny>({
  name: fc.constantFrom('locked', 'shut'),
  principals: fc.array(id, { maxLength: 2 }),
  excluded_principals: fc.array(id, { maxLength: 1 }),
  scope,
  scope_only: fc.boolean(),
  condition,
  permissions: entries,
});
export const policy = fc.record<Policy>({
  tenant_id: fc.constant('tenant'),
  object_id: id,
  application_id: fc.option(fc.constant('application'), { freq: 5 }),
  keys: fc.array(fc.constantFrom('get', 'wrapKey', 'unwrapKey', 'all', 'purge'), { maxLength: 3 }),
});
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value.map(fact) }, { weight: 1, arbitrary: fc.constant(unread) });

const definition = maybe(fc.record({ name: fc.constantFrom('A', 'B'), permissions: entries }));
export const guards = fc.record<AzureGuard>({
  name: fc.constant(parseAzureKeyUrl('https://plum.vault.azure.net/keys/apple', VAULT, 'vault.azure.net')),
  role_assignments: maybe(fc.array(assignment, { maxLength: 4 })),
  role_definitions: fc.record({ 'roles/one': definition, 'roles/two': definition }),
  deny_assignments: maybe(fc.array(deny, { maxLength: 2 })),
  vault: fc.record({ rbac: maybe(fc.boolean()), access_policies: maybe(fc.array(policy, { maxLength: 3 })) }),
});
export const whos = fc.record<ServicePrincipal>({
  object_id: fc.oneof({ weight: 9, arbitrary: fc.constant(fact('me')) }, { weight: 1, arbitrary: fc.constant(unread) }),
  groups: maybe(fc.constantFrom<string[][]>([], ['group'])),
});
