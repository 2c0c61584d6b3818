import type { Asking, Closed } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { madeFor, oncePer } from '../../../collect/once.ts';
import { mustBe, type Reader, text } from '../../../collect/reply.ts';
import { derive, type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureKmsName } from '../name.ts';
import { azureCalls, roleDefinitionCall } from '../permissions.ts';
import type { AzureKey, RoleAssignment } from '../snapshot.ts';
import { denyAssignment, guidOfRoleDefinition, type RoleDefinition, roleAssignment, roleDefinition } from './authorization.ts';
import type { AzureRest } from './rest.ts';

const VAULTS = 'api-version=2026-02-01';
const AUTHORIZATION = 'api-version=2022-04-01';

/** All that the resource manager is asked. A vault, a subscription's deleted vaults and a role serve many keys: each is asked once. */
export function azureArm(collection: Collection, ask: Asking<AzureRest>, arm: Closed | AzureRest) {
  const get = (call: Call, path: string) => ask.one(arm, call, (rest, signal) => rest.get(path, signal));
  const list = <T>(call: Call, path: string, item: Reader<T>) =>
    ask.all(arm, call, ({ page }, signal, start) => page(start ?? path, signal, item));

  const vault = oncePer(
    (name: AzureKmsName) => get(azureCalls(name).vault, `${encodeURI(name.vault_id)}?${VAULTS}`),
    ({ vault_id }) => vault_id.toLowerCase(),
  );
  const deletedVaults = oncePer(
    (name: AzureKmsName) => {
      const path = `/subscriptions/${name.subscription}/providers/Microsoft.KeyVault/deletedVaults?${VAULTS}`;
      return list(azureCalls(name).deletedVaults, path, vaultWithId);
    },
    ({ subscription }) => subscription,
  );
  const definitionOf = oncePer(definition, (id) => id.toLowerCase());

  async function definition(id: string): Promise<Fact<RoleDefinition>> {
    const guid = guidOfRoleDefinition(id);
    if (guid === null) return unknown('malformed', `not the id of a role definition: ${JSON.stringify(id)}`);
    const call = roleDefinitionCall(guid);
    collection.expect?.(1);
    const reply = await ask.one(arm, call, async (rest, signal) =>
      mustBe(await rest.get(`${encodeURI(id)}?${AUTHORIZATION}`, signal), roleDefinition),
    );
    return derive(reply, ({ condition, ...role }) =>
      condition === null
        ? role
        : unknown('ambiguous', `${role.name} permits under a condition, which is not understood: ${condition}`, call),
    );
  }

  return {
    vault,

    key: (name: AzureKmsName) => get(azureCalls(name).armKey, `${keyPath(name)}?${VAULTS}`),

    roleAssignments: (name: AzureKmsName) =>
      list(azureCalls(name).roles, assignmentsPath(name, 'roleAssignments'), roleAssignment),

    denyAssignments: (name: AzureKmsName) =>
      list(azureCalls(name).denials, assignmentsPath(name, 'denyAssignments'), denyAssignment),

    /** What assigned roles permit, by the id that the assignments name; nothing where those were not read. */
    async roleDefinitions(assignments: Fact<RoleAssignment[]>): Promise<AzureKey['role_definitions']> {
      if (!isKnown(assignments)) return {};
      const ids = new Map(assignments.value.map(({ role_definition_id: id }) => [id.toLowerCase(), id]));
      return madeFor(ids.keys(), (key) => definitionOf(ids.get(key) ?? key));
    },

    /** The deleted vault that held the key, which can still be recovered with it; not_found where there is none. */
    async deletedVault(name: AzureKmsName): Promise<Fact<unknown>> {
      const none = () =>
        unknown('not_found', 'neither the vault nor a deleted vault of this id is there', azureCalls(name).deletedVaults);
      return derive<DeletedVault[], unknown>(
        await deletedVaults(name),
        (all) => all.find(({ id }) => id === name.vault_id.toLowerCase())?.vault ?? none(),
      );
    },
  };
}

const keyPath = ({ vault_id, key }: AzureKmsName) => `${encodeURI(vault_id)}/keys/${key}`;

/** Assignments at the key's own scope: those made at the vault and above are in the list as well. */
const assignmentsPath = (name: AzureKmsName, type: 'roleAssignments' | 'denyAssignments') =>
  `${keyPath(name)}/providers/Microsoft.Authorization/${type}?${AUTHORIZATION}&$filter=atScope()`;

type DeletedVault = { id: string; vault: Record<string, unknown> };
const vaultWithId: Reader<DeletedVault> = {
  what: 'a deleted vault with its id',
  read: (vault) => {
    const id = isRecord(vault) && isRecord(vault.properties) ? text.read(vault.properties.vaultId) : undefined;
    return id === undefined || !isRecord(vault) ? undefined : { id: id.toLowerCase(), vault };
  },
};
