import { asking } from '../../../collect/asking.ts';
import { Doors } from '../../../collect/door.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { firstKnown } from '../../../collect/reply.ts';
import type { Cause, Fact, Unknown } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import { readEach } from '../../read-each.ts';
import { toLookUp } from '../access/grants.ts';
import { nameInDirectory } from '../access/service-principals.ts';
import type { AzureKmsName } from '../name.ts';
import { azureCalls } from '../permissions.ts';
import type { AzureSettings } from '../settings.ts';
import type { AzureKey, ServicePrincipal } from '../snapshot.ts';
import { azureArm } from './arm.ts';
import { azureServices } from './client.ts';
import { azureCredentials } from './credential.ts';
import { azureErrorsIn } from './error.ts';
import { openGraph, readServicePrincipals } from './graph.ts';
import { absentAzureKey, azureKeyOf, unreadAzureKey } from './key.ts';
import { principalReader } from './principals.ts';
import type { AzureRest } from './rest.ts';
import { byTenant, type InTenant } from './tenants.ts';
import { readVault, type VaultPlane } from './vault.ts';
import { wholeVersions } from './versions.ts';

const NEITHER_VAULT = 'neither the vault nor a deleted vault of this id is there';

type Read = { keys: Map<string, AzureKey>; servicePrincipals: Record<string, ServicePrincipal> };

/** Reads each key with the credential for its tenant. By KMS name, in the order of the names. */
export async function readAzure(
  collection: Collection,
  settings: AzureSettings,
  toRead: ToRead<AzureKmsName>,
  env: Environment,
): Promise<Read> {
  const doors = new Doors(collection);
  const parts = await Promise.all(byTenant(settings, toRead).map((part) => readInTenant(collection, settings, part, env, doors)));
  const found = new Map(parts.flatMap(({ keys }) => [...keys]));
  const keys = toRead.names.flatMap(({ name }) => {
    const key = found.get(name);
    return key === undefined ? [] : [[name, key] as const];
  });
  return {
    // those that became known later follow
    keys: new Map([...keys, ...found]),
    servicePrincipals: Object.assign({}, ...parts.map(({ servicePrincipals }) => servicePrincipals)),
  };
}

