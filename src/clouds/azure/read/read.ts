import type { KeyClient } from '@azure/keyvault-keys';
import pLimit from 'p-limit';
import { type Call, type Collection, observe } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { type Reader, text } from '../../../collect/reply.ts';
import type { Cause, Fact, Unknown } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import { type AzureCalls, azureCalls } from '../permissions.ts';
import type { ServicePrincipal } from '../service-principal.ts';
import type { AzureSettings } from '../settings.ts';
import type { AzureKey } from '../snapshot.ts';
import { denyAssignment, roleAssignment } from './authorization.ts';
import { type AzureServices, azureServices, type OpenArm } from './client.ts';
import { classifyAzureError } from './error.ts';
import { readServicePrincipals } from './graph.ts';
import { type AzureReplies, absentAzureKey, azureKeyOf, unreadAzureKey, version } from './key.ts';
import { allOf } from './pages.ts';
import { AzureRoles } from './roles.ts';

const CONCURRENT_CALLS = 8;

/** Reads each key from its vault and from the resource manager, and Confluent's applications from the directory. */
export async function readAzure(
  collection: Collection,
  settings: AzureSettings,
  { names, principals }: ToRead<AzureKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, AzureKey>; servicePrincipals: Record<string, ServicePrincipal> }> {
  const reader = new AzureReader(collection, azureServices(collection, settings, env));
  const [servicePrincipals, ...keys] = await Promise.all([
    readServicePrincipals(collection, settings, principals, env),
    ...names.map(async (name) => [name.name, await reader.key(name)] as const),
  ]);
  return { keys: new Map(keys), servicePrincipals };
}

const failed = (fact: Fact<unknown>, ...causes: Cause[]): fact is { unknown: Unknown } =>
  !isKnown(fact) && causes.includes(fact.unknown.cause);

/** A deleted vault has no host name any more; any other failure to connect says nothing about the vault. */
const hostIsGone = (fact: Fact<unknown>): boolean => failed(fact, 'unreachable') && fact.unknown.detail.includes('ENOTFOUND');

class AzureReader {
  readonly #collection: Collection;
  readonly #services: AzureServices;
  readonly #limit = pLimit(CONCURRENT_CALLS);
  /** A vault, and the list of a subscription's deleted vaults, serve all the keys that are in it. */
  readonly #vaults = new Map<string, Promise<Fact<unknown>>>();
  readonly #deletedVaults = new Map<string, Promise<Fact<DeletedVault[]>>>();
  readonly #roles: AzureRoles;

  constructor(collection: Collection, services: AzureServices) {
    this.#collection = collection;
    this.#services = services;
    this.#roles = new AzureRoles(collection, services.arm, this.#limit);
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
        return absentAzureKey(proof, call.source, this.#collection.now(), vault, calls);
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
    const { vault } = this.#services;
    if ('closed' in vault) return vault.closed(call);
    const keys = await vault.keys(name);
    return this.#limit(() => observe(this.#collection, call, (signal) => ask(keys, signal), classifyAzureError));
  }

  async #arm<T>(name: AzureKmsName, call: Call, ask: (arm: OpenArm, signal: AbortSignal) => Promise<T>): Promise<Fact<T>> {
    const { arm } = this.#services;
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
