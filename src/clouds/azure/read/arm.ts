import type { Asking, Closed } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { madeFor, oncePer } from '../../../collect/once.ts';
import { filled, matching, mustBe, type Reader, recordOf } from '../../../collect/reply.ts';
import { derive, type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { sameId } from '../access/principal.ts';
import { scopeOf } from '../access/scope.ts';
import { type AzureKmsName, parseVaultId } from '../name.ts';
import { azureCalls, delegationsCall, roleDefinitionCall } from '../permissions.ts';
import type { AzureKey, Delegation } from '../snapshot.ts';
import {
  delegationAt,
  denyAssignment,
  guidOfRoleDefinition,
  type Item,
  type RoleDefinition,
  reaching,
  roleAssignment,
  roleDefinitionOf,
} from './authorization.ts';
import { AzureRefusal } from './error.ts';
import { armKeyReply, vaultReply } from './identity.ts';
import type { AzureRest } from './rest.ts';
import { versionOf } from './versions.ts';

const VAULTS = 'api-version=2026-02-01';
const AUTHORIZATION = 'api-version=2022-04-01';
const ELIGIBILITY = 'api-version=2020-10-01';
const DELEGATION = 'api-version=2022-10-01&$expandRegistrationDefinition=true';

type Reply = Record<string, unknown>;

/** All that the resource manager is asked. A vault, a subscription's vaults and a role serve many keys: each is asked once. */
export function azureArm(
  collection: Collection,
  ask: Asking<AzureRest>,
  open: (subscription: string | null) => Closed | AzureRest,
) {
  /** Nothing is asked at what is not the resource id of a vault. */
  const at = ({ vault_id, subscription }: AzureKmsName): Closed | AzureRest =>
    subscription === null
      ? { closed: () => unknown('malformed', `Confluent names no resource id of a vault, but ${JSON.stringify(vault_id)}`) }
      : open(subscription.toLowerCase());
  const get = (name: AzureKmsName, call: Call, path: string, check: (reply: Reply, name: AzureKmsName) => Reply) =>
    ask.one(at(name), call, async (rest, signal) => check(await rest.get(path, signal), name));
  const list = <T>(name: AzureKmsName, call: Call, path: string, item: Reader<T>) =>
    ask.all(at(name), call, ({ page }, signal, start) => page(start ?? path, signal, item));

  /** At the key's own scope: those made at the vault and above are in the list as well. */
  const assignments = async <T extends { scope: string }>(
    name: AzureKmsName,
    call: Call,
    type: string,
    item: Reader<Item<T>>,
  ) => {
    const path = `${keyPath(name)}/providers/Microsoft.Authorization/${type}?${AUTHORIZATION}&$filter=atScope()`;
    return reaching(await list(name, call, path, item), name, call);
  };

  const vault = oncePer(
    (name: AzureKmsName) => get(name, azureCalls(name).vault, `${encodeURI(name.vault_id)}?${VAULTS}`, vaultReply),
    ({ vault_id, host }) => `${vault_id} ${host}`.toLowerCase(),
  );
  const ofSubscription = <T>(type: 'vaults' | 'deletedVaults', item: Reader<T>) =>
    oncePer(
      (name: AzureKmsName) =>
        list(
          name,
          azureCalls(name)[type],
          `/subscriptions/${name.subscription}/providers/Microsoft.KeyVault/${type}?${VAULTS}`,
          item,
        ),
      ({ subscription }) => String(subscription),
    );
  const vaults = ofSubscription('vaults', listedVault);
  const deletedVaults = ofSubscription('deletedVaults', deletedVault);
  const delegationsAt = oncePer(
    ({ name, scope }: { name: AzureKmsName; scope: string }) =>
      ask.all(at(name), delegationsCall(nameOf(scope)), ({ page }, signal, start) =>
        page(start ?? delegationsPath(scope), signal, delegationAt(scope)).catch(noneWhere('MissingSubscriptionRegistration')),
      ),
    ({ scope }) => scope.toLowerCase(),
  );
  const definitionOf = oncePer(definition, (id) => id.toLowerCase());

  async function definition(id: string): Promise<Fact<RoleDefinition>> {
    const guid = guidOfRoleDefinition(id);
    if (guid === null) return unknown('malformed', `not the id of a role definition: ${JSON.stringify(id)}`);
    const call = roleDefinitionCall(guid);
    collection.expect?.(1);
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? null;
    return ask.one(open(subscription), call, async (rest, signal) =>
      mustBe(await rest.get(`${encodeURI(id)}?${AUTHORIZATION}`, signal), roleDefinitionOf(guid)),
    );
  }

  return {
    vault,

    key: (name: AzureKmsName) => get(name, azureCalls(name).armKey, `${keyPath(name)}?${VAULTS}`, armKeyReply),

    versions: (name: AzureKmsName) =>
      list(
        name,
        azureCalls(name).armVersions,
        `${keyPath(name)}/versions?${VAULTS}`,
        versionOf(name, 'control', collection.now()),
      ),

    roleAssignments: (name: AzureKmsName) => assignments(name, azureCalls(name).roles, 'roleAssignments', roleAssignment),

    denyAssignments: (name: AzureKmsName) => assignments(name, azureCalls(name).denials, 'denyAssignments', denyAssignment),

    /** Roles that may be activated; none in a tenant that has no licence for it. */
    async eligibleRoles(name: AzureKmsName) {
      const { eligible } = azureCalls(name);
      const path = `${keyPath(name)}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?${ELIGIBILITY}&$filter=atScope()`;
      const roles = await ask.all(at(name), eligible, ({ page }, signal, start) =>
        page(start ?? path, signal, roleAssignment).catch(noneWhere('AadPremiumLicenseRequired')),
      );
      return reaching(roles, name, eligible);
    },

    /** What is delegated to other tenants, be it the subscription or the resource group. */
    async delegations(name: AzureKmsName): Promise<Fact<Delegation[]>> {
      const subscription = `/subscriptions/${name.subscription}`;
      const [above, own] = await Promise.all([
        delegationsAt({ name, scope: subscription }),
        delegationsAt({ name, scope: `${subscription}/resourceGroups/${name.resource_group}` }),
      ]);
      if (!isKnown(above)) return above;
      return derive(own, (list) => {
        const all = new Map([...above.value, ...list].map(({ id, item }) => [id, item]));
        return [...all.values()].filter(({ scope }) => scopeOf(scope, name) !== undefined);
      });
    },

    /** What roles permit, by the id that assignments name. */
    async roleDefinitions(named: readonly { role_definition_id: string }[]): Promise<AzureKey['role_definitions']> {
      const ids = new Map(named.map(({ role_definition_id: id }) => [id.toLowerCase(), id]));
      return madeFor(ids.keys(), (key) => definitionOf(ids.get(key) ?? key));
    },

    /** Where a vault is that is not at its registered id: its name is the only one in the world. Null where it is not in the subscription. */
    async whereabouts(name: AzureKmsName): Promise<Fact<AzureKmsName | null>> {
      return derive(await vaults(name), (all) => {
        const found = all.find((one) => sameId(one.name, name.vault));
        const parts = found === undefined ? undefined : parseVaultId(found.id);
        if (found === undefined) return null;
        if (parts === undefined || !sameId(parts.vault, name.vault))
          return unknown('malformed', `the list of vaults holds ${JSON.stringify(found.id)}`, azureCalls(name).vaults);
        return { ...name, vault_id: found.id, subscription: parts.subscription, resource_group: parts.resource_group };
      });
    },

    /** The deleted vault that held the key, which can still be recovered with it; null where there is none. */
    async deletedVault(name: AzureKmsName): Promise<Fact<Reply | null>> {
      return derive(await deletedVaults(name), (all) => all.find(({ id }) => sameId(id, name.vault_id))?.vault ?? null);
    },
  };
}

const keyPath = ({ vault_id, key }: AzureKmsName) => `${encodeURI(vault_id)}/keys/${key}`;

/** The subscription, or the resource group in it, that is delegated. */
const nameOf = (scope: string) => {
  const [, subscription, , group] = scope.split('/').filter(Boolean);
  return group === undefined ? String(subscription) : `${subscription}/${group}`;
};
const delegationsPath = (scope: string) =>
  `${encodeURI(scope)}/providers/Microsoft.ManagedServices/registrationAssignments?${DELEGATION}`;

/**
 * What a refusal with this code means: without a licence for Privileged Identity Management nobody can be eligible, and in a
 * subscription in which Azure Lighthouse is not registered nothing can be delegated.
 */
const noneWhere =
  (code: 'AadPremiumLicenseRequired' | 'MissingSubscriptionRegistration') =>
  (error: unknown): { items: never[]; next: undefined } => {
    if (error instanceof AzureRefusal && error.code === code) return { items: [], next: undefined };
    throw error;
  };

const listedVault = recordOf<{ id: string; name: string }>('a vault with its id and name', {
  id: ['id', filled],
  name: ['name', filled],
});

type DeletedVault = { id: string; vault: Reply };
const idOfDeleted = recordOf<{ id: string; type: string }>('', {
  id: ['properties.vaultId', filled],
  type: ['type', matching(/^Microsoft\.KeyVault\/deletedVaults$/i, 'the type of a deleted vault')],
});
const deletedVault: Reader<DeletedVault> = {
  what: 'a deleted vault with its id',
  read: (vault) => {
    const id = idOfDeleted.read(vault)?.id;
    return id === undefined || parseVaultId(id) === undefined || !isRecord(vault) ? undefined : { id, vault };
  },
};