/** Reads each key from its vault and from the resource manager, and Confluent's applications from the directory. */
async function readInTenant(
  collection: Collection,
  settings: AzureSettings,
  { tenant, toRead }: InTenant,
  env: Environment,
  doors: Doors,
): Promise<Read> {
  const ask = asking<AzureRest>(collection, azureErrorsIn(tenant));
  const credentials = azureCredentials(env, collection, tenant);
  const services = azureServices(collection, settings, { env, credentials }, doors);
  const arm = azureArm(collection, ask, await services.arm);
  const graph = oncePer((_: 'graph') => openGraph(collection, settings, { env, credentials }, doors));
  const principalsOf = principalReader(collection, ask, () => graph('graph'));
  const [servicePrincipals, keys] = await Promise.all([
    readServicePrincipals(collection, settings, toRead.principals, ask, () => graph('graph')),
    readEach(toRead, readKey),
  ]);
  const named = Object.entries(servicePrincipals).map(([id, found]) => [nameInDirectory(id, tenant?.id ?? null), found]);
  return { keys, servicePrincipals: Object.fromEntries(named) };

  async function readKey(name: AzureKmsName): Promise<AzureKey> {
    const calls = azureCalls(name);
    if (name.managed_hsm)
      return unreadAzureKey(
        () =>
          unknown('unsupported', 'this version does not ask a Managed HSM, which Confluent does not name', {
            // no call stands for it, but what to do about it is said by what would have been asked
            source: 'azure:managed-hsm',
          }),
        calls,
      );
    const plane = readVault(collection, ask, await services.vault(name), name);
    const [data, registered] = await Promise.all([plane.read(), controlPlane(name)]);
    const control = failed(registered.vault, 'not_found') && answers(data.key) ? await moved(name, registered) : registered;
    const { key } = data;
    const { vault, armKey } = control;
    // A live key would show on the other plane: where that says 404, the refused one may still know it as deleted.
    const maybeDeleted = data.deleted === null && !isKnown(key) && !failed(key, 'unreachable') && failed(armKey, 'not_found');
    const deleted = maybeDeleted ? await plane.deleted() : data.deleted;
    const shown = isKnown(key) || isKnown(armKey) || (deleted !== null && isKnown(deleted));
    // a deleted vault has no host name any more; any other failure to connect says nothing about the vault
    const lost = !shown && failed(vault, 'not_found') && (failed(key, 'not_found') || data.hostIsGone);
    const deletedVault = lost ? await arm.deletedVault(name) : null;
    if (toRead.probing === true) await Promise.all([arm.deletedVault(name), arm.versions(name)]);
    if (!shown) {
      // a list that is not there proves nothing of what it would have held
      const isGone = deletedVault !== null && isKnown(deletedVault) && deletedVault.value === null;
      const proof = isGone ? unknown('not_found', NEITHER_VAULT, calls.deletedVaults) : lost ? null : deleted;
      const { source } = isGone ? calls.deletedVaults : calls.deleted;
      if (proof !== null && failed(proof, 'not_found')) return absentAzureKey(proof, source, collection.now(), vault, calls);
    }
    const versions = await versionsOf(control.name, data);
    const { role_assignments, eligible_roles, delegations } = control.authorization;
    const delegated = seen(delegations).flatMap(({ roles }) => roles);
    const role_definitions = await arm.roleDefinitions([...seen(role_assignments), ...seen(eligible_roles), ...delegated]);
    const authorization = { ...control.authorization, role_definitions, principals: {} };
    const now = collection.now();
    const collected = azureKeyOf({ ...data, vault, armKey, authorization, versions, deleted, deletedVault, now }, calls);
    return { ...collected, principals: await principalsOf(toLookUp({ ...collected, name: control.name })) };
  }

  /** What the resource manager says of a key, by the id of its vault. */
  async function controlPlane(name: AzureKmsName) {
    const [vault, armKey, role_assignments, deny_assignments, eligible_roles, delegations] = await Promise.all([
      arm.vault(name),
      arm.key(name),
      arm.roleAssignments(name),
      arm.denyAssignments(name),
      arm.eligibleRoles(name),
      arm.delegations(name),
    ]);
    return { name, vault, armKey, authorization: { role_assignments, deny_assignments, eligible_roles, delegations } };
  }
  type ControlPlane = Awaited<ReturnType<typeof controlPlane>>;

  /** Of a vault that is not at its registered id while its host answers: what is at the id that it has now. */
  async function moved(name: AzureKmsName, registered: ControlPlane): Promise<ControlPlane> {
    const found = await arm.whereabouts(name);
    if (isKnown(found) && found.value !== null) return controlPlane(found.value);
    const moved = `moved? The vault's host answers, but the vault is not at its registered id ${name.vault_id}, and`;
    if (isKnown(found)) {
      const detail = `${moved} no vault of its subscription has its name`;
      return { ...registered, vault: unknown('not_found', detail, azureCalls(name).vault) };
    }
    const { cause, detail, ...at } = found.unknown;
    return { ...registered, vault: unknown(cause, `${moved} the vaults of its subscription could not be listed: ${detail}`, at) };
  }

  /** The versions as the vault lists them; where it does not, as the resource manager does. */
  async function versionsOf(name: AzureKmsName, { key, versions, current }: VaultPlane): Promise<AzureKey['versions']> {
    const listed = wholeVersions(versions, current, azureCalls(name).versions);
    if (isKnown(listed) || failed(key, 'not_found')) return listed;
    const other = wholeVersions(await arm.versions(name), current, azureCalls(name).armVersions);
    return firstKnown(listed, other);
  }
}

const seen = <T>(list: Fact<T[]>): T[] => (isKnown(list) ? list.value : []);

const failed = (fact: Fact<unknown>, ...causes: Cause[]): fact is { unknown: Unknown } =>
  !isKnown(fact) && causes.includes(fact.unknown.cause);

/** Whether it was the vault that replied, be it with a refusal. */
const answers = (key: Fact<unknown>): boolean => isKnown(key) || failed(key, 'not_found', 'denied');
