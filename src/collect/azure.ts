import type { KeyClient } from '@azure/keyvault-keys';
import pLimit from 'p-limit';
import type { Config } from '../config/schema.ts';
import type { Cause, Fact, Unknown } from '../snapshot/fact.ts';
import { isKnown, unknown } from '../snapshot/fact.ts';
import type { AzureKey } from '../snapshot/kms-key.ts';
import type { AzureKmsName } from '../snapshot/kms-name.ts';
import { type AzureAccess, azureAccess, type OpenArm } from './azure-access.ts';
import { classifyAzureError } from './azure-error.ts';
import {
  type AzureCalls,
  type AzureReplies,
  azureCalls,
  azureKeyOf,
  goneAzureKey,
  type RoleAssignment,
  roleAssignment,
  unreadAzureKey,
  version,
} from './azure-key.ts';
import { listOf, observeAll, type Reader, text } from './kms-reply.ts';
import { type Call, type Collection, observe, type Permission } from './observe.ts';
import { byKey } from './once.ts';
import { isRecord } from './reply.ts';
import { MalformedReply } from './service-failure.ts';

/** What the collector's identity needs at each vault. The built-in role Key Vault Reader holds all of it but the last. */
export const AZURE_PERMISSIONS: readonly Permission[] = [
  {
    permission: 'Microsoft.KeyVault/vaults/read',
    for: 'the vault: location, soft delete, purge protection, permission model, network',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read',
    for: 'the key by the resource manager, even where the firewall keeps the data plane shut',
  },
  {
    permission: 'Microsoft.KeyVault/vaults/keys/read (data action)',
    for: 'the key by its vault: state, versions, rotation policy, whether it is deleted',
  },
  { permission: 'Microsoft.Authorization/roleAssignments/read', for: 'who may use the key, inherited assignments included' },
  { permission: 'Microsoft.KeyVault/deletedVaults/read', for: 'at the subscription; asked only where a vault is gone' },
];

const CONCURRENT_CALLS = 8;
const MAX_PAGES = 1000;

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

  constructor(collection: Collection, access: AzureAccess) {
    this.#collection = collection;
    this.#access = access;
  }

  async key(name: AzureKmsName): Promise<AzureKey> {
    const calls = azureCalls(name);
    if (name.managed_hsm)
      return unreadAzureKey(
        (call) => unknown('unsupported', 'a Managed HSM is not asked: Confluent does not name it', call),
        calls,
      );
    const [data, vault, armKey, roles] = await Promise.all([
      this.#dataPlane(name, calls),
      this.#vault(name, calls.vault),
      this.#arm(name, calls.armKey, ({ client }, abortSignal) =>
        client.keys.get(name.resource_group, name.vault, name.key, { abortSignal }),
      ),
      this.#roleAssignments(name, calls.roles),
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
      if (proof !== null && failed(proof, 'not_found')) return goneAzureKey(proof, call.source, this.#collection.now(), calls);
    }
    return azureKeyOf({ ...data, deleted, vault, armKey, roles, deletedVault }, calls);
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

  async #roleAssignments(name: AzureKmsName, call: Call): Promise<Fact<RoleAssignment[]>> {
    const { arm } = this.#access;
    if ('closed' in arm) return arm.closed(call);
    const { get, next } = await arm.open(name);
    const list = `${encodeURI(name.vault_id)}/keys/${name.key}/providers/Microsoft.Authorization/roleAssignments`;
    return this.#limit(() =>
      observeAll(
        this.#collection,
        call,
        async (signal, start) => {
          const reply = await get(start ?? `${list}?api-version=2022-04-01&$filter=atScope()`, signal);
          const items = listOf(roleAssignment).read(reply.value);
          if (items === undefined) throw new MalformedReply('value is not a list of role assignments');
          return { items, next: next(reply.nextLink) };
        },
        classifyAzureError,
      ),
    );
  }
}

/** Reads the library's pages to their end. It keeps the links to itself, so that a loop shows by items seen before. */
async function allOf<T>(pages: AsyncIterable<unknown[]>, reader: Reader<T>, idOf: (item: T) => string): Promise<T[]> {
  const all = new Map<string, T>();
  let count = 0;
  for await (const page of pages) {
    const items = listOf(reader).read([...page]);
    if (items === undefined) throw new MalformedReply(`the page is not a list of ${reader.what} each`);
    const before = all.size;
    for (const item of items) all.set(idOf(item), item);
    if (++count > MAX_PAGES || (items.length > 0 && all.size === before))
      throw new MalformedReply('the pages of the list go round in a loop');
  }
  return [...all.values()];
}

type DeletedVault = { id: string; vault: unknown };
const deletedVault: Reader<DeletedVault> = {
  what: 'a deleted vault with its id',
  read: (vault) => {
    const id = isRecord(vault) && isRecord(vault.properties) ? text.read(vault.properties.vaultId) : undefined;
    return id === undefined ? undefined : { id: id.toLowerCase(), vault };
  },
};
