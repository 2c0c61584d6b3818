import type { KeyClient } from '@azure/keyvault-keys';
import pLimit from 'p-limit';
import { type Reader, text } from '../../../collect/kms-reply.ts';
import { type Call, type Collection, observe, type Permission } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import type { Config } from '../../../config/schema.ts';
import type { Cause, Fact, Unknown } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureKey } from '../../azure/snapshot.ts';
import type { AzureKmsName } from '../../kms-name.ts';
import { denyAssignment, roleAssignment } from './authorization.ts';
import { type AzureAccess, azureAccess, type OpenArm } from './client.ts';
import { classifyAzureError } from './error.ts';
import { type AzureCalls, type AzureReplies, azureCalls, azureKeyOf, goneAzureKey, unreadAzureKey, version } from './key.ts';
import { allOf } from './pages.ts';
import { AzureRoles } from './roles.ts';

/** What the collector's identity needs at each vault. The built-in role Key Vault Reader holds all of it but the last two. */
export const AZURE_PERMISSIONS: readonly Permission[] = [
  {
    permission: 'Microsoft.KeyVault/vaults/read',
    calls: ['azure:arm:GetVault'],
    for: 'the vault: location, soft delete, purge protection, permission model, access policies, network',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read',
    calls: ['azure:arm:GetKey'],
    for: 'the key by the resource manager, even where the firewall keeps the data plane shut',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read (data action)',
    calls: [
      'azure:keyvault:GetKey',
      'azure:keyvault:ListKeyVersions',
      'azure:keyvault:GetKeyRotationPolicy',
      'azure:keyvault:GetDeletedKey',
    ],
    for: 'the key by its vault: state, versions, rotation policy, whether it is deleted',
  },
  {
    permission: 'Microsoft.Authorization/roleAssignments/read',
    calls: ['azure:arm:ListRoleAssignments'],
    for: 'who may use the key, inherited assignments included',
  },
  {
    permission: 'Microsoft.Authorization/roleDefinitions/read',
    calls: ['azure:arm:GetRoleDefinition'],
    for: 'what the assigned roles permit',
  },
  {
    permission: 'Microsoft.Authorization/denyAssignments/read',
    calls: ['azure:arm:ListDenyAssignments'],
    for: 'what is denied in spite of a role',
  },
  {
    permission: 'Microsoft.KeyVault/deletedVaults/read',
    calls: ['azure:arm:ListDeletedVaults'],
    for: 'at the subscription; asked only where a vault is gone',
    optional: 'without it a vault that is gone cannot be told from a deleted one',
  },
  {
    permission: 'Application.Read.All',
    calls: ['graph:GetServicePrincipal', 'graph:ListGroups'],
    for: "of Microsoft Graph: the object id and the groups of Confluent's application",
    optional: 'azure.service_principals in the configuration can name the object id; the groups then stay unknown',
  },
];

const CONCURRENT_CALLS = 8;

/** Reads each key from its vault and from the resource manager. Keyed by the key's name, in the order of `names`. */
export async function collectAzureKeys(
  collection: Collection,
  config: Config['azure'],
  names: readonly AzureKmsName[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, AzureKey>> {
  if (names.length === 0) return new Map();
  const collector = new AzureCollector(collection, azureAccess(collection, config, env));
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, AzureKey]> => [name.name, await collector.key(name)])),
  );
}

const failed = (fact: Fact<unknown>, ...causes: Cause[]): fact is { unknown: Unknown } =>
  !isKnown(fact) && causes.includes(fact.unknown.cause);

/** A vault that is gone takes its host name with it; any other failure to connect says nothing of the vault. */
const hostIsGone = (fact: Fact<unknown>): boolean => failed(fact, 'unreachable') && fact.unknown.detail.includes('ENOTFOUND');

class AzureCollector {
  readonly #collection: Collection;
  readonly #access: AzureAccess;
  readonly #limit = pLimit(CONCURRENT_CALLS);
  /** A vault, and the list of a subscription's deleted vaults, serve all the keys that are in it. */
  readonly #vaults = new Map<string, Promise<Fact<unknown>>>();
  readonly #deletedVaults = new Map<string, Promise<Fact<DeletedVault[]>>>();
  readonly #roles: AzureRoles;

  constructor(collection: Collection, access: AzureAccess) {
    this.#collection = collection;
    this.#access = access;
    this.#roles = new AzureRoles(collection, access.arm, this.#limit);
  }

  async key(name: AzureKmsName): Promise<AzureKey> {
    const calls = azureCalls(name);
    if (name.managed_hsm)
      return unreadAzureKey(
        () => unknown('unsupported', 'this version does not ask a Managed HSM, which Confluent does not name'),
        calls,
      );
    const [data, vault, armKey, roles, denials] = await Promise.all([
      this.#dataPlane(name, calls),
      this.#vault(name, calls.vault),
      this.#arm(name, calls.armKey, ({ client }, abortSignal) =>
        client.keys.get(name.resource_group, name.vault, name.key, { abortSignal }),
      ),
      this.#roles.assignments(name, calls.roles, 'roleAssignments', roleAssignment),
      this.#roles.assignments(name, calls.denials, 'denyAssignments', denyAssignment),
    ]);
    const { key } = data;
    // A live key would show on the other plane: where that says 404, the refused one may still know it as deleted.
    const maybeDeleted = data.deleted === null && !isKnown(key) && !failed(key, 'unreachable') && failed(armKey, 'not_found');
    const deleted = maybeDeleted ? await this.#deleted(name, calls) : data.deleted;
    const shown = isKnown(key) || isKnown(armKey) || (deleted !== null && isKnown(deleted));
    const lost = !shown && failed(vault, 'not_found') && (failed(key, 'not_found') || hostIsGone(key));
    const deletedVault = lost ? await this.#deletedVault(name, calls.deletedVaults) : null;
    if (!shown) {
      const [proof, call] = lost ? [deletedVault, calls.deletedVaults] : [deleted, calls.deleted];
      if (proof !== null && failed(proof, 'not_found'))
        return goneAzureKey(proof, call.source, this.#collection.now(), vault, calls);
    }
    const definitions = await this.#roles.definitions(name, roles);
    return azureKeyOf({ ...data, deleted, vault, armKey, roles, definitions, denials, deletedVault }, calls);
  }

  /** Of a live key its versions and rotation; of one that is not there, whether it was deleted. */
  async #dataPlane(
    name: AzureKmsName,
    calls: AzureCalls,
  ): Promise<Pick<AzureReplies, 'key' | 'deleted' | 'versions' | 'rotation'>> {
    const key = await this.#data(name, calls.key, (keys, abortSignal) => keys.getKey(name.key, { abortSignal }));
    // A host that was not reached in six tries will not be reached for the rest either.
    if (failed(key, 'unreachable')) return { key, deleted: null, versions: key, rotation: key };
    if (failed(key, 'not_found')) {
      return { key, deleted: await this.#deleted(name, calls), versions: key, rotation: key };
    }
    const [versions, rotation] = await Promise.all([
      this.#data(name, calls.versions, (keys, abortSignal) =>
        allOf(keys.listPropertiesOfKeyVersions(name.key, { abortSignal }).byPage(), version, ({ id }) => id),
      ),
      this.#data(name, calls.rotation, (keys, abortSignal) => keys.getKeyRotationPolicy(name.key, { abortSignal })),
    ]);
    return { key, deleted: null, versions, rotation };
  }

  #deleted(name: AzureKmsName, calls: AzureCalls): Promise<Fact<unknown>> {
    return this.#data(name, calls.deleted, (keys, abortSignal) => keys.getDeletedKey(name.key, { abortSignal }));
  }

  async #data<T>(name: AzureKmsName, call: Call, ask: (keys: KeyClient, signal: AbortSignal) => Promise<T>): Promise<Fact<T>> {
    const { vault } = this.#access;
    if ('closed' in vault) return vault.closed(call);
    const keys = await vault.keys(name);
    return this.#limit(() => observe(this.#collection, call, (signal) => ask(keys, signal), classifyAzureError));
  }

  async #arm<T>(name: AzureKmsName, call: Call, ask: (arm: OpenArm, signal: AbortSignal) => Promise<T>): Promise<Fact<T>> {
    const { arm } = this.#access;
    if ('closed' in arm) return arm.closed(call);
    const open = await arm.open(name);
    return this.#limit(() => observe(this.#collection, call, (signal) => ask(open, signal), classifyAzureError));
  }

  #vault(name: AzureKmsName, call: Call): Promise<Fact<unknown>> {
    return byKey(this.#vaults, name.vault_id.toLowerCase(), () =>
      this.#arm(name, call, ({ client }, abortSignal) => client.vaults.get(name.resource_group, name.vault, { abortSignal })),
    );
  }

  /** The deleted vault that held the key, which can still be recovered with it; not_found where there is none. */
  async #deletedVault(name: AzureKmsName, call: Call): Promise<Fact<unknown>> {
    const all = await byKey(this.#deletedVaults, name.subscription, () =>
      this.#arm(name, call, ({ client }, abortSignal) =>
        allOf(client.vaults.listDeleted({ abortSignal }).byPage(), deletedVault, ({ id }) => id),
      ),
    );
    if (!isKnown(all)) return all;
    const found = all.value.find(({ id }) => id === name.vault_id.toLowerCase());
    if (found) return { ...all, value: found.vault };
    return unknown('not_found', 'neither the vault nor a deleted vault of this id is there', call);
  }
}

type DeletedVault = { id: string; vault: unknown };
const deletedVault: Reader<DeletedVault> = {
  what: 'a deleted vault with its id',
  read: (vault) => {
    const id = isRecord(vault) && isRecord(vault.properties) ? text.read(vault.properties.vaultId) : undefined;
    return id === undefined ? undefined : { id: id.toLowerCase(), vault };
  },
};
